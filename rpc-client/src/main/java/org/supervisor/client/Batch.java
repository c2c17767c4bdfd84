package org.supervisor.client;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;

/**
 * Several calls in one request ({@code system.multicall}), answered in order. A refused call fails only its own future,
 * with a {@link FaultException}. For one thread.
 *
 * <pre>{@code
 * try (var batch = client.batch()) {
 *     var state = batch.add(Calls.state());
 *     var all = batch.add(Calls.allProcessInfo());
 *     batch.send();
 *     System.out.println(state.join() + ", " + all.join().size() + " processes");
 * }
 * }</pre>
 *
 * <p>Both conventions are understood: plain results, as supervisord sends them, and results in arrays of one element.
 */
public final class Batch implements AutoCloseable {
    private final SupervisorClient client;
    private final List<Entry<?>> waiting = new ArrayList<>();

    Batch(SupervisorClient client) {
        this.client = client;
    }

    /** Puts a call into the batch. Its future completes in {@link #send}. */
    public <T> CompletableFuture<T> add(Call<T> call) {
        Entry<T> entry = new Entry<>(call, new CompletableFuture<>());
        waiting.add(entry);
        return entry.answer;
    }

    /**
     * Sends what was added since the last time, and returns when all futures are complete.
     *
     * @throws SupervisorException if there was no answer at all; the futures then fail with the same exception
     */
    public void send() {
        List<Entry<?>> sent = List.copyOf(waiting);
        waiting.clear();
        if (sent.isEmpty()) {
            return;
        }
        try {
            List<Object> calls = new ArrayList<>(sent.size());
            for (Entry<?> entry : sent) {
                calls.add(Map.of("methodName", entry.call.method(), "params", entry.call.parameters()));
            }
            List<Object> answers = client.call(multicall(calls));
            for (int i = 0; i < sent.size(); i++) {
                sent.get(i).complete(answers.get(i));
            }
        } catch (SupervisorException e) {
            sent.forEach(entry -> entry.answer.completeExceptionally(e));
            throw e;
        }
    }

    private static Call<List<Object>> multicall(List<Object> calls) {
        return new Call<>("system.multicall", List.of(calls), wire -> {
            List<Object> answers = wire.list(Wire::value);
            if (answers.size() != calls.size()) {
                throw wire.unexpected("an array of " + calls.size());
            }
            return answers;
        });
    }

    /** Cancels calls that were added and not sent. */
    @Override
    public void close() {
        waiting.forEach(entry -> entry.answer.cancel(false));
        waiting.clear();
    }

    private record Entry<T>(Call<T> call, CompletableFuture<T> answer) {
        void complete(Object value) {
            if (value instanceof Map<?, ?> members && members.containsKey("faultCode")) {
                Wire fault = new Wire(call.method(), value);
                answer.completeExceptionally(new FaultException(
                        call.method(),
                        fault.member("faultCode").integer(),
                        fault.member("faultString").text()));
                return;
            }
            try {
                answer.complete(decode(value));
            } catch (SupervisorException e) {
                answer.completeExceptionally(e);
            }
        }

        /** None of our answers can be mistaken for an array that holds just that answer, so trying both is safe. */
        private T decode(Object value) {
            try {
                return call.decode(value);
            } catch (ProtocolViolationException bare) {
                if (value instanceof Object[] elements && elements.length == 1) {
                    return call.decode(elements[0]);
                }
                throw bare;
            }
        }
    }
}
