package org.supervisor.server.http.json;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.function.LongSupplier;
import org.eclipse.jetty.http.HttpStatus;

/**
 * The answers to requests with an {@code Idempotency-Key}: who repeats a request with the same key gets the same answer, and
 * nothing is done twice. Any thread.
 */
final class Replays {
    /** After this time a key may be used anew. */
    static final Duration KEPT = Duration.ofHours(1);

    private static final int MOST = 1000;

    private final LongSupplier nanos;
    private final Map<Key, Entry> entries = new LinkedHashMap<>();

    /** @param login whose key it is; others have keys of their own */
    record Key(String login, String text) {}

    private record Entry(String request, CompletableFuture<Answer> answer, long since) {}

    /** @param nanos a clock that never goes back */
    Replays(LongSupplier nanos) {
        this.nanos = nanos;
    }

    /**
     * The place for the answer to a request.
     *
     * @param request all that matters of it
     * @param mine the place that is taken if there is none: then the caller has to carry it out
     * @throws Problem.ProblemException the key has been used for another request
     */
    synchronized CompletableFuture<Answer> place(Key key, String request, CompletableFuture<Answer> mine) {
        long now = nanos.getAsLong();
        entries.values().removeIf(entry -> now - entry.since() >= KEPT.toNanos());
        Entry earlier = entries.get(key);
        if (earlier == null) {
            if (entries.size() >= MOST) {
                entries.remove(entries.keySet().iterator().next());
            }
            entries.put(key, new Entry(request, mine, now));
            return mine;
        }
        if (!earlier.request().equals(request)) {
            throw new Problem.ProblemException(
                    HttpStatus.UNPROCESSABLE_ENTITY_422,
                    "this Idempotency-Key was used for another request; use a new one");
        }
        return earlier.answer();
    }
}
