package org.supervisor.server.http;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.util.thread.Invocable;
import org.supervisor.server.rpc.ByteBudget;

/**
 * Reads the body of one request as it arrives, without a thread that waits. Memory is reserved for what has arrived,
 * not for what was announced. A body that is too large, or for which there is no memory, is read to its end and
 * discarded, so that the client sees the refusal instead of a broken connection; only an excessive one is cut off.
 */
public final class BodyReader implements Invocable.Task {
    /** A body that is refused is read this far beyond the limit, and then cut off. */
    private static final long MOST_DISCARDED = 64L << 20;

    /** This many bytes are not counted: nearly all requests are smaller, and there is a limit on connections. */
    private static final int UNCOUNTED = 4096;

    /** On average, once the time for a header is over: a client that is slower keeps a connection from others. */
    private static final long SLOWEST_BYTES_PER_SECOND = 100;

    private static final byte[] NOTHING = {};

    /** The body cannot be accepted; the message is for the client. */
    public static final class RefusedBodyException extends Exception {
        private static final long serialVersionUID = 1;

        private final int status;

        RefusedBodyException(int status, String message) {
            super(message, null, false, false);
            this.status = status;
        }

        /** The HTTP status. */
        public int status() {
            return status;
        }
    }

    private final Request request;
    private final int limit;
    private final ByteBudget.Share share;
    private final long hurryNanos;
    private final CompletableFuture<byte[]> whole = new CompletableFuture<>();
    private byte[] bytes = NOTHING;
    private long length;
    private RefusedBodyException refusal;

    private BodyReader(Request request, HttpLimits limits, ByteBudget.Share share) {
        this.request = request;
        this.limit = limits.bodyBytes();
        this.share = share;
        this.hurryNanos = System.nanoTime() + limits.times().header().toNanos();
        if (request.getLength() > limit) {
            refuseTooLarge();
        }
    }

    /**
     * Reads a body.
     *
     * @param limits the most bytes it may have, and how long it may take
     * @param share where its bytes are counted
     * @return completes on a network thread; fails with {@link RefusedBodyException}, or if the client went away
     */
    public static CompletableFuture<byte[]> read(Request request, HttpLimits limits, ByteBudget.Share share) {
        BodyReader reader = new BodyReader(request, limits, share);
        if (reader.refusal != null && isNotSentYet(request, limits)) {
            reader.finish();
        } else {
            reader.run();
        }
        return reader.whole;
    }

    /** What a client has begun to send is read, or it would not read the refusal; but not if it waits, or is endless. */
    private static boolean isNotSentYet(Request request, HttpLimits limits) {
        return request.getHeaders().contains(HttpHeader.EXPECT)
                || request.getLength() > limits.bodyBytes() + MOST_DISCARDED;
    }

    @Override
    public void run() {
        while (true) {
            Content.Chunk chunk = request.read();
            if (chunk == null) {
                if (isTooSlow()) {
                    refuse(new RefusedBodyException(
                            408,
                            "the body comes with less than " + SLOWEST_BYTES_PER_SECOND
                                    + " bytes a second; send it at once"));
                    finish();
                    return;
                }
                request.demand(this);
                return;
            }
            if (Content.Chunk.isFailure(chunk)) {
                whole.completeExceptionally(chunk.getFailure());
                return;
            }
            take(chunk.getByteBuffer());
            boolean isLast = chunk.isLast();
            chunk.release();
            if (isLast || length > limit + MOST_DISCARDED) {
                finish();
                return;
            }
        }
    }

    private boolean isTooSlow() {
        long late = System.nanoTime() - hurryNanos;
        return late > 0 && TimeUnit.NANOSECONDS.toSeconds(late) * SLOWEST_BYTES_PER_SECOND > length;
    }

    private void take(ByteBuffer more) {
        int count = more.remaining();
        long end = length + count;
        if (refusal == null && end > limit) {
            refuseTooLarge();
        }
        if (refusal == null && end > bytes.length) {
            grow((int) end);
        }
        if (refusal == null) {
            more.get(bytes, (int) length, count);
        }
        length = end;
    }

    /** Doubles, but not beyond what was announced. */
    private void grow(int atLeast) {
        long announced = request.getLength() < 0 ? limit : request.getLength();
        long usual = Math.max(UNCOUNTED, 2L * bytes.length);
        int size = (int) Math.max(atLeast, Math.min(usual, announced));
        if (size > UNCOUNTED && !share.tryTake(size)) {
            refuse(new RefusedBodyException(
                    503,
                    "there is no memory left for a request of this size; send less at a time, or repeat it later"));
            return;
        }
        byte[] before = bytes;
        bytes = Arrays.copyOf(before, size);
        if (before.length > UNCOUNTED) {
            share.giveBack(before.length);
        }
    }

    private void refuseTooLarge() {
        refuse(new RefusedBodyException(413, "the request has more than " + limit + " bytes, see http_max_body"));
    }

    private void refuse(RefusedBodyException why) {
        refusal = why;
        bytes = NOTHING;
        share.close();
    }

    private void finish() {
        if (refusal != null) {
            whole.completeExceptionally(refusal);
        } else {
            whole.complete(length == bytes.length ? bytes : Arrays.copyOf(bytes, (int) length));
        }
    }

    @Override
    public InvocationType getInvocationType() {
        return InvocationType.NON_BLOCKING;
    }
}
