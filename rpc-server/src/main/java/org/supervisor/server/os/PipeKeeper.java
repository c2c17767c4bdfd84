package org.supervisor.server.os;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.supervisor.api.Signal;
import org.supervisor.server.process.NativeText;

/**
 * Creates the pipes of children that are to outlive this daemon. A process beside it holds the reading ends, too, so that what
 * a child has written last can still be read when both the daemon and the child are gone. The process is sleep(1), for all
 * that it has to do is to exist; it is known by its standard input, which is a file in the state directory.
 *
 * <p>It gets a supply of pipes before they are used, so it has each from the beginning, and is replaced when the supply is
 * exhausted, or when it will soon have stayed for its time. Confined to the spawner's thread, but for the static methods.
 */
public final class PipeKeeper {
    private static final int LEAST_SUPPLY = 16;
    private static final int SUPPLY_PART =
            8; // of what is in use: so replacing costs each launch the same, however many
    private static final int FIRST_PIPE = 3;
    private static final List<Path> SLEEP = List.of(Path.of("/usr/bin/sleep"), Path.of("/bin/sleep"));

    /** How long it stays: when neither the daemon nor a next one is there to end it, it ends by itself. */
    private static final Duration LIFE = Duration.ofHours(1);

    private static final int MODE = 0600;

    private final Path marker;
    private final Deque<Pipes.Ends> supply = new ArrayDeque<>();

    /**
     * Without a process yet.
     *
     * @param marker the file that the process has as its standard input; created when there is none
     */
    PipeKeeper(Path marker) {
        this.marker = marker;
    }

    /**
     * A pipe that is held. The caller closes its ends.
     *
     * @throws OsException there are no more descriptors
     */
    Pipes.Ends take() {
        if (supply.isEmpty()) {
            replace();
        }
        return supply.remove();
    }

    /** A process that was there gives way to a new one. To be called once in a third of its life. */
    void renew() {
        if (!processes(marker).isEmpty()) {
            close();
            replace();
        }
    }

    /**
     * A new process that holds what the present ones hold, and a new supply. If it cannot be launched the supply is used as it
     * is.
     */
    private void replace() {
        List<Integer> present = processes(marker);
        List<Integer> held = new ArrayList<>();
        try {
            held(marker).values().stream()
                    .map(PipeKeeper::open)
                    .filter(fd -> fd >= 0)
                    .forEach(held::add);
            List<Integer> ended = SysPoll.ended(held);
            ended.forEach(Descriptors::close);
            held.removeAll(ended);
            fill(Math.max(LEAST_SUPPLY, held.size() / SUPPLY_PART));
            List<Integer> reading = new ArrayList<>(held);
            supply.forEach(ends -> reading.add(ends.read()));
            if (launch(reading)) {
                present.forEach(pid -> end(marker, pid));
            }
        } finally {
            held.forEach(Descriptors::close);
        }
    }

    private void fill(int count) {
        try (Arena arena = Arena.ofConfined()) {
            supply.add(Pipes.open(arena));
            while (supply.size() < count) {
                supply.add(Pipes.open(arena));
            }
        } catch (OsException few) {
            if (supply.isEmpty()) {
                throw few;
            }
        }
    }

    private boolean launch(List<Integer> pipes) {
        Optional<Path> sleep = SLEEP.stream().filter(Files::isExecutable).findFirst();
        int input = Fcntl.create(NativeText.of(marker), Fcntl.O_RDONLY | Fcntl.O_CLOEXEC, MODE);
        int root = Fcntl.open("/", Fcntl.O_PATH | Fcntl.O_CLOEXEC);
        try (Arena arena = Arena.ofConfined()) {
            if (sleep.isEmpty() || input < 0 || root < 0) {
                return false;
            }
            PosixSpawn spawn = new PosixSpawn(arena);
            for (int standard = 0; standard < FIRST_PIPE; standard++) {
                spawn.dup2(input, standard);
            }
            spawn.changeDirectory(root);
            move(pipes, spawn);
            spawn.closeFrom(FIRST_PIPE + pipes.size());
            return spawn.spawn(sleep.get().toString(), List.of("sleep", Long.toString(LIFE.toSeconds())), List.of())
                    > 0;
        } finally {
            Descriptors.close(input);
            Descriptors.close(root);
        }
    }

    /** First above all of them, then to where they stay: so none is overwritten before it has been copied. */
    private static void move(List<Integer> pipes, PosixSpawn spawn) {
        int above = 1 + pipes.stream().mapToInt(Integer::intValue).max().orElse(FIRST_PIPE);
        int base = Math.max(above, FIRST_PIPE + pipes.size());
        for (int i = 0; i < pipes.size(); i++) {
            spawn.dup2(pipes.get(i), base + i);
        }
        for (int i = 0; i < pipes.size(); i++) {
            spawn.dup2(base + i, FIRST_PIPE + i);
        }
    }

    /** Closes the supply, which nobody can write to then, so that it is not passed on; the process stays. */
    void close() {
        supply.forEach(ends -> {
            Descriptors.close(ends.read());
            Descriptors.close(ends.write());
        });
        supply.clear();
    }

    /**
     * What the processes hold that an earlier daemon has left. Blocks for a moment.
     *
     * @param marker their standard input
     * @return where a pipe can be opened, by its inode
     */
    public static Map<Long, Path> held(Path marker) {
        Map<Long, Path> held = new HashMap<>();
        for (int pid : processes(marker)) {
            for (Path descriptor : pipes(pid)) {
                inode(descriptor).ifPresent(inode -> held.put(inode, descriptor));
            }
        }
        return held;
    }

    /** Opens such a pipe for reading; below 0: it is gone. */
    public static int open(Path descriptor) {
        return Fcntl.open(descriptor.toString(), Fcntl.O_RDONLY | Fcntl.O_NONBLOCK | Fcntl.O_CLOEXEC);
    }

    /** Nothing need be held any more: ends all processes with this standard input. */
    public static void end(Path marker) {
        processes(marker).forEach(pid -> end(marker, pid));
    }

    private static void end(Path marker, int pid) {
        int pidfd = SysSignal.pidfdOpen(pid);
        if (pidfd >= 0 && isKeeper(marker, pid)) {
            Processes.signal(pid, pidfd, Signal.KILL);
            SysWait.waitid(SysWait.P_PIDFD, pidfd, SysWait.WEXITED); // returns at once if it is no child of ours
        }
        Descriptors.close(pidfd);
    }

    private static List<Integer> processes(Path marker) {
        return Files.exists(marker)
                ? Survivors.pids().stream().filter(pid -> isKeeper(marker, pid)).toList()
                : List.of();
    }

    private static boolean isKeeper(Path marker, int pid) {
        return target(Survivors.fd(pid, 0))
                .filter(NativeText.of(marker)::equals)
                .isPresent();
    }

    private static List<Path> pipes(int pid) {
        return Survivors.descriptors(pid).stream()
                .filter(descriptor -> inode(descriptor).isPresent())
                .toList();
    }

    private static Optional<Long> inode(Path descriptor) {
        return target(descriptor)
                .filter(name -> name.startsWith("pipe:["))
                .map(name -> Long.valueOf(name.substring("pipe:[".length(), name.length() - 1)));
    }

    private static Optional<String> target(Path descriptor) {
        try {
            return Optional.of(NativeText.of(Files.readSymbolicLink(descriptor)));
        } catch (IOException gone) {
            return Optional.empty();
        }
    }
}
