package org.supervisor.server.http;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.concurrent.CompletableFuture;
import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.util.thread.Invocable;

/**
 * Reads the body of one request as it arrives, without a thread that waits. A body that is too large is read to its end
 * and thrown away, so that the client sees the refusal instead of a broken connection; only one beyond all reason is cut
 * off.
 */
final class BodyReader implements Invocable.Task {
    private static final int PATIENCE = 64;

    /** The body is too large, and the client may be told so. */
    static final class TooLargeException extends Exception {
        private static final long serialVersionUID = 1;

        TooLargeException() {
            super(null, null, false, false);
        }
    }

    private final Request request;
    private final int limit;
    private final CompletableFuture<byte[]> whole = new CompletableFuture<>();
    private byte[] bytes;
    private long length;

    private BodyReader(Request request, int limit) {
        this.request = request;
        this.limit = limit;
        bytes = new byte[Math.clamp(request.getLength(), 0, limit)];
    }

    /**
     * Reads a body.
     *
     * @param limit the most bytes it may have
     * @return completes on a network thread; fails with {@link TooLargeException}, or if the client went away
     */
    static CompletableFuture<byte[]> read(Request request, int limit) {
        BodyReader reader = new BodyReader(request, limit);
        reader.run();
        return reader.whole;
    }

    @Override
    public void run() {
        while (true) {
            Content.Chunk chunk = request.read();
            if (chunk == null) {
                request.demand(this);
                return;
            }
            if (Content.Chunk.isFailure(chunk)) {
                whole.completeExceptionally(chunk.getFailure());
                return;
            }
            take(chunk);
            boolean isLast = chunk.isLast();
            chunk.release();
            if (isLast || length > (long) limit * PATIENCE) {
                finish();
                return;
            }
        }
    }

    private void take(Content.Chunk chunk) {
        ByteBuffer more = chunk.getByteBuffer();
        int count = more.remaining();
        if (length + count <= limit) {
            if (length + count > bytes.length) {
                bytes = Arrays.copyOf(bytes, Math.min(limit, Math.max(bytes.length * 2, (int) length + count)));
            }
            more.get(bytes, (int) length, count);
        }
        length += count;
    }

    private void finish() {
        if (length > limit) {
            whole.completeExceptionally(new TooLargeException());
        } else {
            whole.complete(length == bytes.length ? bytes : Arrays.copyOf(bytes, (int) length));
        }
    }

    @Override
    public InvocationType getInvocationType() {
        return InvocationType.NON_BLOCKING;
    }
}
