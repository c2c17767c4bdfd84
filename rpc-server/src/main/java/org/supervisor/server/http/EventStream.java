package org.supervisor.server.http;

import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.thread.Scheduler;
import org.supervisor.server.events.EventBus;
import org.supervisor.server.events.EventFeed;
import org.supervisor.server.events.RecentEvents;

/**
 * Sends events to one client at the client's pace, until it goes away or the supervisor ends. What it has not read
 * stays where all events are kept for a while; the loss of events from there is reported to it.
 */
final class EventStream extends StreamingResponse {
    private static final int CHUNK_BYTES = 32 << 10;
    private static final Duration RETRY = Duration.ofSeconds(1);

    private final EventQuery query;
    private final EventFeed feed;
    private final Duration heartbeat;
    private final Request request;
    private final Scheduler scheduler;
    private final AtomicBoolean isHeartbeatDue = new AtomicBoolean();
    private volatile boolean isEnding;

    private Scheduler.Task nextHeartbeat = () -> true;
    private EventBus.Observation subscription = () -> {};
    private long position;

    /** A stream that sends, once it has begun, what happens from now on. */
    EventStream(
            EventQuery query,
            EventFeed feed,
            Duration heartbeat,
            Request request,
            Response response,
            Executor executor,
            UnreadPieces unread) {
        super(response, executor, unread);
        this.query = query;
        this.feed = feed;
        this.heartbeat = heartbeat;
        this.request = request;
        scheduler = request.getComponents().getScheduler();
        position = feed.latest();
    }

    @Override
    ByteBuffer open() {
        subscription = feed.subscribe(query.types(), this::wake);
        EventText text = new EventText(feed.life());
        text.retry(RETRY);
        query.after().ifPresent(id -> resume(id, text));
        text.heartbeat(position);
        scheduleHeartbeat();
        DisconnectWatch.watch(request, this::close);
        return text.toBuffer();
    }

    /** Continues after a client's last event. If that was in another run, all that is kept of this one is new to it. */
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

    private void scheduleHeartbeat() {
        nextHeartbeat = scheduler.schedule(this::heartbeat, heartbeat.toMillis(), TimeUnit.MILLISECONDS);
    }

    private synchronized void heartbeat() {
        if (!isClosed()) {
            isHeartbeatDue.set(true);
            wake();
            scheduleHeartbeat();
        }
    }

    /** Sends what has happened, and then ends the stream. */
    void end() {
        isEnding = true;
        wake();
    }

    @Override
    boolean isEnding() {
        return isEnding;
    }

    @Override
    ByteBuffer next() {
        EventText text = new EventText(feed.life());
        List<RecentEvents.Entry> news = feed.after(position);
        if (!news.isEmpty()) {
            long first = news.getFirst().sequence();
            if (first > position + 1) {
                text.gap(first - 1, first - 1 - position, false);
            }
        }
        int enough = piece(CHUNK_BYTES);
        for (RecentEvents.Entry entry : news) {
            if (text.size() >= enough) {
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

    @Override
    void release() {
        subscription.close();
        nextHeartbeat.cancel();
    }
}
