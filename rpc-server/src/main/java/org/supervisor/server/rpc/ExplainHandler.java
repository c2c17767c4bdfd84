package org.supervisor.server.rpc;

import static org.supervisor.server.rpc.Method.answers;
import static org.supervisor.server.rpc.Method.mayTake;
import static org.supervisor.server.rpc.Method.takes;

import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import org.supervisor.api.FaultCode;
import org.supervisor.api.HistoryEntry;
import org.supervisor.api.LogStream;
import org.supervisor.api.ProcessGoal;
import org.supervisor.api.ProcessRemark;
import org.supervisor.api.ProcessUsage;
import org.supervisor.api.Role;
import org.supervisor.api.StreamAccount;
import org.supervisor.server.engine.Control;
import org.supervisor.server.engine.ProcessView;
import org.supervisor.server.engine.RefusedException;
import org.supervisor.server.output.LogReader;
import org.supervisor.server.process.FailureReason;
import org.supervisor.server.process.NativeText;

/** Methods of our own: why a process is in its state, and where its output went. */
final class ExplainHandler {
    private final Control control;
    private final Executor executor;

    ExplainHandler(Control control, Executor executor) {
        this.control = control;
        this.executor = executor;
    }

    List<Method> methods() {
        return List.of(info(), remarks(), usage(), startAlone(), reload(), explain(), goal(), account(), tail());
    }

    private Method info() {
        return new Method(
                "process.info",
                Role.VIEWER,
                "Returns what there is to know of a process beside getProcessInfo: what it depends on, how healthy it"
                        + " is and so on.",
                answers("struct", "a member for each capability that the process uses"),
                List.of(takes("string", "name", "the process, as group:name or name")),
                arguments -> control.facts(arguments.text(0)));
    }

    private Method remarks() {
        return new Method(
                "process.remarks",
                Role.VIEWER,
                "Returns what is worth a few words about processes beside their states; the others are left out.",
                answers(
                        "array",
                        "structs of name (string), completed (boolean: it has ended as expected) and text (string, for"
                                + " people, perhaps empty)"),
                List.of(),
                _ -> control.remarks()
                        .thenApply(
                                all -> all.stream().map(ExplainHandler::struct).toList()));
    }

    private static Map<String, Object> struct(ProcessRemark remark) {
        return Map.of("name", remark.name(), "completed", remark.isCompleted(), "text", remark.text());
    }

    private Method usage() {
        return new Method(
                "process.usage",
                Role.VIEWER,
                "Returns what the processes use that run, each with all that it has started; measured when asked for,"
                        + " and shared between callers for two seconds.",
                answers(
                        "array",
                        "structs of name (string), cpu_percent (double, of one processor), rss_bytes (double),"
                                + " processes and threads (int)"),
                List.of(),
                _ -> control.usage()
                        .thenApply(
                                all -> all.stream().map(ExplainHandler::struct).toList()));
    }

    /** Bytes are a double, as in an account. */
    private static Map<String, Object> struct(ProcessUsage usage) {
        return Map.of(
                "name", usage.name(),
                "cpu_percent", usage.cpuPercent(),
                "rss_bytes", (double) usage.residentBytes(),
                "processes", usage.processes(),
                "threads", usage.threads());
    }

    private Method startAlone() {
        return new Method(
                "process.startAlone",
                Role.OPERATOR,
                "Starts a process even if what it depends on is not there.",
                answers("boolean", "true"),
                List.of(
                        takes("string", "name", "the process, as group:name or name"),
                        mayTake("boolean", "wait", "whether to wait until it is running")),
                arguments -> control.startAlone(arguments.text(0), arguments.truth(1, true))
                        .thenApply(_ -> true));
    }

    private Method reload() {
        return new Method(
                "process.reload",
                Role.OPERATOR,
                "Makes a process read its own configuration again, by its reload signal.",
                answers("boolean", "true"),
                List.of(takes("string", "name", "the process, as group:name or name")),
                arguments -> control.reloadProgram(arguments.text(0)).thenApply(_ -> true));
    }

