package org.supervisor.server.os;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.OptionalInt;
import org.supervisor.server.process.FailureReason;
import org.supervisor.server.process.NativeText;
import org.supervisor.server.process.SymbolicLinks;

/**
 * A small file that one process has locked, such as a pid file. The lock ends with the process, however that ends, and
 * children do not inherit it. If the file system has no locks the file is written all the same.
 */
public final class LockedFile implements AutoCloseable {
    private static final int MODE = 0644;
    private static final int FLAGS = Fcntl.O_RDWR | Fcntl.O_NONBLOCK | Fcntl.O_NOCTTY | Fcntl.O_CLOEXEC;

    private final int descriptor;

    private LockedFile(int descriptor) {
        this.descriptor = descriptor;
    }

    /** The result of locking a file. */
    public sealed interface Outcome {
        /** We have locked it, and it has our text. */
        record Held(LockedFile file) implements Outcome {}

        /** Another process has locked it. */
        record HeldByAnother() implements Outcome {}

        /** It cannot be written; has the reason. */
        record Failed(String reason) implements Outcome {}
    }

    /** Creates or opens a file, locks it and replaces its content. Never blocks, whatever the path names. */
    public static Outcome hold(Path path, String text) {
        return hold(path, text, OptionalInt.empty());
    }

    /**
     * The same for a file that this process may have locked in an earlier life.
     *
     * @param earlier its descriptor, ours from now on; empty: none
     */
    public static Outcome hold(Path path, String text, OptionalInt earlier) {
        Optional<String> objection = objection(path);
        if (objection.isPresent()) {
            return new Outcome.Failed(objection.get());
        }
        int fd = earlier.orElseGet(() -> Fcntl.create(NativeText.of(path), FLAGS, MODE));
        if (fd < 0) {
            return new Outcome.Failed(Errno.describe(-fd));
        }
        int lock = Fcntl.lock(fd);
        if (lock == -Errno.EAGAIN || lock == -Errno.EACCES) {
            Descriptors.close(fd);
            return new Outcome.HeldByAnother();
        }
        int written = write(fd, text);
        if (written < 0) {
            Descriptors.close(fd);
            return new Outcome.Failed(Errno.describe(-written));
        }
        return new Outcome.Held(new LockedFile(fd));
    }

    private static Optional<String> objection(Path path) {
        if (Files.isDirectory(path)) {
            return Optional.of("it is a directory");
        }
        if (Files.exists(path) && !Files.isRegularFile(path)) {
            return Optional.of("it is a FIFO, a device or a socket");
        }
        try {
            return SymbolicLinks.objection(path);
        } catch (IOException unreadable) {
            return Optional.of(FailureReason.of(unreadable));
        }
    }

    private static int write(int fd, String text) {
        int cleared = Unistd.ftruncate(fd, 0);
        if (cleared < 0) {
            return cleared;
        }
        Unistd.seekStart(fd); // it may have been written before
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment bytes = arena.allocateFrom(JAVA_BYTE, text.getBytes(StandardCharsets.UTF_8));
            return (int) Unistd.write(fd, bytes.address(), bytes.byteSize());
        }
    }

    /** Lets the program that this process becomes hold it. */
    public void handOver(Handover handover, String name) {
        handover.add(name, OptionalInt.of(descriptor));
    }

    /** Releases the lock; the file stays. */
    @Override
    public void close() {
        Descriptors.close(descriptor);
    }
}
