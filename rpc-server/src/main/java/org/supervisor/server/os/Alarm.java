package org.supervisor.server.os;

import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import org.supervisor.server.os.Libc.Function;

/**
 * A moment of the monotonic clock that one thread waits for and another postpones repeatedly, timerfd_create(2).
 * Postponing it costs one call and wakes no thread. Lives as long as the process.
 */
public final class Alarm {
    // timerfd_create(2), time.h
    private static final int CLOCK_MONOTONIC = 1;
    private static final long NANOS_PER_SECOND = 1_000_000_000;

    private static final Function CREATE = Libc.function("timerfd_create");
    private static final Function SET = Libc.function("timerfd_settime");

    private final MemorySegment spec = Arena.global().allocate(JAVA_LONG, 4); // interval, then the moment
    private final MemorySegment count = Arena.global().allocate(JAVA_LONG);
    private final int descriptor =
            OsException.check(CREATE.asInt(CLOCK_MONOTONIC, Fcntl.O_CLOEXEC), "cannot create a timer");

    /** Sets it to this many nanoseconds from now, in place of the moment set before; 0: never. One thread at a time. */
    public void set(long nanosFromNow) {
        spec.setAtIndex(JAVA_LONG, 2, nanosFromNow / NANOS_PER_SECOND);
        spec.setAtIndex(JAVA_LONG, 3, nanosFromNow % NANOS_PER_SECOND);
        OsException.check(SET.asInt(descriptor, 0, spec.address(), 0), "cannot set a timer");
    }

    /** Returns when the moment has come. */
    public void await() {
        Descriptors.read(descriptor, count, 0, Long.BYTES);
    }
}
