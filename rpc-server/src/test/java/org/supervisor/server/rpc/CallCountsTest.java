package org.supervisor.server.rpc;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.supervisor.server.Await;

/** Calls are counted by method. */
class CallCountsTest {
    private final FakeControl control = new FakeControl().with(FakeControl.stopped("web", "web"));
    private final RpcEndpoint endpoint = control.endpoint();

    private CompletableFuture<Reply> call(String method, String parameters) {
        return endpoint.answer(
                ("<methodCall><methodName>" + method + "</methodName><params>" + parameters + "</params></methodCall>")
                        .getBytes(StandardCharsets.UTF_8));
    }

    private long calls(String method) {
        return endpoint.calls().get(method).times().counts().stream()
                .mapToLong(Long::longValue)
                .sum();
    }

    @Test
    void eachIsCountedUnderTheNameOfItsMethodAndFaultsOnceMore() {
        assertThat(endpoint.calls()).isEmpty();
        call("supervisor.getState", "").join();
        call("supervisor.getState", "").join();
        call("supervisor.getState", "<param><value>too many</value></param>").join();
        assertThat(endpoint.calls()).containsOnlyKeys("supervisor.getState");
        assertThat(calls("supervisor.getState")).isEqualTo(3);
        assertThat(endpoint.calls().get("supervisor.getState").faults()).isEqualTo(1);
    }

    @Test
    void namesThatClientsHaveMadeUpAreCountedTogether() {
        call("made.up", "").join();
        call("made.up.too", "").join();
        assertThat(endpoint.calls()).containsOnlyKeys("unknown");
        assertThat(calls("unknown")).isEqualTo(2);
        assertThat(endpoint.calls().get("unknown").faults()).isEqualTo(2);
    }

    @Test
    void aCallThatWaitsIsCountedWhenItHasItsResult() {
        control.pendingStart = new CompletableFuture<>();
        CompletableFuture<Reply> reply = call("supervisor.startProcess", "<param><value>web</value></param>");
        assertThat(endpoint.calls()).isEmpty();
        control.pendingStart.complete(null);
        reply.join();
        Await.until("it is counted", () -> !endpoint.calls().isEmpty());
        assertThat(endpoint.calls().get("supervisor.startProcess").faults()).isZero();
    }
}
