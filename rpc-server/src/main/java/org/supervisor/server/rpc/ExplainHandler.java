package org.supervisor.server.rpc;

import static org.supervisor.server.rpc.Method.answers;
import static org.supervisor.server.rpc.Method.takes;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.supervisor.server.engine.Control;
import org.supervisor.server.engine.Passage;

/** Tells why a process is where it is: {@code process.explain}, ours alone. */
final class ExplainHandler {
    private final Control control;

    ExplainHandler(Control control) {
        this.control = control;
    }

    List<Method> methods() {
        return List.of(new Method(
                "process.explain",
                "Tells what happened to a process lately and why, newest first.",
                answers(
                        "array",
                        "structs of time (int, seconds since 1970), from and to (string, states) and cause (string)"),
                List.of(takes("string", "name", "the process, as group:name or name")),
                arguments -> control.explain(arguments.text(0))
                        .thenApply(passages ->
                                passages.stream().map(ExplainHandler::struct).toList())));
    }

    private static Map<String, Object> struct(Passage passage) {
        Map<String, Object> struct = new LinkedHashMap<>();
        struct.put("time", (int) Math.min(Integer.MAX_VALUE, passage.when().getEpochSecond()));
        struct.put("from", passage.from().name());
        struct.put("to", passage.to().name());
        struct.put("cause", passage.cause());
        return struct;
    }
}
