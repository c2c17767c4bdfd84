package org.supervisor.server.os;

import static java.lang.foreign.ValueLayout.JAVA_INT;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.SegmentAllocator;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The pipes of a child that is being launched. Confined to the launch. {@link #close} closes all ends, or the child's
 * alone after {@link #keepOurs}.
 *
 * <p>A child's ends are opened again, through {@code /proc}: this gives an open file of its own, which blocks, while
 * our ends do not. If the child is to outlive the daemon they are opened for reading and writing: no SIGPIPE, a stdin
 * that never comes to an end, and a new daemon can open the pipe again.
 */
final class Pipes implements AutoCloseable {
    private static final int NONE = -1;

    private final SegmentAllocator memory;
    private final Optional<PipeKeeper> keeper;
    private final List<Integer> childs = new ArrayList<>();
    private final List<Integer> ours = new ArrayList<>();

    /**
     * None yet.
     *
     * @param keeper has pipes for output that outlive us; empty: they are as any other
     */
    Pipes(SegmentAllocator memory, Optional<PipeKeeper> keeper) {
        this.memory = memory;
        this.keeper = keeper;
    }

    /**
     * One pipe.
     *
     * @param childs the child's end
     * @param ours the end we keep, -1 if we keep none
     */
    record Pipe(int childs, int ours) {
        /** Stands for no pipe. */
        static final Pipe ABSENT = new Pipe(NONE, NONE);
    }

    /**
     * A pipe the child writes to and we read.
     *
     * @param outlivesUs whether the child holds both ends, and so may go on writing when ours is closed
     */
    Pipe forOutput(boolean outlivesUs) {
        Ends ends = outlivesUs && keeper.isPresent() ? keeper.get().take() : open(memory);
        int ours = keep(ends.read(), ends.write());
        return new Pipe(reopen(ends.write(), outlivesUs ? Fcntl.O_RDWR : Fcntl.O_WRONLY), ours);
    }

    /**
     * A pipe we can write to and the child reads.
     *
     * @param outlivesUs whether the child holds both ends, and so reads no end when ours is closed
     */
    Pipe forInput(boolean outlivesUs) {
        Ends ends = open(memory);
        int ours = keep(ends.write(), ends.read());
        return new Pipe(reopen(ends.read(), outlivesUs ? Fcntl.O_RDWR : Fcntl.O_RDONLY), ours);
    }

    /** A pipe that the child alone holds. */
    Pipe forSilentInput() {
        Ends ends = open(memory);
        childs.addAll(List.of(ends.read(), ends.write()));
        return new Pipe(reopen(ends.read(), Fcntl.O_RDWR), NONE);
    }

    /** Lets another account open its streams by name, as {@code /dev/stdout} does. Best effort. */
    void giveTo(Account account) {
        childs.forEach(fd -> Unistd.fchown(fd, account.uid(), account.gid()));
    }

    /** From now on our ends belong to the caller. */
    void keepOurs() {
        ours.clear();
    }

    @Override
    public void close() {
        childs.forEach(Descriptors::close);
        ours.forEach(Descriptors::close);
    }

    /** The two ends of a pipe. */
    record Ends(int read, int write) {}

    /** A new pipe. */
    static Ends open(SegmentAllocator memory) {
        MemorySegment pair = memory.allocate(JAVA_INT, 2);
        OsException.check(Unistd.pipe(pair, Fcntl.O_CLOEXEC | Fcntl.O_NONBLOCK), "cannot create a pipe");
        return new Ends(pair.getAtIndex(JAVA_INT, 0), pair.getAtIndex(JAVA_INT, 1));
    }

    private int reopen(int end, int mode) {
        String path = "/proc/thread-self/fd/" + end;
        int fd = Fcntl.openAt(memory, Fcntl.AT_FDCWD, path, mode | Fcntl.O_CLOEXEC);
        childs.add(OsException.check(fd, "cannot open " + path));
        return fd;
    }

    private int keep(int mine, int other) {
        ours.add(mine);
        childs.add(other);
        return mine;
    }
}
