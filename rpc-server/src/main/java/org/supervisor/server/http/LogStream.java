package org.supervisor.server.http;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicInteger;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;
import org.supervisor.server.engine.Control;
import org.supervisor.server.output.FollowedLog;

/**
 * Sends the end of a log file and then what is added to it, until the client goes away. Rotations do not disturb it:
 * see {@link FollowedLog}. Driven by {@link Control#onLogActivity}; between two additions it holds no thread.
 *
 * <p>{@link #wake()} may be called by any thread. The rest runs on one thread of the executor at a time: {@code wakes}
 * counts the reasons to look at the file, and only who raises it from 0 starts a look.
 */
final class LogStream {
    private static final int FIRST_BYTES = 1024;
    private static final int CHUNK_BYTES = 64 << 10;

    private final Path log;
    private final Response response;
    private final Callback callback;
    private final Request request;
    private final Executor executor;
    private final AtomicInteger wakes = new AtomicInteger();

    private Control.Subscription subscription = () -> {};
    private FollowedLog file;
    private boolean isClosed;

    private LogStream(Path log, Request request, Response response, Callback callback, Executor executor) {
        this.log = log;
        this.response = response;
        this.callback = callback;
        this.request = request;
        this.executor = executor;
    }

    /** Begins to answer a request with a log. */
    static void start(
            Path log, Control control, Request request, Response response, Callback callback, Executor executor) {
        LogStream stream = new LogStream(log, request, response, callback, executor);
        stream.wakes.incrementAndGet();
        executor.execute(() -> stream.begin(control));
    }

    private synchronized void begin(Control control) {
        subscription = control.onLogActivity(log, this::wake);
        Departure.watch(request, this::close);
        try {
            file = FollowedLog.open(log, FIRST_BYTES);
            // sends the header even if the log is empty
            send(file.read(CHUNK_BYTES));
        } catch (IOException e) {
            close(e);
        }
    }

    /** The log may have changed. */
    private void wake() {
        if (wakes.getAndIncrement() == 0) {
            executor.execute(this::look);
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
                ByteBuffer more = file.read(CHUNK_BYTES);
                if (more.hasRemaining()) {
                    send(more);
                    return;
                }
            } while (!wakes.compareAndSet(seen, 0));
        } catch (IOException e) {
            close(e);
        }
    }

    private void send(ByteBuffer bytes) {
        response.write(false, bytes, Callback.from(() -> executor.execute(this::look), this::close));
    }

    private void close(Throwable why) {
        executor.execute(() -> closeNow(why));
    }

    private synchronized void closeNow(Throwable why) {
        if (isClosed) {
            return;
        }
        isClosed = true;
        subscription.close();
        try {
            if (file != null) {
                file.close();
            }
        } catch (IOException e) {
            why.addSuppressed(e);
        }
        callback.failed(why);
    }
}
