package org.supervisor.client;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.SocketTimeoutException;
import java.net.http.HttpResponse;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Flow;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/**
 * The bytes of an answer that the JDK's client reads, a part at a time, each only after the previous one was
 * consumed. The JDK's own stream waits without a limit; this one has deadlines.
 */
final class QueuedBody extends HttpBody implements HttpResponse.BodySubscriber<QueuedBody> {
    /** Some buffers; or the end, with a failure if it is premature. */
    private record Part(List<ByteBuffer> buffers, boolean isEnd, Optional<Throwable> failure) {
        static Part end(Optional<Throwable> failure) {
            return new Part(List.of(), true, failure);
        }
    }

    private final BlockingQueue<Part> parts = new LinkedBlockingQueue<>();
    private final CompletableFuture<Flow.Subscription> subscription = new CompletableFuture<>();

    // the reader's own
    private final Deque<ByteBuffer> buffers = new ArrayDeque<>();
    private boolean ended;

    private volatile Deadline deadline;

    QueuedBody(Deadline deadline) {
        this.deadline = deadline;
    }

    @Override
    void setDeadline(Deadline deadline) {
        this.deadline = deadline;
    }

    @Override
    public int read(byte[] bytes, int offset, int length) throws IOException {
        if (length == 0) {
            return 0;
        }
        while (!ended && buffers.isEmpty()) {
            take();
        }
        if (ended) {
            return -1;
        }
        ByteBuffer first = buffers.getFirst();
        int count = Math.min(length, first.remaining());
        first.get(bytes, offset, count);
        if (!first.hasRemaining()) {
            buffers.removeFirst();
        }
        return count;
    }

    /** Waits for the next part and asks for the one after it. */
    private void take() throws IOException {
        Part part = await();
        if (part.isEnd()) {
            ended = true;
            if (part.failure().isPresent()) {
                Throwable failure = part.failure().get();
                throw new IOException(failure.getMessage(), failure);
            }
            return;
        }
        part.buffers().stream().filter(ByteBuffer::hasRemaining).forEach(buffers::addLast);
        subscription.join().request(1);
    }

    private Part await() throws IOException {
        try {
            Part part = deadline.isNever()
                    ? parts.take()
                    : parts.poll(Math.max(0, deadline.nanosLeft()), TimeUnit.NANOSECONDS);
            if (part == null) {
                throw new SocketTimeoutException("the time is over");
            }
            return part;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("interrupted");
        }
    }

    /** Does not wait for outstanding parts: the JDK's client then closes the connection. */
    @Override
    public void close() {
        var unused = subscription.thenAccept(Flow.Subscription::cancel);
        parts.add(Part.end(Optional.of(new IOException("the connection was closed by this side"))));
    }

    @Override
    public CompletionStage<QueuedBody> getBody() {
        return CompletableFuture.completedFuture(this);
    }

    @Override
    public void onSubscribe(Flow.Subscription toParts) {
        subscription.complete(toParts);
        toParts.request(1);
    }

    @Override
    public void onNext(List<ByteBuffer> received) {
        parts.add(new Part(received, false, Optional.empty()));
    }

    @Override
    public void onError(Throwable failure) {
        parts.add(Part.end(Optional.of(failure)));
    }

    @Override
    public void onComplete() {
        parts.add(Part.end(Optional.empty()));
    }
}
