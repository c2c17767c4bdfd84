package org.supervisor.server.os;

import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.supervisor.api.Signal;

/**
 * Signals to this process as a descriptor, signalfd(2): they are read in the event loop like everything else, QUIT
 * included, which the JVM otherwise keeps for itself. That needs the signals to be blocked before the JVM starts, in
 * all its threads, and the JVM not to use them ({@code -Xrs}); the launch scripts do so with {@code env
 * --block-signal}. Otherwise {@link Signals} is used.
 */
public final class SignalDescriptor implements AutoCloseable {
    // struct signalfd_siginfo of sys/signalfd.h: 128 bytes, the number first
    private static final int INFO_BYTES = 128;
    private static final int SIGSET_BYTES = 128;
    // SFD_CLOEXEC and SFD_NONBLOCK are O_CLOEXEC and O_NONBLOCK
    private static final int FLAGS = 02000000 | 04000;
    private static final String STATE = "State:";
    private static final String BLOCKED = "SigBlk:";
    private static final long NOTHING = 0;
    private static final long EVERYTHING = -1;

    private final Arena arena = Arena.ofShared();
    private final MemorySegment info = arena.allocate(INFO_BYTES, Long.BYTES);
    private final int descriptor;
    private final Set<Signal> signals;

    private SignalDescriptor(int descriptor, Set<Signal> signals) {
        this.descriptor = descriptor;
        this.signals = signals;
    }

    /** A descriptor for those of these signals that all our threads block; empty if there is none. */
    public static Optional<SignalDescriptor> open(Set<Signal> signals) {
        long blocked = blockedByAllThreads();
        Set<Signal> ours =
                signals.stream().filter(signal -> (blocked & bit(signal)) != 0).collect(Collectors.toUnmodifiableSet());
        if (ours.isEmpty()) {
            return Optional.empty();
        }
        try (Arena call = Arena.ofConfined()) {
            MemorySegment mask = call.allocate(SIGSET_BYTES, Long.BYTES);
            mask.set(
                    JAVA_LONG, 0, ours.stream().mapToLong(SignalDescriptor::bit).sum());
            int fd = Libc.function("signalfd").asInt(-1, mask.address(), FLAGS);
            return Optional.of(new SignalDescriptor(OsException.check(fd, "cannot create a signalfd"), ours));
        }
    }

    private static long bit(Signal signal) {
        return 1L << (signal.number() - 1);
    }

    /** The signals that are read here. */
    public Set<Signal> signals() {
        return signals;
    }

    /** Readable when a signal has come. */
    public int descriptor() {
        return descriptor;
    }

    /** The next signal, if one has come. One thread. */
    public Optional<Signal> next() {
        int count = Descriptors.read(descriptor, info, 0, INFO_BYTES);
        return count == INFO_BYTES ? Optional.of(new Signal(info.get(JAVA_INT, 0))) : Optional.empty();
    }

    @Override
    public void close() {
        Descriptors.close(descriptor);
        arena.close();
    }

    private static long blockedByAllThreads() {
        long blocked = EVERYTHING;
        try (DirectoryStream<Path> threads = Files.newDirectoryStream(Path.of("/proc/self/task"))) {
            for (Path thread : threads) {
                blocked &= blocked(thread);
            }
            return blocked;
        } catch (IOException unreadable) {
            return NOTHING;
        }
    }

    /** The signals a thread blocks; all, if it has ended since it was listed. */
    private static long blocked(Path thread) {
        try {
            return blocked(new String(Files.readAllBytes(thread.resolve("status")), StandardCharsets.ISO_8859_1));
        } catch (IOException ended) {
            return EVERYTHING;
        }
    }

    /**
     * The signals a thread of this status blocks. One that is about to end has no mask any more and shows none: it
     * receives no signals either.
     *
     * @see <a href="https://man7.org/linux/man-pages/man5/proc_pid_status.5.html">proc_pid_status(5)</a>
     */
    static long blocked(String status) {
        String state = value(status, STATE);
        if (state.startsWith("X") || state.startsWith("Z")) {
            return EVERYTHING;
        }
        String digits = value(status, BLOCKED);
        return digits.isEmpty() ? NOTHING : Long.parseUnsignedLong(digits, 16);
    }

    private static String value(String status, String key) {
        int start = status.indexOf(key);
        return start < 0
                ? ""
                : status.substring(start + key.length(), status.indexOf('\n', start))
                        .strip();
    }
}
