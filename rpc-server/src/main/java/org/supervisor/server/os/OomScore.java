package org.supervisor.server.os;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.charset.StandardCharsets;
import java.util.OptionalInt;

/**
 * {@code /proc/PID/oom_score_adj}: which process the kernel kills first when memory is full. See
 * proc_pid_oom_score_adj(5).
 */
final class OomScore {
    private static final int MOST_BYTES = 16;

    private OomScore() {}

    /** The value of this process; empty if it cannot be read. */
    static OptionalInt own() {
        int fd = Fcntl.open(file("self"), Fcntl.O_CLOEXEC);
        if (fd < 0) {
            return OptionalInt.empty();
        }
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment text = arena.allocate(MOST_BYTES);
            long length = Unistd.read(fd, text.address(), MOST_BYTES - 1);
            return length <= 0
                    ? OptionalInt.empty()
                    : OptionalInt.of(Integer.parseInt(text.getString(0).strip()));
        } finally {
            Descriptors.close(fd);
        }
    }

    /** Sets the value of this process; false if that is not permitted. */
    static boolean setOwn(int score) {
        return set("self", score);
    }

    /** Sets the value of a child, if that is permitted and the child still exists. */
    static void set(int pid, int score) {
        set(Integer.toString(pid), score);
    }

    private static boolean set(String process, int score) {
        int fd = Fcntl.open(file(process), Fcntl.O_WRONLY | Fcntl.O_CLOEXEC);
        if (fd < 0) {
            return false;
        }
        try (Arena arena = Arena.ofConfined()) {
            byte[] text = Integer.toString(score).getBytes(StandardCharsets.US_ASCII);
            MemorySegment bytes = arena.allocateFrom(JAVA_BYTE, text);
            return Unistd.write(fd, bytes.address(), text.length) == text.length;
        } finally {
            Descriptors.close(fd);
        }
    }

    private static String file(String process) {
        return "/proc/" + process + "/oom_score_adj";
    }
}
