package org.supervisor.server.rpc;

import static org.supervisor.server.rpc.Method.answers;
import static org.supervisor.server.rpc.Method.takes;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.supervisor.server.engine.Control;
import org.supervisor.server.engine.Passage;
import org.supervisor.server.engine.StreamAccount;
import org.supervisor.server.output.Account;

/** Methods of our own: why a process is where it is, where its output went, and log files opened anew. */
final class ExplainHandler {
    private final Control control;

    ExplainHandler(Control control) {
        this.control = control;
    }

    List<Method> methods() {
        return List.of(explain(), account(), reopenLogs());
    }

    private Method explain() {
        return new Method(
                "process.explain",
                "Tells what happened to a process lately and why, newest first.",
                answers(
                        "array",
                        "structs of time (int, seconds since 1970), from and to (string, states) and cause (string)"),
                List.of(takes("string", "name", "the process, as group:name or name")),
                arguments -> control.explain(arguments.text(0))
                        .thenApply(passages ->
                                passages.stream().map(ExplainHandler::struct).toList()));
    }

    private Method account() {
        return new Method(
                "process.account",
                "Tells where the output of a process went, in all its lives.",
                answers(
                        "array",
                        "a struct for each stream: stream (stdout or stderr), logfile (string), read, written,"
                                + " removed, dropped, pending (double, bytes) and trouble (string, why bytes are being"
                                + " dropped)"),
                List.of(takes("string", "name", "the process, as group:name or name")),
                arguments -> control.account(arguments.text(0))
                        .thenApply(accounts ->
                                accounts.stream().map(ExplainHandler::struct).toList()));
    }

    private Method reopenLogs() {
        return new Method(
                "process.reopenLogs",
                "Closes all log files and opens them anew by their names, for somebody has moved them.",
                answers("int", "how many were opened"),
                List.of(),
                _ -> control.reopenLogs());
    }

    /** Bytes are doubles: the wire's whole numbers end at 2 GiB, and a double is exact far beyond. */
    private static Map<String, Object> struct(StreamAccount account) {
        Account bytes = account.bytes();
        Map<String, Object> struct = new LinkedHashMap<>();
        struct.put("stream", account.stream().word());
        struct.put("logfile", account.log().map(Path::toString).orElse(""));
        struct.put("read", (double) bytes.read());
        struct.put("written", (double) bytes.written());
        struct.put("removed", (double) bytes.removed());
        struct.put("dropped", (double) bytes.dropped());
        struct.put("pending", (double) bytes.pending());
        struct.put("trouble", account.trouble().orElse(""));
        return struct;
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