    private Method explain() {
        return new Method(
                "process.explain",
                Role.VIEWER,
                "Returns what happened to a process lately and why, newest first.",
                answers(
                        "array",
                        "structs of time (int, seconds since 1970), from and to (string, states), cause (string), and"
                                + " stdout and stderr (string, the last lines before an end that was not requested)"),
                List.of(takes("string", "name", "the process, as group:name or name")),
                arguments -> control.explain(arguments.text(0))
                        .thenApply(passages ->
                                passages.stream().map(ExplainHandler::struct).toList()));
    }

    private Method goal() {
        return new Method(
                "process.goal",
                Role.VIEWER,
                "Tells whether a process is wanted up or down, since when and who requested it.",
                answers("struct", "wanted (string, up or down), since (int, seconds since 1970) and by (string)"),
                List.of(takes("string", "name", "the process, as group:name or name")),
                arguments -> control.goal(arguments.text(0)).thenApply(ExplainHandler::struct));
    }

    private Method account() {
        return new Method(
                "process.account",
                Role.VIEWER,
                "Returns where the output of a process went, in all its launches.",
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

    private Method tail() {
        return new Method(
                "process.tail",
                Role.VIEWER,
                "Reads the last bytes of a process' log, from its rotated files too if the present one has fewer.",
                answers("string", "the text"),
                List.of(
                        takes("string", "name", "the process, as group:name or name"),
                        takes("string", "stream", "stdout or stderr"),
                        takes("int", "bytes", "how many at most")),
                arguments -> {
                    Optional<Path> log = log(control.process(arguments.text(0)), arguments.text(1));
                    long bytes = arguments.number(2);
                    ByteBudget.Share share = RequestShare.current();
                    return CompletableFuture.supplyAsync(() -> last(log, bytes, share), executor);
                });
    }

    private static Optional<Path> log(ProcessView process, String stream) {
        return process.log(LogStream.ofWord(stream)
                .orElseThrow(() -> new RefusedException(
                        FaultCode.BAD_ARGUMENTS, "the stream is " + stream + ", expected stdout or stderr")));
    }

    private static String last(Optional<Path> log, long bytes, ByteBudget.Share share) {
        Path file = log.orElseThrow(() -> new RefusedException(FaultCode.NO_FILE, null));
        try {
            share.take(LogHandler.TEXT_FACTOR * Math.clamp(bytes, 0L, LogReader.MAX_BYTES));
            return LogReader.last(file, bytes);
        } catch (NoSuchFileException e) {
            throw new RefusedException(FaultCode.NO_FILE, NativeText.of(file));
        } catch (IOException e) {
            throw new RefusedException(FaultCode.FAILED, FailureReason.withFile(e));
        }
    }

    /** Bytes are doubles: the protocol's whole numbers end at 2 GiB, and a double is exact far beyond. */
    private static Map<String, Object> struct(StreamAccount account) {
        Map<String, Object> struct = new LinkedHashMap<>();
        struct.put("stream", account.stream().word());
        struct.put("logfile", account.log().orElse(""));
        struct.put("read", (double) account.read());
        struct.put("written", (double) account.written());
        struct.put("removed", (double) account.removed());
        struct.put("dropped", (double) account.dropped());
        struct.put("pending", (double) account.pending());
        struct.put("trouble", account.trouble().orElse(""));
        return struct;
    }

    private static Map<String, Object> struct(ProcessGoal goal) {
        Map<String, Object> struct = new LinkedHashMap<>();
        struct.put("wanted", goal.isUp() ? "up" : "down");
        struct.put("since", goal.since().getEpochSecond());
        struct.put("by", goal.by());
        return struct;
    }

    private static Map<String, Object> struct(HistoryEntry passage) {
        Map<String, Object> struct = new LinkedHashMap<>();
        struct.put("time", passage.when().getEpochSecond());
        struct.put("from", passage.from().name());
        struct.put("to", passage.to().name());
        struct.put("cause", passage.cause());
        struct.put("stdout", passage.stdout());
        struct.put("stderr", passage.stderr());
        return struct;
    }
}
