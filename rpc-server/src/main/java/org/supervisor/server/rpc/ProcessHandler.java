package org.supervisor.server.rpc;

import static org.supervisor.api.Role.OPERATOR;
import static org.supervisor.api.Role.VIEWER;
import static org.supervisor.server.rpc.Answers.done;
import static org.supervisor.server.rpc.Answers.now;
import static org.supervisor.server.rpc.Method.answers;
import static org.supervisor.server.rpc.Method.mayTake;
import static org.supervisor.server.rpc.Method.takes;
import static org.supervisor.server.rpc.Method.takesSecret;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.function.Function;
import org.supervisor.api.FaultCode;
import org.supervisor.api.Outcome;
import org.supervisor.api.Role;
import org.supervisor.api.Signal;
import org.supervisor.server.engine.Control;
import org.supervisor.server.engine.ProcessView;
import org.supervisor.server.engine.RefusedException;
import org.supervisor.server.process.TimeSource;
import org.supervisor.server.rpc.Method.Body;
import org.supervisor.server.rpc.Method.Parameter;

/** The {@code supervisor.*} methods that show, start, stop and signal processes, as supervisord 4.2.5 has them. */
final class ProcessHandler {
    private static final String PREFIX = "supervisor.";

    private static final Parameter PROCESS = takes("string", "name", "the process: 'name' or 'group:name'");
    private static final Parameter PROCESS_OR_ALL =
            takes("string", "name", "the process: 'name', 'group:name', or 'group:*' for all of a group");
    private static final Parameter GROUP = takes("string", "name", "the group");
    private static final Parameter SIGNAL = takes("string", "signal", "its name, with or without SIG, or its number");
    private static final Parameter WAIT_START =
            mayTake("boolean", "wait", "whether to wait until it is up; true if left out");
    private static final Parameter WAIT_STOP =
            mayTake("boolean", "wait", "whether to wait until it is gone; true if left out");

    private final Control control;
    private final TimeSource time;
    private final Executor executor;
    private final ProcessStructs structs = new ProcessStructs();

    ProcessHandler(Control control, TimeSource time, Executor executor) {
        this.control = control;
        this.time = time;
        this.executor = executor;
    }

    List<Method> methods() {
        List<Method> methods = new ArrayList<>(infos());
        methods.addAll(starts());
        methods.addAll(stops());
        methods.addAll(signals());
        return methods;
    }

    private List<Method> infos() {
        return List.of(
                method(
                        "getProcessInfo",
                        VIEWER,
                        "Returns the state of one process.",
                        answers("struct", "name, group, state, times, log files and a description for people"),
                        arguments -> now(info(arguments.text(0))),
                        PROCESS),
                method(
                        "getAllProcessInfo",
                        VIEWER,
                        "Returns the state of all processes.",
                        answers("array", "structs as getProcessInfo answers, by group and name"),
                        _ -> now(allInfos())));
    }

    private List<Method> starts() {
        return List.of(
                method(
                        "startProcess",
                        OPERATOR,
                        "Starts a process.",
                        answers("boolean", "true; for 'group:*' an array as startProcessGroup answers"),
                        arguments -> oneOrGroup(
                                arguments.text(0),
                                name -> done(control.start(name, arguments.truth(1, true))),
                                group -> outcomes(control.startGroup(group, arguments.truth(1, true)))),
                        PROCESS_OR_ALL,
                        WAIT_START),
                method(
                        "startProcessGroup",
                        OPERATOR,
                        "Starts all processes of a group that are not running.",
                        Answers.OUTCOMES,
                        arguments -> outcomes(control.startGroup(arguments.text(0), arguments.truth(1, true))),
                        GROUP,
                        WAIT_START),
                method(
                        "startAllProcesses",
                        OPERATOR,
                        "Starts all processes that are not running.",
                        Answers.OUTCOMES,
                        arguments -> outcomes(control.startAll(arguments.truth(0, true))),
                        WAIT_START));
    }

