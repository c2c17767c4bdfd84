package org.supervisor.server.os;

import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_SHORT;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;
import org.supervisor.server.os.Libc.Function;

/** {@code poll.h}. */
final class SysPoll {
    // asm-generic/poll.h
    private static final short POLLIN = 0x001;
    private static final short POLLHUP = 0x010;

    /** struct pollfd: the descriptor, what is asked, what there is. */
    private static final int POLLFD_BYTES = 8;

    private static final int EVENTS_OFFSET = 4;
    private static final int REVENTS_OFFSET = 6;

    private static final Function POLL = Libc.function("poll");

    private SysPoll() {}

    /** Those of some pipes that are empty and that nobody can write to any more. */
    static List<Integer> ended(List<Integer> pipes) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment all = arena.allocate((long) POLLFD_BYTES * Math.max(1, pipes.size()), Integer.BYTES);
            for (int i = 0; i < pipes.size(); i++) {
                all.set(JAVA_INT, (long) i * POLLFD_BYTES, pipes.get(i));
                all.set(JAVA_SHORT, (long) i * POLLFD_BYTES + EVENTS_OFFSET, POLLIN);
            }
            POLL.asIntUninterrupted(all.address(), pipes.size(), 0);
            List<Integer> ended = new ArrayList<>();
            for (int i = 0; i < pipes.size(); i++) {
                int found = all.get(JAVA_SHORT, (long) i * POLLFD_BYTES + REVENTS_OFFSET);
                if ((found & (POLLIN | POLLHUP)) == POLLHUP) {
                    ended.add(pipes.get(i));
                }
            }
            return ended;
        }
    }
}
