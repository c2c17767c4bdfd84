package org.supervisor.server.os;

import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;
import static java.lang.foreign.ValueLayout.JAVA_LONG_UNALIGNED;

import java.lang.foreign.MemorySegment;
import java.util.Optional;
import org.supervisor.server.os.Libc.Function;

/**
 * {@code sys/epoll.h} and {@code sys/eventfd.h}. Results below 0 are negative error numbers.
 *
 * <p>{@code struct epoll_event} is {@code events @0, data}; it is packed on x86-64 alone, see EPOLL_PACKED in
 * linux/eventpoll.h: there data is at 4 and the size 12, on aarch64 at 8 and 16. Where a parameter asks for one, it is
 * scratch memory.
 */
final class SysEpoll {
    static final int EPOLLIN = 0x001;
    static final int EPOLLOUT = 0x004;
    static final int EPOLLERR = 0x008;
    static final int EPOLLHUP = 0x010;

    static final long EVENT_SIZE = Libc.X86_64 ? 12 : 16;
    static final long DATA_OFFSET = Libc.X86_64 ? 4 : 8;

    private static final int EPOLL_CTL_ADD = 1;
    private static final int EPOLL_CTL_DEL = 2;
    private static final int EPOLL_CTL_MOD = 3;
    private static final int CLOEXEC = Fcntl.O_CLOEXEC;
    private static final int EFD_NONBLOCK = Fcntl.O_NONBLOCK;
    private static final long NANOS_PER_SECOND = 1_000_000_000;
    private static final long NANOS_PER_MILLI = 1_000_000;

    private static final Function CREATE = Libc.function("epoll_create1");
    private static final Function CTL = Libc.function("epoll_ctl");
    private static final Function WAIT = Libc.function("epoll_wait");
    // glibc 2.35; the kernel has it since 5.11
    private static final Optional<Function> PWAIT2 = Libc.optional("epoll_pwait2");
    private static final Function EVENTFD = Libc.function("eventfd");

    private SysEpoll() {}

    static int create() {
        return CREATE.asInt(CLOEXEC);
    }

    static int eventfd() {
        return EVENTFD.asInt(0, CLOEXEC | EFD_NONBLOCK);
    }

    static int add(int epoll, int fd, int events, long data, MemorySegment event) {
        return control(EPOLL_CTL_ADD, epoll, fd, events, data, event);
    }

    static int modify(int epoll, int fd, int events, long data, MemorySegment event) {
        return control(EPOLL_CTL_MOD, epoll, fd, events, data, event);
    }

    static int delete(int epoll, int fd) {
        return CTL.asInt(epoll, EPOLL_CTL_DEL, fd, 0);
    }

    private static int control(int operation, int epoll, int fd, int events, long data, MemorySegment event) {
        event.set(JAVA_INT, 0, events);
        event.set(JAVA_LONG_UNALIGNED, DATA_OFFSET, data);
        return CTL.asInt(epoll, operation, fd, event.address());
    }

    /**
     * Waits for events.
     *
     * @param events gets them
     * @param timespec 16 bytes of scratch memory
     * @param timeoutNanos -1: without limit, 0: not at all
     * @return how many, or the negative errno
     */
    static int await(int epoll, MemorySegment events, MemorySegment timespec, long timeoutNanos) {
        int most = (int) (events.byteSize() / EVENT_SIZE);
        if (timeoutNanos > 0 && PWAIT2.isPresent()) {
            timespec.setAtIndex(JAVA_LONG, 0, timeoutNanos / NANOS_PER_SECOND);
            timespec.setAtIndex(JAVA_LONG, 1, timeoutNanos % NANOS_PER_SECOND);
            int count = PWAIT2.get().asInt(epoll, events.address(), most, timespec.address(), 0);
            if (!isUnavailable(count)) {
                return count;
            }
        }
        return WAIT.asInt(epoll, events.address(), most, toMillis(timeoutNanos));
    }

    /** The kernel is too old, or a seccomp filter that does not know this system call refuses it: it has no EPERM itself. */
    static boolean isUnavailable(int result) {
        return result == -Errno.ENOSYS || result == -Errno.EPERM;
    }

    /** Rounded up, so that nothing wakes before its time. */
    static int toMillis(long nanos) {
        return nanos < 0 ? -1 : (int) Math.min(Math.ceilDiv(nanos, NANOS_PER_MILLI), Integer.MAX_VALUE);
    }

    static int events(MemorySegment events, int index) {
        return events.get(JAVA_INT, index * EVENT_SIZE);
    }

    static long data(MemorySegment events, int index) {
        return events.get(JAVA_LONG_UNALIGNED, index * EVENT_SIZE + DATA_OFFSET);
    }
}
