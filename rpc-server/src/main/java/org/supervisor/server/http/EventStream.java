package org.supervisor.server.http;

import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.BufferUtil;
import org.eclipse.jetty.util.Callback;
import org.eclipse.jetty.util.thread.Scheduler;
import org.supervisor.server.events.EventBus;
import org.supervisor.server.events.EventFeed;
import org.supervisor.server.events.RecentEvents;

/**
 * Sends events to one client at the client's pace, until it goes away or the supervisor ends. What it has not taken stays
 * where all events are kept for a while; of what is gone from there it is told. Between two events it holds no thread.
 *
 * <p>Works as {@link LogStream} does: {@link #wake()} may be called by any thread, the rest runs on one thread of the
 * executor at a time, and only who raises {@code wakes} from 0 starts a look.
 */
final class EventStream {
    private static final int CHUNK_BYTES = 32 << 10;
    private static final Duration RETRY = Duration.ofSeconds(1);

    private final EventQuery query;
    private final EventFeed feed;
    private final Response response;
    private final Executor executor;
    private final AtomicInteger wakes = new AtomicInteger();
    private final AtomicBoolean isHeartbeatDue = new AtomicBoolean();
    private volatile boolean isEnding;

    private Callback callback;
    private Runnable onClosed;
    private Scheduler scheduler;
    private Scheduler.Task nextHeartbeat = () -> true;
    private EventBus.Observation subscription = () -> {};
    private long position;
    private boolean isClosed;

    EventStream(EventQuery query, EventFeed feed, Response response, Executor executor) {
        this.query = query;
        this.feed = feed;
        this.response = response;
        this.executor = executor;
    }

    /**
     * Begins; to be called once.
     *
     * @param onClosed run when it has ended
     */
    synchronized void start(Request request, Duration heartbeat, Callback callback, Runnable onClosed) {
        this.callback = callback;
        this.onClosed = onClosed;
        this.scheduler = request.getComponents().getScheduler();
        position = feed.latest();
        wakes.incrementAndGet();
        executor.execute(() -> begin(request, heartbeat));
    }

    private synchronized void begin(Request request, Duration heartbeat) {
        subscription = feed.subscribe(query.types(), this::wake);
        EventText text = new EventText(feed.life());
        text.retry(RETRY);
        query.after().ifPresent(id -> resume(id, text));
        text.heartbeat(position);
        scheduleHeartbeat(heartbeat);
        Departure.watch(request, this::close);
        send(text.toBuffer());
    }

    /** Goes to where a client was. If that was in another life, all that is kept of this one is news to it. */
    private void resume(String id, EventText text) {
        boolean isAll = id.equals("0");
        long sequence = EventId.parse(id)
                .filter(known -> known.isOf(feed.life()) && known.sequence() <= feed.latest())
                .map(EventId::sequence)
                .orElse(-1L);
        if (sequence >= 0 && !isAll) {
            position = sequence;
        } else {
            List<RecentEvents.Entry> kept = feed.after(0);
            position = kept.isEmpty() ? 0 : kept.getFirst().sequence() - 1;
            if (!isAll) {
                text.gap(position, position, true);
            }
        }
    }

    private void scheduleHeartbeat(Duration period) {
        nextHeartbeat = scheduler.schedule(() -> heartbeat(period), period.toMillis(), TimeUnit.MILLISECONDS);
    }

    private synchronized void heartbeat(Duration period) {
        if (!isClosed) {
            isHeartbeatDue.set(true);
            wake();
            scheduleHeartbeat(period);
        }
    }

    /** Something may have happened. */
    private void wake() {
        if (wakes.getAndIncrement() == 0) {
            executor.execute(this::look);
        }
    }

    /** Sends what has happened, and then ends the stream. */
    void end() {
        isEnding = true;
        wake();
    }

    private synchronized void look() {
        if (isClosed) {
            return;
        }
        int seen;
        do {
            seen = wakes.get();
            boolean isLast = isEnding; // before the look, so that all that happened before is in it
            ByteBuffer more = next();
            if (more.hasRemaining()) {
                send(more);
                return;
            }
            if (isLast) {
                response.write(true, BufferUtil.EMPTY_BUFFER, Callback.from(() -> close(null), this::close));
                return;
            }
        } while (!wakes.compareAndSet(seen, 0));
    }

    private void send(ByteBuffer bytes) {
        response.write(false, bytes, Callback.from(() -> executor.execute(this::look), this::close));
    }

    /** What comes next; empty if there is nothing yet. */
    private ByteBuffer next() {
        EventText text = new EventText(feed.life());
        List<RecentEvents.Entry> news = feed.after(position);
        if (!news.isEmpty()) {
            long first = news.getFirst().sequence();
            if (first > position + 1) {
                text.gap(first - 1, first - 1 - position, false);
            }
        }
        for (RecentEvents.Entry entry : news) {
            if (text.size() >= CHUNK_BYTES) {
                break;
            }
            position = entry.sequence();
            if (query.wants(entry.event())) {
                text.event(entry);
            }
        }
        boolean isHeartbeat = isHeartbeatDue.getAndSet(false);
        if (isHeartbeat && text.size() == 0) {
            text.heartbeat(position);
        }
        return text.toBuffer();
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
        nextHeartbeat.cancel();
        if (why == null) {
            callback.succeeded();
        } else {
            callback.failed(why);
        }
        onClosed.run();
    }
}
