package org.supervisor.server.rpc;

import static org.supervisor.server.rpc.Method.answers;
import static org.supervisor.server.rpc.Method.mayTake;
import static org.supervisor.server.rpc.Method.takes;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.function.Function;
import org.supervisor.api.FaultCode;
import org.supervisor.api.Signal;
import org.supervisor.server.engine.ConfigChanges;
import org.supervisor.server.engine.Control;
import org.supervisor.server.engine.Control.Phase;
import org.supervisor.server.engine.Outcome;
import org.supervisor.server.engine.ProcessView;
import org.supervisor.server.engine.RefusedException;
import org.supervisor.server.rpc.Method.Body;
import org.supervisor.server.rpc.Method.Word;

/**
 * The {@code supervisor.*} methods except those about logs, as supervisord 4.2.5 has them. All but one are refused with
 * SHUTDOWN_STATE once a shutdown or restart has begun.
 *
 * @see <a href="http://supervisord.org/api.html">supervisord: XML-RPC API</a>
 */
final class SupervisorHandler {
    private static final String API_VERSION = "3.0";
    private static final String PREFIX = "supervisor.";

    private static final Word PROCESS = takes("string", "name", "the process: 'name' or 'group:name'");
    private static final Word PROCESS_OR_ALL =
            takes("string", "name", "the process: 'name', 'group:name', or 'group:*' for all of a group");
    private static final Word GROUP = takes("string", "name", "the group");
    private static final Word SIGNAL = takes("string", "signal", "its name, with or without SIG, or its number");
    private static final Word WAIT_START =
            mayTake("boolean", "wait", "whether to wait until it is up; true if left out");
    private static final Word WAIT_STOP =
            mayTake("boolean", "wait", "whether to wait until it is gone; true if left out");
    private static final Word OUTCOMES =
            answers("array", "structs of name, group, status (80 or a fault code) and description");
    private static final Word DONE = answers("boolean", "always true");

    private final Control control;
    private final RpcSettings settings;
    private final Executor executor;
    private final LogHandler logs;
    private final ProcessInfos infos = new ProcessInfos();

    SupervisorHandler(Control control, RpcSettings settings, Executor executor) {
        this.control = control;
        this.settings = settings;
        this.executor = executor;
        this.logs = new LogHandler(control, executor);
    }

    List<Method> methods() {
        List<Method> methods = new ArrayList<>();
        methods.addAll(aboutTheSupervisor());
        methods.addAll(aboutConfiguration());
        methods.addAll(starts());
        methods.addAll(stops());
        methods.addAll(signals());
        methods.addAll(logs.methods());
        methods.replaceAll(this::whileRunning);
        methods.add(new Method(
                PREFIX + "sendRemoteCommEvent",
                "Sends an event to the listeners of REMOTE_COMMUNICATION.",
                DONE,
                List.of(takes("string", "type", "the event's type"), takes("string", "data", "the event's data")),
                arguments -> done(control.sendRemoteEvent(arguments.word(0), arguments.word(1)))));
        return methods;
    }

    private List<Method> aboutTheSupervisor() {
        return List.of(
                method(
                        "getAPIVersion",
                        "Tells the version of this interface.",
                        answers("string", "always " + API_VERSION),
                        _ -> now(API_VERSION)),
                method(
                        "getVersion",
                        "Tells the version of this interface; the old name of getAPIVersion.",
                        answers("string", "always " + API_VERSION),
                        _ -> now(API_VERSION)),
                method(
                        "getSupervisorVersion",
                        "Tells the version of the supervisor.",
                        answers("string", "the version of supervisord it takes the place of, then its own"),
                        _ -> now(settings.wireVersion())),
                method(
                        "getIdentification",
                        "Tells the identifier from the configuration.",
                        answers("string", "the identifier"),
                        _ -> now(control.identifier())),
                method(
                        "getState",
                        "Tells where the supervisor is in its life.",
                        answers("struct", "statecode (1, 0 or -1) and statename (RUNNING, RESTARTING or SHUTDOWN)"),
                        _ -> now(state(control.phase()))),
                method(
                        "getPID",
                        "Tells the supervisor's own process id.",
                        answers("int", "the process id"),
                        _ -> now(ProcessHandle.current().pid())),
                method(
                        "getProcessInfo",
                        "Tells about one process.",
                        answers("struct", "name, group, state, times, log files and a description for people"),
                        arguments -> now(info(arguments.text(0))),
                        PROCESS),
                method(
                        "getAllProcessInfo",
                        "Tells about all processes.",
                        answers("array", "structs as getProcessInfo answers, by group and name"),
                        _ -> now(allInfos())),
                method(
                        "shutdown",
                        "Stops all processes, then the supervisor itself.",
                        answers("boolean", "true, at once"),
                        _ -> done(control.shutdown())),
                method(
                        "restart",
                        "Stops all processes and starts over with the configuration read anew.",
                        answers("boolean", "true, at once"),
                        _ -> done(control.restart())));
    }

