package org.supervisor.server.rpc;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.supervisor.api.FaultCode;
import org.supervisor.server.engine.RefusedException;

/** The methods that exist. Filled before the first call, read by any thread afterwards. */
final class MethodTable {
    private final Map<String, Method> methods = new HashMap<>();

    void add(List<Method> more) {
        more.forEach(method -> methods.put(method.name(), method));
    }

    /** The names of all methods, sorted. */
    List<String> names() {
        return methods.keySet().stream().sorted().toList();
    }

    Optional<Method> find(String name) {
        return Optional.ofNullable(methods.get(name));
    }

    /** Calls a method by name. Whatever goes wrong, the future fails; nothing is thrown. */
    CompletableFuture<?> call(String name, List<?> parameters) {
        Method method = methods.get(name);
        if (method == null) {
            return CompletableFuture.failedFuture(new RefusedException(FaultCode.UNKNOWN_METHOD, null));
        }
        try {
            return method.call(parameters);
        } catch (RuntimeException e) {
            return CompletableFuture.failedFuture(e);
        }
    }
}
