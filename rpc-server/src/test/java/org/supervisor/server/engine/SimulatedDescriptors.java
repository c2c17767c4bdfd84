package org.supervisor.server.engine;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.Collection;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.IntPredicate;
import org.supervisor.server.os.BrokenPipeException;

/**
 * The open descriptors of the daemon, and what was read from them. A descriptor closed twice or while it is watched and
 * bytes closed away unread are violations.
 */
final class SimulatedDescriptors {
    private static final int FIRST = 10;

    boolean keepsContents = true;
    boolean movesMayFail = true;
    private final Map<Integer, Descriptor> open = new TreeMap<>();
    private final Map<String, ByteArrayOutputStream> contents = new TreeMap<>(); // by process and stream
    private final SimulatedTime time;
    private final SimulatedTrace trace;
    private final SimulatedFaults faults;
    private final IntPredicate isWatched;

    SimulatedDescriptors(SimulatedTime time, SimulatedTrace trace, SimulatedFaults faults, IntPredicate isWatched) {
        this.time = time;
        this.trace = trace;
        this.faults = faults;
        this.isWatched = isWatched;
    }

    /** What a number stands for: an end of a pipe, a child, a watcher, a socket. */
    record Descriptor(String what, SimulatedPipe readEnd, SimulatedPipe writeEnd, SimulatedChild pidfd, Object other) {
        static Descriptor reads(String what, SimulatedPipe pipe) {
            return new Descriptor(what, pipe, null, null, null);
        }

        static Descriptor pidfd(String what, SimulatedChild child) {
            return new Descriptor(what, null, null, child, null);
        }

        static Descriptor other(String what, Object other) {
            return new Descriptor(what, null, null, null, other);
        }

        static Descriptor writes(String what, SimulatedPipe pipe) {
            return new Descriptor(what, null, pipe, null, null);
        }
    }

    int open(Descriptor descriptor) {
        int number = FIRST;
        while (open.containsKey(number)) {
            number++;
        }
        open.put(number, descriptor);
        return number;
    }

    /** The daemon is gone: all are closed, and what waits in a pipe that is held stays there. */
    void crashed() {
        open.values().forEach(lost -> {
            if (lost.readEnd != null && !lost.readEnd.isHeld) {
                lost.readEnd.hasReader = false;
            }
        });
        open.clear();
    }

    /** Opens a pipe of an earlier daemon. */
    int reopen(String what, SimulatedPipe pipe) {
        pipe.unreadSince = time.nanos();
        return open(Descriptor.reads(what, pipe));
    }

    /** All that are open. */
    Collection<Descriptor> all() {
        return open.values();
    }

    /** One that may have been closed. */
    Optional<Descriptor> find(int number) {
        return Optional.ofNullable(open.get(number));
    }

    /** One that must be open. */
    Optional<Descriptor> get(int number) {
        Optional<Descriptor> found = find(number);
        if (found.isEmpty()) {
            trace.violated("descriptor " + number + " is used and not open");
        }
        return found;
    }

    /** What was read from a stream of a process, if anything was and it is kept. */
    Optional<byte[]> read(String stream) {
        return keepsContents
                ? Optional.ofNullable(contents.get(stream)).map(ByteArrayOutputStream::toByteArray)
                : Optional.empty();
    }

    void close(int number) {
        if (number < 0) {
            return;
        }
        get(number).ifPresent(gone -> {
            open.remove(number);
            if (isWatched.test(number)) {
                trace.violated(gone.what + " is closed while it is watched");
            }
            if (gone.readEnd != null) {
                gone.readEnd.hasReader = false;
                if (gone.readEnd.size() > 0 && !faults.excuseLoss()) {
                    trace.violated(gone.what + " is closed with " + gone.readEnd.size() + " bytes unread");
                }
            }
        });
    }

    int read(int number, ByteBuffer buffer) {
        return get(number)
                .map(from -> {
                    if (from.readEnd.size() == 0) {
                        return endOrNothingYet(from.readEnd);
                    }
                    int before = buffer.position();
                    int count = from.readEnd.read(buffer, time.nanos());
                    if (keepsContents) {
                        byte[] copy = new byte[count];
                        buffer.get(before, copy);
                        contents.computeIfAbsent(from.what, _ -> new ByteArrayOutputStream())
                                .writeBytes(copy);
                    }
                    return count;
                })
                .orElse(0);
    }

    private static int endOrNothingYet(SimulatedPipe pipe) {
        return pipe.writers > 0 ? Kernel.WOULD_BLOCK : 0;
    }

    int write(int number, ByteBuffer buffer) {
        return get(number)
                .map(to -> {
                    if (!to.writeEnd.hasReader) {
                        throw new BrokenPipeException(number);
                    }
                    byte[] bytes = new byte[buffer.remaining()];
                    buffer.get(buffer.position(), bytes);
                    int count = to.writeEnd.write(bytes, 0, bytes.length, time.nanos());
                    buffer.position(buffer.position() + count);
                    return count == 0 ? Kernel.WOULD_BLOCK : count;
                })
                .orElse(0);
    }

    int peek(int number, ByteBuffer buffer) {
        SimulatedPipe pipe = get(number).orElseThrow().readEnd;
        return pipe.size() == 0 ? endOrNothingYet(pipe) : pipe.peek(buffer);
    }

    /** Sometimes moves less than it could, or nothing, or refuses; the files are real ones. */
    int move(int number, int file, int count) {
        int fate = faults.percent();
        if (fate < 2 && movesMayFail) {
            return fate - 1;
        }
        int wanted = fate < 20 ? 1 + faults.upTo(count) : count;
        int waiting = get(number).map(pipe -> pipe.readEnd.size()).orElse(0);
        ByteBuffer bytes = ByteBuffer.allocate(Math.min(wanted, Math.max(1, waiting)));
        read(number, bytes);
        try {
            Files.write(path(file), Arrays.copyOf(bytes.array(), bytes.position()), StandardOpenOption.APPEND);
            return bytes.position();
        } catch (IOException broken) {
            throw new UncheckedIOException(broken);
        }
    }

    boolean readMoved(int file, ByteBuffer buffer) {
        try {
            if (faults.percent() == 0) {
                return false;
            }
            try (FileChannel channel = FileChannel.open(path(file))) {
                long from = channel.size() - buffer.remaining();
                return from >= 0 && channel.read(buffer, from) >= 0;
            }
        } catch (IOException broken) {
            throw new UncheckedIOException(broken);
        }
    }

    private Path path(int file) {
        return (Path) get(file).orElseThrow().other;
    }

    void setPipeSize(int number, int bytes) {
        get(number).ifPresent(pipe -> pipe.readEnd.capacity(bytes));
    }
}
