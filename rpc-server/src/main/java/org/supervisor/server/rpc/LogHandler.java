package org.supervisor.server.rpc;

import static org.supervisor.api.Role.ADMIN;
import static org.supervisor.api.Role.OPERATOR;
import static org.supervisor.api.Role.VIEWER;
import static org.supervisor.server.rpc.Answers.done;
import static org.supervisor.server.rpc.Method.answers;
import static org.supervisor.server.rpc.Method.takes;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.function.Function;
import org.supervisor.api.FaultCode;
import org.supervisor.api.Role;
import org.supervisor.server.engine.Control;
import org.supervisor.server.engine.ProcessView;
import org.supervisor.server.engine.RefusedException;
import org.supervisor.server.output.LogReader;
import org.supervisor.server.process.NativeText;
import org.supervisor.server.rpc.Method.Body;
import org.supervisor.server.rpc.Method.Parameter;

/** The {@code supervisor.*} methods that read and clear logs. Files are read on the executor. */
final class LogHandler {
    private static final String PREFIX = "supervisor.";
    private static final Parameter PROCESS = takes("string", "name", "the process: 'name' or 'group:name'");
    private static final Parameter OFFSET = takes("int", "offset", "the first byte; if negative, counted from the end");
    private static final Parameter LENGTH = takes("int", "length", "how many bytes; 0: up to the end");
    private static final Parameter TEXT = answers("string", "the text");
    private static final List<Parameter> PART_OF_ONE = List.of(PROCESS, OFFSET, LENGTH);

    /** A byte of a log is in memory as it was read and, while the answer is written, as one or two bytes of text. */
    static final int TEXT_FACTOR = 3;

    private final Control control;
    private final Executor executor;

    LogHandler(Control control, Executor executor) {
        this.control = control;
        this.executor = executor;
    }

    List<Method> methods() {
        Body readStdout = arguments -> read(log(arguments, ProcessView::stdoutLog), arguments, 1);
        Body readStderr = arguments -> read(log(arguments, ProcessView::stderrLog), arguments, 1);
        Body readMain = arguments -> read(control.mainLog(), arguments, 0);
        Body tailStdout = arguments -> tail(log(arguments, ProcessView::stdoutLog), arguments);
        Body tailStderr = arguments -> tail(log(arguments, ProcessView::stderrLog), arguments);
        Body clear = arguments -> done(control.clearLogs(arguments.text(0)));
        return List.of(
                read("readProcessStdoutLog", "Reads a part of what a process wrote to stdout.", readStdout),
                read("readProcessLog", "The old name of readProcessStdoutLog.", readStdout),
                read("readProcessStderrLog", "Reads a part of what a process wrote to stderr.", readStderr),
                tail("tailProcessStdoutLog", "Reads the end of what a process wrote to stdout.", tailStdout),
                tail("tailProcessLog", "The old name of tailProcessStdoutLog.", tailStdout),
                tail("tailProcessStderrLog", "Reads the end of what a process wrote to stderr.", tailStderr),
                method(
                        "readLog",
                        VIEWER,
                        "Reads a part of the supervisor's own log.",
                        TEXT,
                        List.of(OFFSET, LENGTH),
                        readMain),
                method("readMainLog", VIEWER, "The old name of readLog.", TEXT, List.of(OFFSET, LENGTH), readMain),
                method(
                        "clearLog",
                        ADMIN,
                        "Empties the supervisor's own log.",
                        Answers.DONE,
                        List.of(),
                        _ -> done(control.clearMainLog())),
                method(
                        "clearProcessLogs",
                        OPERATOR,
                        "Empties the logs of a process.",
                        Answers.DONE,
                        List.of(PROCESS),
                        clear),
                method(
                        "clearProcessLog",
                        OPERATOR,
                        "The old name of clearProcessLogs.",
                        Answers.DONE,
                        List.of(PROCESS),
                        clear),
                method(
                        "clearAllProcessLogs",
                        OPERATOR,
                        "Empties the logs of all processes.",
                        Answers.OUTCOMES,
                        List.of(),
                        _ -> control.clearAllLogs().thenApplyAsync(Answers::structs, executor)));
    }

    private static Method method(
            String name, Role role, String purpose, Parameter result, List<Parameter> parameters, Body body) {
        return new Method(PREFIX + name, role, purpose, result, parameters, body);
    }

    private static Method read(String name, String purpose, Body body) {
        return method(name, VIEWER, purpose, TEXT, PART_OF_ONE, body);
    }

    private static Method tail(String name, String purpose, Body body) {
        return method(
                name,
                VIEWER,
                purpose,
                answers("array", "the text, the size of the log, and whether there is more than was requested"),
                PART_OF_ONE,
                body);
    }

    private Optional<Path> log(Arguments arguments, Function<ProcessView, Optional<Path>> channel) {
        return channel.apply(control.process(arguments.text(0)));
    }

    private CompletableFuture<?> read(Optional<Path> log, Arguments arguments, int first) {
        long offset = arguments.number(first);
        long length = arguments.number(first + 1);
        ByteBudget.Share share = RequestShare.current();
        return CompletableFuture.supplyAsync(() -> read(log, offset, length, share), executor);
    }

    private static String read(Optional<Path> log, long offset, long length, ByteBudget.Share share) {
        Path file = log.orElseThrow(() -> new RefusedException(FaultCode.NO_FILE, null));
        if (!Files.exists(file)) {
            throw new RefusedException(FaultCode.NO_FILE, NativeText.of(file));
        }
        try {
            return LogReader.read(file, offset, length, bytes -> share.take(bytes * TEXT_FACTOR));
        } catch (IllegalArgumentException e) {
            throw new RefusedException(FaultCode.BAD_ARGUMENTS, null);
        } catch (LogReader.TooLongException e) {
            throw new RefusedException(FaultCode.FAILED, e.getMessage());
        } catch (IOException e) {
            throw new RefusedException(FaultCode.FAILED, null);
        }
    }

    private CompletableFuture<?> tail(Optional<Path> log, Arguments arguments) {
        long offset = arguments.number(1);
        long length = arguments.number(2);
        ByteBudget.Share share = RequestShare.current();
        return CompletableFuture.supplyAsync(() -> tail(log, offset, length, share), executor);
    }

    private static List<?> tail(Optional<Path> log, long offset, long length, ByteBudget.Share share) {
        if (log.isEmpty() || !Files.exists(log.get())) {
            return List.of("", 0, false);
        }
        try {
            LogReader.Tail tail = LogReader.tail(log.get(), offset, length, bytes -> share.take(bytes * TEXT_FACTOR));
            return List.of(tail.text(), tail.size(), tail.overflow());
        } catch (LogReader.TooLongException e) {
            throw new RefusedException(FaultCode.FAILED, e.getMessage());
        } catch (IOException e) {
            return List.of("", offset, false);
        }
    }
}
