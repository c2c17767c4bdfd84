package org.supervisor.server.rpc;

import java.util.concurrent.atomic.AtomicLong;
import org.supervisor.api.FaultCode;
import org.supervisor.server.engine.RefusedException;

/**
 * How many bytes all requests and answers may hold in memory at the same time. Counted is what depends on the size of a
 * call: bodies, parsed calls, parts of logs and answers. A small call needs nothing extra, and so costs nothing here.
 * Any thread.
 */
public final class ByteBudget {
    /**
     * The part of the heap for requests and answers. The remaining heap is for everything else and for what is not
     * counted.
     */
    private static final int PART_OF_HEAP = 3;

    private final long limit;
    private final AtomicLong taken = new AtomicLong();

    /** A budget of this many bytes. */
    public ByteBudget(long limit) {
        this.limit = limit;
    }

    /** How many bytes this JVM can spare for requests and answers. */
    public static long usual() {
        return Runtime.getRuntime().maxMemory() / PART_OF_HEAP;
    }

    /** The bytes of one request: nothing yet. */
    public Share share() {
        return new Share();
    }

    /** How many bytes are in use. */
    public long taken() {
        return taken.get();
    }

    /** The part of the budget that one request uses. Used by one thread at a time. */
    public final class Share implements AutoCloseable {
        private long held;

        private Share() {}

        /** Reserves bytes if they are available. */
        public boolean tryTake(long bytes) {
            if (bytes > limit || taken.addAndGet(bytes) > limit) {
                if (bytes <= limit) {
                    taken.addAndGet(-bytes);
                }
                return false;
            }
            held += bytes;
            return true;
        }

        /**
         * Reserves bytes.
         *
         * @throws RefusedException FAILED if the budget does not have them
         */
        void take(long bytes) {
            if (!tryTake(bytes)) {
                throw new RefusedException(
                        FaultCode.FAILED,
                        "this call needs more memory than is left of the " + limit
                                + " bytes for all requests and answers; request less at a time, or repeat it later");
            }
        }

        /** Releases reserved bytes. */
        public void giveBack(long bytes) {
            held -= bytes;
            taken.addAndGet(-bytes);
        }

        /** Another share of the same budget. */
        Share another() {
            return share();
        }

        /** Releases everything; the share may be used again. */
        @Override
        public void close() {
            if (held > 0) {
                giveBack(held);
            }
        }
    }
}
