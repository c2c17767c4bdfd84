package org.supervisor.server.http.json;

import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.supervisor.server.rpc.ByteBudget;
import org.supervisor.server.rpc.RpcEndpoint;

/**
 * Calls XML-RPC methods for the request that is being answered, as its caller. For a thread that may wait.
 *
 * @param share where the memory of answers is counted
 */
record Calls(RpcEndpoint endpoint, ByteBudget.Share share) {
    /**
     * Calls a method and waits for its result.
     *
     * @throws org.supervisor.server.engine.RefusedException the fault that it answers
     */
    Object call(String method, Object... parameters) {
        return result(begin(method, parameters));
    }

    /** Calls a method. */
    CompletableFuture<?> begin(String method, Object... parameters) {
        return endpoint.call(method, List.of(parameters), share);
    }

    /** Waits for the result of a call. */
    static Object result(CompletableFuture<?> call) {
        try {
            return call.join();
        } catch (CompletionException e) {
            if (e.getCause() instanceof RuntimeException failure) {
                throw failure;
            }
            throw e;
        }
    }
}