    private List<Method> aboutConfiguration() {
        return List.of(
                method(
                        "reloadConfig",
                        "Reads the configuration again and compares it with what is active. Changes nothing.",
                        answers("array", "one element: the arrays of the names of added, changed and removed groups"),
                        _ -> control.rereadConfig().thenApply(SupervisorHandler::changes)),
                method(
                        "getAllConfigInfo",
                        "Tells about all programs of the configuration last read.",
                        answers("array", "structs, by name"),
                        _ -> now(new ConfigInfos(control, settings.uids()).all())),
                method(
                        "addProcessGroup",
                        "Makes a group of the configuration last read active, and starts what has autostart.",
                        DONE,
                        arguments -> done(control.addGroup(arguments.text(0))),
                        GROUP),
                method(
                        "removeProcessGroup",
                        "Forgets a group whose processes have all stopped.",
                        DONE,
                        arguments -> done(control.removeGroup(arguments.text(0))),
                        GROUP));
    }

    private List<Method> starts() {
        return List.of(
                method(
                        "startProcess",
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
                        "Starts all processes of a group that are not running.",
                        OUTCOMES,
                        arguments -> outcomes(control.startGroup(arguments.text(0), arguments.truth(1, true))),
                        GROUP,
                        WAIT_START),
                method(
                        "startAllProcesses",
                        "Starts all processes that are not running.",
                        OUTCOMES,
                        arguments -> outcomes(control.startAll(arguments.truth(0, true))),
                        WAIT_START));
    }

    private List<Method> stops() {
        return List.of(
                method(
                        "stopProcess",
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
                        "Stops all processes of a group that are running.",
                        OUTCOMES,
                        arguments -> outcomes(control.stopGroup(arguments.text(0), arguments.truth(1, true))),
                        GROUP,
                        WAIT_STOP),
                method(
                        "stopAllProcesses",
                        "Stops all processes that are running.",
                        OUTCOMES,
                        arguments -> outcomes(control.stopAll(arguments.truth(0, true))),
                        WAIT_STOP));
    }

    private List<Method> signals() {
        return List.of(
                method(
                        "signalProcess",
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
                        "Sends a signal to all processes of a group that can get one.",
                        OUTCOMES,
                        arguments -> signalGroup(arguments.text(0), arguments.word(1)),
                        GROUP,
                        SIGNAL),
                method(
                        "signalAllProcesses",
                        "Sends a signal to all processes that can get one.",
                        OUTCOMES,
                        arguments -> signalMany(arguments.word(0), control.processes(), control::signalAll),
                        SIGNAL),
                method(
                        "sendProcessStdin",
                        "Writes to the standard input of a process.",
                        DONE,
                        arguments -> {
                            byte[] data = arguments.bytes(1);
                            return done(control.sendStdin(arguments.text(0), data));
                        },
                        PROCESS,
                        takes("string", "chars", "what to write; encoded as UTF-8")));
    }

    private static Method method(String name, String purpose, Word result, Body body, Word... parameters) {
        return new Method(PREFIX + name, purpose, result, List.of(parameters), body);
    }

    private Method whileRunning(Method method) {
        return method.with(arguments -> {
            if (control.phase() != Phase.RUNNING) {
                throw new RefusedException(FaultCode.SHUTDOWN_STATE, null);
            }
            return method.body().answer(arguments);
        });
    }

    /** {@code group:*} and {@code group:} mean all of a group; if there is none, it is named as the caller named it. */
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

    private ProcessInfo info(String name) {
        return infos.of(control.process(name), settings.time().now());
    }

    private List<ProcessInfo> allInfos() {
        return infos.ofAll(control.processes(), settings.time().now());
    }

    private CompletableFuture<?> signalGroup(String group, String word) {
        return signalMany(word, control.group(group), signal -> control.signalGroup(group, signal));
    }

    /** A signal that does not exist is told for each process that would have got it. */
    private CompletableFuture<?> signalMany(
            String word, List<ProcessView> processes, Function<Signal, CompletableFuture<List<Outcome>>> send) {
        Optional<Signal> signal = Signal.parse(word);
        return signal.isPresent()
                ? outcomes(send.apply(signal.get()))
                : now(structs(processes.stream()
                        .filter(process -> process.state().isSignallable())
                        .map(process ->
                                new Outcome(process.name(), FaultCode.BAD_SIGNAL, FaultCode.BAD_SIGNAL.text(word)))
                        .toList()));
    }

    private static Signal signal(String word) {
        return Signal.parse(word).orElseThrow(() -> new RefusedException(FaultCode.BAD_SIGNAL, word));
    }

    private static Map<String, Object> state(Phase phase) {
        return new TreeMap<>(Map.of("statecode", phase.code(), "statename", phase.name()));
    }

    private static List<List<List<String>>> changes(ConfigChanges changes) {
        return List.of(List.of(changes.added(), changes.changed(), changes.removed()));
    }

    private CompletableFuture<?> outcomes(CompletableFuture<List<Outcome>> request) {
        return request.thenApplyAsync(SupervisorHandler::structs, executor);
    }

    /** The outcomes of a request about many processes, as the wire has them. */
    static List<Map<String, Object>> structs(List<Outcome> outcomes) {
        return outcomes.stream().map(SupervisorHandler::struct).toList();
    }

    private static Map<String, Object> struct(Outcome outcome) {
        Map<String, Object> members = new TreeMap<>();
        members.put("name", outcome.name().process());
        members.put("group", outcome.name().group());
        members.put("status", outcome.code().code());
        members.put("description", outcome.description());
        return members;
    }

    private static CompletableFuture<?> done(CompletableFuture<Void> request) {
        return request.thenApply(_ -> true);
    }

    private static CompletableFuture<?> now(Object value) {
        return CompletableFuture.completedFuture(value);
    }
}
