package org.supervisor.server.http;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicInteger;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.BufferUtil;
import org.eclipse.jetty.util.Callback;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.supervisor.server.engine.Excerpt;

/**
 * An answer that goes on until the client goes away, at the client's pace; between two pieces it occupies no thread.
 *
 * <p>{@link #wake()} and {@link #close} may be called by any thread. Everything else runs on one thread of the executor
 * at a time, under the lock of this object: {@code wakes} counts the reasons to look for more, and the thread that
 * increments it from 0 schedules the next look.
 */
abstract class StreamingResponse {
    private static final Logger LOG = LoggerFactory.getLogger("http");

    private final Response response;
    private final Executor executor;
    private final UnreadPieces unread;
    private final AtomicInteger wakes = new AtomicInteger();

    private Callback callback;
    private boolean isClosed;

    StreamingResponse(Response response, Executor executor, UnreadPieces unread) {
        this.response = response;
        this.executor = executor;
        this.unread = unread;
    }

    /** Begins; to be called once. */
    final synchronized void begin(Callback whenClosed) {
        callback = whenClosed;
        wakes.incrementAndGet();
        executor.execute(this::sendFirst);
    }

    /** Opens the source. Returns what is sent at once, with the header, even if it is empty. */
    abstract ByteBuffer open() throws IOException;

    /** The next piece; empty if there is nothing yet. */
    abstract ByteBuffer next() throws IOException;

    /** How many bytes the next piece should have if this many are usual. */
    final int piece(int usual) {
        return unread.room(this, usual);
    }

    /** Whether the answer ends after what {@link #next()} returns from now on. */
    boolean isEnding() {
        return false;
    }

    /** Closes the source, open or not. */
    abstract void release() throws IOException;

    /** There may be more to send. */
    final void wake() {
        if (wakes.getAndIncrement() == 0) {
            executor.execute(this::look);
        }
    }

    /** Ends; for this reason, or normally if it is null. */
    final void close(Throwable why) {
        executor.execute(() -> closeNow(why));
    }

    /** Under the lock. */
    final boolean isClosed() {
        return isClosed;
    }

    private synchronized void sendFirst() {
        try {
            send(open());
        } catch (IOException e) {
            close(e);
        }
    }

    private synchronized void look() {
        if (isClosed) {
            return;
        }
        try {
            int seen;
            do {
                seen = wakes.get();
                boolean isLast = isEnding(); // first, so that the look finds all that happened before
                ByteBuffer more = next();
                if (more.hasRemaining()) {
                    send(more);
                    return;
                }
                unread.end(this);
                if (isLast) {
                    response.write(true, BufferUtil.EMPTY_BUFFER, Callback.from(() -> close(null), this::close));
                    return;
                }
            } while (!wakes.compareAndSet(seen, 0));
        } catch (IOException e) {
            close(e);
        }
    }

    private void send(ByteBuffer bytes) {
        if (!unread.begin(this, bytes.remaining())) {
            cutOff();
            return;
        }
        response.write(
                false,
                bytes,
                Callback.from(
                        () -> {
                            unread.end(this);
                            executor.execute(this::look);
                        },
                        this::close));
    }

    /** There is no memory for what it has not read. Breaks the connection, which also aborts what is being sent. */
    final void cutOff() {
        Request request = response.getRequest();
        LOG.warn(
                "a follower was cut off, for there is no memory for what it does not read (see http_max_memory): {} of"
                        + " {}",
                Excerpt.of(request.getHttpURI().getPath()),
                Callers.of(request, Identity.ANYONE));
        IOException why = new IOException("the client reads too slowly");
        request.getConnectionMetaData().getConnection().getEndPoint().close(why);
        close(why);
    }

    private synchronized void closeNow(Throwable why) {
        if (isClosed) {
            return;
        }
        isClosed = true;
        unread.end(this);
        Throwable reason = why;
        try {
            release();
        } catch (IOException e) {
            if (reason == null) {
                reason = e;
            } else {
                reason.addSuppressed(e);
            }
        }
        if (reason == null) {
            callback.succeeded();
        } else {
            callback.failed(reason);
        }
    }
}
