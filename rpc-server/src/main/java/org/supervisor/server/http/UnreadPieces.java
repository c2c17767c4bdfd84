package org.supervisor.server.http;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;

/**
 * What followers of logs and events have been sent and have not read. Each has one piece at most, and there is a limit
 * on the bytes of all. If others have used it up, a piece is small, and small pieces are not counted: the number of
 * followers is limited itself. Only a single event may be larger; when there is no room for it, the follower whose
 * piece has waited longest is cut off. Any thread.
 */
final class UnreadPieces {
    /** The part of the memory of all clients that followers may use. */
    private static final int PART = 4;

    private static final int SMALL = 4096;

    /** A small piece ends with the event that makes it large enough. */
    private static final int UNCOUNTED = 2 * SMALL;

    private final long limit;
    private final Executor executor;
    private final Map<StreamingResponse, Integer> pieces = new LinkedHashMap<>();
    private long held;

    /**
     * Nothing has been sent yet.
     *
     * @param limit the most bytes at a time
     * @param executor cuts off followers
     */
    UnreadPieces(long limit, Executor executor) {
        this.limit = limit;
        this.executor = executor;
    }

    /** How many bytes of the memory for all clients are for followers. */
    static long partOf(long memoryBytes) {
        return memoryBytes / PART;
    }

    /**
     * Makes room for the next piece of a follower.
     *
     * @param usual how many bytes it would have
     * @return how many it is to have
     */
    synchronized int room(StreamingResponse follower, int usual) {
        end(follower);
        if (held + usual + SMALL > limit) {
            return Math.min(usual, SMALL);
        }
        put(follower, usual + SMALL);
        return usual;
    }

    /**
     * A follower is about to be sent a piece. Followers that must make room for it are cut off soon.
     *
     * @return false if the piece is larger than all of them may be
     */
    boolean begin(StreamingResponse follower, int bytes) {
        List<StreamingResponse> slowest = new ArrayList<>();
        synchronized (this) {
            end(follower);
            if (bytes <= UNCOUNTED) {
                return true;
            }
            if (bytes > limit) {
                return false;
            }
            while (held + bytes > limit) {
                StreamingResponse oldest = pieces.keySet().iterator().next();
                end(oldest);
                slowest.add(oldest);
            }
            put(follower, bytes);
        }
        slowest.forEach(this::cutOff);
        return true;
    }

    private void put(StreamingResponse follower, int bytes) {
        pieces.put(follower, bytes);
        held += bytes;
    }

    /** Not on this thread, which has the lock of another follower. */
    private void cutOff(StreamingResponse follower) {
        try {
            executor.execute(follower::cutOff);
        } catch (RejectedExecutionException stopping) {
            // all of them are being cut off
        }
    }

    /** A follower has read its piece, or never will. */
    synchronized void end(StreamingResponse follower) {
        Integer bytes = pieces.remove(follower);
        if (bytes != null) {
            held -= bytes;
        }
    }

    /** How many bytes are unread. */
    synchronized long held() {
        return held;
    }
}
