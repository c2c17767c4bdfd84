package org.supervisor.server.rpc;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import org.supervisor.api.FaultCode;
import org.supervisor.server.engine.Asker;
import org.supervisor.server.engine.RefusedException;

/**
 * Several calls in strict order. Only one thread at a time is in here: that of the request, or, after a call that had to
 * wait, one of the executor's.
 */
final class Multicall {
    private final MethodTable table;
    private final List<Map<?, ?>> calls;
    private final Executor executor;
    private final Asker asker = Asker.current();
    private final List<Object> results = new ArrayList<>();
    private final CompletableFuture<List<Object>> answer = new CompletableFuture<>();

    Multicall(MethodTable table, List<Map<?, ?>> calls, Executor executor) {
        this.table = table;
        this.calls = calls;
        this.executor = executor;
    }

    /** Makes the calls. The future never fails: faults are results. */
    CompletableFuture<List<Object>> run() {
        advance();
        return answer;
    }

    private void advance() {
        while (results.size() < calls.size()) {
            CompletableFuture<?> call = call(calls.get(results.size()));
            if (!call.isDone()) {
                var _ = call.whenCompleteAsync(this::resume, executor);
                return;
            }
            var _ = call.whenComplete(this::add);
        }
        answer.complete(results);
    }

    private void resume(Object value, Throwable failure) {
        add(value, failure);
        asker.asks(() -> {
            advance();
            return null;
        });
    }

    private void add(Object value, Throwable failure) {
        results.add(failure == null ? value : Fault.of(failure).struct());
    }

    private CompletableFuture<?> call(Map<?, ?> call) {
        Object method = call.get("methodName");
        Object parameters = call.get("params");
        return switch (method) {
            case null -> refused("No methodName");
            case String name when name.equals("system.multicall") -> refused("Recursive system.multicall forbidden");
            case String name when parameters == null -> table.call(name, List.of());
            case String name when parameters instanceof Object[] values -> table.call(name, Arrays.asList(values));
            case String _ -> refused("params must be an array");
            case Object _ -> refused("methodName must be a string");
        };
    }

    private static CompletableFuture<?> refused(String detail) {
        return CompletableFuture.failedFuture(new RefusedException(FaultCode.INCORRECT_PARAMETERS, detail));
    }
}
