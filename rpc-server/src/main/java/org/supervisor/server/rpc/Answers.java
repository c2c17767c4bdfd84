package org.supervisor.server.rpc;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import org.supervisor.api.Outcome;
import org.supervisor.server.rpc.Method.Parameter;

/** Answers that many methods have in common. */
final class Answers {
    static final Parameter DONE = Method.answers("boolean", "always true");
    static final Parameter OUTCOMES =
            Method.answers("array", "structs of name, group, status (80 or a fault code) and description");

    private Answers() {}

    /** A value that is available at once. */
    static CompletableFuture<?> now(Object value) {
        return CompletableFuture.completedFuture(value);
    }

    /** True, when this is done. */
    static CompletableFuture<?> done(CompletableFuture<Void> request) {
        return request.thenApply(_ -> true);
    }

    /** The outcomes of a request for many processes, in the form of the protocol. */
    static List<Map<String, Object>> structs(List<Outcome> outcomes) {
        return outcomes.stream().map(Answers::struct).toList();
    }

    private static Map<String, Object> struct(Outcome outcome) {
        Map<String, Object> members = new TreeMap<>();
        members.put("name", outcome.name());
        members.put("group", outcome.group());
        members.put("status", outcome.status());
        members.put("description", outcome.description());
        return members;
    }
}
