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

    /**
     * Where an answer is, or will be.
     *
     * @param isMine whether the caller has to carry out the request, and to complete the answer
     */
    record Place(CompletableFuture<Answer> answer, boolean isMine) {}

    private record Entry(String request, CompletableFuture<Answer> answer, long since) {}

    /** @param nanos a clock that never goes back */
    Replays(LongSupplier nanos) {
        this.nanos = nanos;
    }

    /**
     * The place for the answer to a request.
     *
     * @param request a hash of all that matters of it
     * @throws Problem.ProblemException the key has been used for another request
     */
    synchronized Place place(Key key, String request) {
        long now = nanos.getAsLong();
        entries.values().removeIf(entry -> now - entry.since() >= KEPT.toNanos());
        Entry earlier = entries.get(key);
        if (earlier == null) {
            if (entries.size() >= MOST) {
                entries.remove(entries.keySet().iterator().next());
            }
            CompletableFuture<Answer> answer = new CompletableFuture<>();
            entries.put(key, new Entry(request, answer, now));
            return new Place(answer, true);
        }
        if (!earlier.request().equals(request)) {
            throw new Problem.ProblemException(
                    HttpStatus.UNPROCESSABLE_ENTITY_422,
                    "this Idempotency-Key was used for another request; use a new one");
        }
        return new Place(earlier.answer(), false);
    }
}
