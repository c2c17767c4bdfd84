package org.supervisor.server.rpc;

import static org.supervisor.api.Role.ADMIN;
import static org.supervisor.api.Role.OPERATOR;
import static org.supervisor.api.Role.VIEWER;
import static org.supervisor.server.rpc.Method.answers;
import static org.supervisor.server.rpc.Method.takes;

import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import org.supervisor.api.Answer;
import org.supervisor.api.FaultCode;
import org.supervisor.api.Role;
import org.supervisor.server.engine.Control;
import org.supervisor.server.engine.RefusedException;

/**
 * The six methods of the Perl module Supervisor 0.08, under its names and with its answers. A process that
 * does not exist is the answer {@code unknown}, not a fault. The name is a string, or a struct with the member
 * {@code name} as the original's clients send it.
 */
final class PerlHandler {
    private final Control control;

    PerlHandler(Control control) {
        this.control = control;
    }

    List<Method> methods() {
        return List.of(
                method(
                        "start_process",
                        OPERATOR,
                        "Starts a process unless it runs, and waits until it is up.",
                        "'started', 'stop' if it would not stay up, or 'unknown'",
                        control::ensureStarted),
                method(
                        "stop_process",
                        OPERATOR,
                        "Stops a process if it runs, and waits until it is gone.",
                        "'stopped', 'stop' if it would not go, or 'unknown'",
                        control::ensureStopped),
                method(
                        "reload_process",
                        OPERATOR,
                        "Sends a process its reload signal.",
                        "'reloaded', 'stopped' if it does not run, or 'unknown'",
                        control::reload),
                method(
                        "kill_process",
                        OPERATOR,
                        "Kills a process, which then stays down.",
                        "'stopped' or 'unknown'",
                        control::kill),
                new Method(
                        "stat_process",
                        VIEWER,
                        "Returns whether a process is alive. Changes nothing.",
                        answers("string", "'alive', 'dead' or 'unknown'"),
                        List.of(takes("string", "name", "the process, or a struct with the member name")),
                        arguments -> CompletableFuture.completedFuture(
                                status(name(arguments)).word())),
                new Method(
                        "stop_supervisor",
                        ADMIN,
                        "Stops all processes, then the supervisor itself.",
                        answers("string", "'stopped', at once"),
                        List.of(),
                        _ -> control.shutdown().thenApply(_ -> Answer.STOPPED.word())));
    }

    private static Method method(
            String name,
            Role role,
            String purpose,
            String result,
            Function<String, CompletableFuture<Answer>> request) {
        return new Method(
                name,
                role,
                purpose,
                answers("string", result),
                List.of(takes("string", "name", "the process, or a struct with the member name")),
                arguments -> request.apply(name(arguments)).thenApply(Answer::word));
    }

    private Answer status(String name) {
        try {
            return control.process(name).state().isSignallable() ? Answer.ALIVE : Answer.DEAD;
        } catch (RefusedException e) {
            if (e.code() == FaultCode.BAD_NAME) {
                return Answer.UNKNOWN;
            }
            throw e;
        }
    }

    /** A struct without a name means the process without a name, as in the original: {@code unknown}. */
    private static String name(Arguments arguments) {
        if (arguments.raw(0) instanceof Map<?, ?> struct) {
            Object name = struct.get("name");
            return name == null ? "" : Arguments.text(0, name);
        }
        return arguments.text(0);
    }
}
