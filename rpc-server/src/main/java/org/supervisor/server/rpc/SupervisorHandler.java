package org.supervisor.server.rpc;

import static org.supervisor.api.Role.ADMIN;
import static org.supervisor.api.Role.OPERATOR;
import static org.supervisor.api.Role.VIEWER;
import static org.supervisor.server.rpc.Answers.done;
import static org.supervisor.server.rpc.Answers.now;
import static org.supervisor.server.rpc.Method.answers;
import static org.supervisor.server.rpc.Method.takes;
import static org.supervisor.server.rpc.Method.takesSecret;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Executor;
import org.supervisor.api.ConfigChanges;
import org.supervisor.api.FaultCode;
import org.supervisor.api.Role;
import org.supervisor.api.SupervisorState;
import org.supervisor.server.engine.Control;
import org.supervisor.server.engine.RefusedException;
import org.supervisor.server.rpc.Method.Body;
import org.supervisor.server.rpc.Method.Parameter;

/**
 * The {@code supervisor.*} methods: here those about the supervisor itself and its configuration. All but one are refused
 * with SHUTDOWN_STATE once a shutdown or restart has begun.
 *
 * @see <a href="http://supervisord.org/api.html">supervisord: XML-RPC API</a>
 */
final class SupervisorHandler {
    private static final String API_VERSION = "3.0";
    private static final String PREFIX = "supervisor.";
    private static final Parameter GROUP = takes("string", "name", "the group");

    private final Control control;
    private final RpcSettings settings;
    private final Executor executor;

    SupervisorHandler(Control control, RpcSettings settings, Executor executor) {
        this.control = control;
        this.settings = settings;
        this.executor = executor;
    }

    List<Method> methods() {
        List<Method> methods = new ArrayList<>(aboutTheSupervisor());
        methods.addAll(aboutConfiguration());
        methods.addAll(new ProcessHandler(control, settings.time(), executor).methods());
        methods.addAll(new LogHandler(control, executor).methods());
        methods.replaceAll(this::whileRunning);
        methods.add(method(
                "sendRemoteCommEvent",
                OPERATOR,
                "Sends an event to the listeners of REMOTE_COMMUNICATION.",
                Answers.DONE,
                arguments -> done(control.sendRemoteEvent(arguments.word(0), arguments.word(1))),
                takes("string", "type", "the event's type"),
                takesSecret("string", "data", "the event's data")));
        return methods;
    }

    private List<Method> aboutTheSupervisor() {
        return List.of(
                method(
                        "getAPIVersion",
                        VIEWER,
                        "Returns the version of this interface.",
                        answers("string", "always " + API_VERSION),
                        _ -> now(API_VERSION)),
                method(
                        "getVersion",
                        VIEWER,
                        "Returns the version of this interface; the old name of getAPIVersion.",
                        answers("string", "always " + API_VERSION),
                        _ -> now(API_VERSION)),
                method(
                        "getSupervisorVersion",
                        VIEWER,
                        "Returns the version of the supervisor.",
                        answers("string", "the version of supervisord that it replaces, then its own"),
                        _ -> now(settings.wireVersion())),
                method(
                        "getIdentification",
                        VIEWER,
                        "Returns the identifier from the configuration.",
                        answers("string", "the identifier"),
                        _ -> now(control.identifier())),
                method(
                        "getState",
                        VIEWER,
                        "Returns the state of the supervisor.",
                        answers("struct", "statecode (1, 0 or -1) and statename (RUNNING, RESTARTING or SHUTDOWN)"),
                        _ -> now(state(control.phase()))),
                method(
                        "getPID",
                        VIEWER,
                        "Returns the supervisor's own process id.",
                        answers("int", "the process id"),
                        _ -> now(ProcessHandle.current().pid())),
                method(
                        "shutdown",
                        ADMIN,
                        "Stops all processes, then the supervisor itself.",
                        answers("boolean", "true, at once"),
                        _ -> done(control.shutdown())),
                method(
                        "restart",
                        ADMIN,
                        "Stops all processes, reads the configuration again and starts over.",
                        answers("boolean", "true, at once"),
                        _ -> done(control.restart())));
    }

    private List<Method> aboutConfiguration() {
        return List.of(
                method(
                        "reloadConfig",
                        ADMIN,
                        "Reads the configuration again and compares it with what is active. Changes nothing.",
                        answers("array", "one element: the arrays of the names of added, changed and removed groups"),
                        _ -> control.rereadConfig().thenApply(SupervisorHandler::changes)),
                method(
                        "getAllConfigInfo",
                        VIEWER,
                        "Returns all programs of the configuration last read.",
                        answers("array", "structs, by name"),
                        _ -> now(new ConfigInfos(control, settings.uids()).all())),
                method(
                        "addProcessGroup",
                        ADMIN,
                        "Activates a group of the configuration last read, and starts what has autostart.",
                        Answers.DONE,
                        arguments -> done(control.addGroup(arguments.text(0))),
                        GROUP),
                method(
                        "removeProcessGroup",
                        ADMIN,
                        "Removes a group whose processes have all stopped.",
                        Answers.DONE,
                        arguments -> done(control.removeGroup(arguments.text(0))),
                        GROUP));
    }

    private static Method method(
            String name, Role role, String purpose, Parameter result, Body body, Parameter... parameters) {
        return new Method(PREFIX + name, role, purpose, result, List.of(parameters), body);
    }

    private Method whileRunning(Method method) {
        return method.with(arguments -> {
            if (control.phase() != SupervisorState.RUNNING) {
                throw new RefusedException(FaultCode.SHUTDOWN_STATE, null);
            }
            return method.body().answer(arguments);
        });
    }

    private static Map<String, Object> state(SupervisorState phase) {
        return new TreeMap<>(Map.of("statecode", phase.code(), "statename", phase.name()));
    }

    private static List<List<List<String>>> changes(ConfigChanges changes) {
        return List.of(List.of(changes.added(), changes.changed(), changes.removed()));
    }
}
