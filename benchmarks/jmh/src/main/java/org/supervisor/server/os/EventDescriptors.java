package org.supervisor.server.os;

import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.stream.IntStream;

/** Descriptors that become readable when told to, for what is measured with many of them. See eventfd(2). */
public final class EventDescriptors implements AutoCloseable {
    private final Arena arena = Arena.ofConfined();
    private final MemorySegment counter = arena.allocateFrom(JAVA_LONG, 1);
    private final int[] descriptors;

    /** So many of them, none readable. */
    public EventDescriptors(int count) {
        descriptors = IntStream.range(0, count)
                .map(_ -> OsException.check(SysEpoll.eventfd(), "cannot make an eventfd"))
                .toArray();
    }

    /** The descriptors. */
    public int[] all() {
        return descriptors.clone();
    }

    /** Makes one readable. */
    public void raise(int descriptor) {
        counter.set(JAVA_LONG, 0, 1);
        Descriptors.write(descriptor, counter, 0, Long.BYTES);
    }

    /** Reads one, so that it is not readable any more. */
    public void lower(int descriptor) {
        Descriptors.read(descriptor, counter, 0, Long.BYTES);
    }

    @Override
    public void close() {
        for (int descriptor : descriptors) {
            Descriptors.close(descriptor);
        }
        arena.close();
    }
}