    private List<Method> stops() {
        return List.of(
                method(
                        "stopProcess",
                        OPERATOR,
                        "Stops a process.",
                        answers("boolean", "true; for 'group:*' an array as stopProcessGroup answers"),
                        arguments -> oneOrGroup(
                                arguments.text(0),
                                name -> done(control.stop(name, arguments.truth(1, true))),
                                group -> outcomes(control.stopGroup(group, arguments.truth(1, true)))),
                        PROCESS_OR_ALL,
                        WAIT_STOP),
                method(
                        "stopProcessGroup",
                        OPERATOR,
                        "Stops all processes of a group that are running.",
                        Answers.OUTCOMES,
                        arguments -> outcomes(control.stopGroup(arguments.text(0), arguments.truth(1, true))),
                        GROUP,
                        WAIT_STOP),
                method(
                        "stopAllProcesses",
                        OPERATOR,
                        "Stops all processes that are running.",
                        Answers.OUTCOMES,
                        arguments -> outcomes(control.stopAll(arguments.truth(0, true))),
                        WAIT_STOP));
    }

    private List<Method> signals() {
        return List.of(
                method(
                        "signalProcess",
                        OPERATOR,
                        "Sends a signal to a process.",
                        answers("boolean", "true; for 'group:*' an array as signalProcessGroup answers"),
                        arguments -> oneOrGroup(
                                arguments.text(0),
                                name -> {
                                    control.process(name);
                                    return done(control.signal(name, signal(arguments.word(1))));
                                },
                                group -> signalGroup(group, arguments.word(1))),
                        PROCESS_OR_ALL,
                        SIGNAL),
                method(
                        "signalProcessGroup",
                        OPERATOR,
                        "Sends a signal to all processes of a group that can get one.",
                        Answers.OUTCOMES,
                        arguments -> signalGroup(arguments.text(0), arguments.word(1)),
                        GROUP,
                        SIGNAL),
                method(
                        "signalAllProcesses",
                        OPERATOR,
                        "Sends a signal to all processes that can get one.",
                        Answers.OUTCOMES,
                        arguments -> signalMany(arguments.word(0), control.processes(), control::signalAll),
                        SIGNAL),
                method(
                        "sendProcessStdin",
                        OPERATOR,
                        "Writes to the standard input of a process.",
                        Answers.DONE,
                        arguments -> {
                            byte[] data = arguments.bytes(1);
                            return done(control.sendStdin(arguments.text(0), data));
                        },
                        PROCESS,
                        takesSecret("string", "chars", "what to write; encoded as UTF-8")));
    }

    private static Method method(
            String name, Role role, String purpose, Parameter result, Body body, Parameter... parameters) {
        return new Method(PREFIX + name, role, purpose, result, List.of(parameters), body);
    }

    /**
     * {@code group:*} and {@code group:} mean all of a group; if there is none, the fault has the caller's spelling.
     */
    private CompletableFuture<?> oneOrGroup(
            String name, Function<String, CompletableFuture<?>> one, Function<String, CompletableFuture<?>> all) {
        int colon = name.indexOf(':');
        String process = colon < 0 ? name : name.substring(colon + 1);
        if (colon < 0 || !(process.isEmpty() || process.equals("*"))) {
            return one.apply(name);
        }
        String group = name.substring(0, colon);
        try {
            control.group(group);
        } catch (RefusedException e) {
            throw e.code() == FaultCode.BAD_NAME ? new RefusedException(FaultCode.BAD_NAME, name) : e;
        }
        return all.apply(group);
    }

    private ProcessStruct info(String name) {
        return structs.of(control.process(name), time.now());
    }

    private List<ProcessStruct> allInfos() {
        return structs.ofAll(control.processes(), time.now());
    }

    private CompletableFuture<?> signalGroup(String group, String word) {
        return signalMany(word, control.group(group), signal -> control.signalGroup(group, signal));
    }

    /** A signal that does not exist is reported for each process that would have got it. */
    private CompletableFuture<?> signalMany(
            String word, List<ProcessView> processes, Function<Signal, CompletableFuture<List<Outcome>>> send) {
        Optional<Signal> signal = Signal.parse(word);
        return signal.isPresent()
                ? outcomes(send.apply(signal.get()))
                : now(Answers.structs(processes.stream()
                        .filter(process -> process.state().isSignallable())
                        .map(process -> new Outcome(
                                process.name().group(),
                                process.name().process(),
                                FaultCode.BAD_SIGNAL.code(),
                                FaultCode.BAD_SIGNAL.text(word)))
                        .toList()));
    }

    private static Signal signal(String word) {
        return Signal.parse(word).orElseThrow(() -> new RefusedException(FaultCode.BAD_SIGNAL, word));
    }

    private CompletableFuture<?> outcomes(CompletableFuture<List<Outcome>> request) {
        return request.thenApplyAsync(Answers::structs, executor);
    }
}
