package org.supervisor.server.http;

import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Executor;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;
import org.supervisor.server.events.EventFeed;

/** The streams of events that are being sent. Any thread. */
final class EventStreams {
    private final EventFeed feed;
    private final Duration heartbeat;
    private final Executor executor;
    private final UnreadPieces unread;
    private final PendingCalls pendingAnswers = new PendingCalls();
    private final Set<EventStream> open = new HashSet<>();
    private boolean isEnded;

    EventStreams(EventFeed feed, Duration heartbeat, Executor executor, UnreadPieces unread) {
        this.feed = feed;
        this.heartbeat = heartbeat;
        this.executor = executor;
        this.unread = unread;
    }

    /** Begins to answer a request with events. */
    void start(EventQuery query, Request request, Response response, Callback callback) {
        EventStream stream = new EventStream(query, feed, heartbeat, request, response, executor, unread);
        Runnable answered = pendingAnswers.begin();
        boolean comesLate = add(stream);
        stream.begin(Callback.from(callback, () -> {
            remove(stream);
            answered.run();
        }));
        if (comesLate) {
            stream.end();
        }
    }

    private synchronized boolean add(EventStream stream) {
        open.add(stream);
        return isEnded;
    }

    private synchronized void remove(EventStream stream) {
        open.remove(stream);
    }

    /** Lets each send its remaining events, and end. */
    void end() {
        List<EventStream> last;
        synchronized (this) {
            isEnded = true;
            last = List.copyOf(open);
        }
        last.forEach(EventStream::end);
    }

    /** Waits until all have ended, but no longer than this: a client that does not read must not delay the end. */
    void awaitNone(Duration timeout) throws InterruptedException {
        pendingAnswers.awaitNone(timeout);
    }
}
