package org.supervisor.server.http.json;

import static org.supervisor.server.http.json.Parameters.GROUP;
import static org.supervisor.server.http.json.Parameters.NAME;
import static org.supervisor.server.http.json.Parameters.NAMES;
import static org.supervisor.server.http.json.Parameters.SIGNAL;
import static org.supervisor.server.http.json.Parameters.WAIT;
import static org.supervisor.server.http.json.Parameters.body;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import org.eclipse.jetty.http.HttpMethod;
import org.supervisor.api.FaultCode;
import org.supervisor.server.engine.RefusedException;
import org.supervisor.server.http.json.Operation.Action;
import org.supervisor.server.http.json.Operation.Meaning;
import org.supervisor.server.http.json.Operation.Parameter;
import org.supervisor.server.http.json.Operation.ValueType;
import org.supervisor.server.process.ProcessName;

/** The operations that do something. All of it is done by XML-RPC methods, with their roles. */
final class Changes {
    private static final String START = "supervisor.startProcess";
    private static final String STOP = "supervisor.stopProcess";
    private static final String STOP_GROUP = "supervisor.stopProcessGroup";
    private static final String REREAD = "supervisor.reloadConfig";
    private static final String DONE = "done: true";
    private static final String OUTCOMES =
            "outcomes: name, status (80 or a fault code) and description of each process";

    private Changes() {}

    static List<Operation> operations() {
        List<Operation> all = new ArrayList<>(ofProcesses());
        all.addAll(ofMany());
        all.addAll(ofTheConfiguration());
        all.addAll(ofTheSupervisor());
        return all;
    }

    private static List<Operation> ofProcesses() {
        return List.of(
                change(
                        "/processes/{name}/start",
                        "start",
                        "Starts a process.",
                        List.of(START, "process.startAlone"),
                        DONE,
                        (input, calls) -> done(
                                calls,
                                input.isTrue("alone") ? "process.startAlone" : START,
                                input.text("name"),
                                input.isTrue("wait")),
                        NAME,
                        WAIT,
                        body(
                                "alone",
                                ValueType.BOOLEAN,
                                false,
                                "whether to start it even if what it depends on is not there")),
                change(
                        "/processes/{name}/stop",
                        "stop",
                        "Stops a process.",
                        List.of(STOP),
                        DONE,
                        (input, calls) -> done(calls, STOP, input.text("name"), input.isTrue("wait")),
                        NAME,
                        WAIT),
                change(
                        "/processes/{name}/restart",
                        "restart",
                        "Stops a process if it runs, waits until it is gone, and starts it.",
                        List.of(STOP, START),
                        DONE,
                        (input, calls) -> {
                            stopIfRunning(input.text("name"), calls);
                            return done(calls, START, input.text("name"), input.isTrue("wait"));
                        },
                        NAME,
                        WAIT),
                change(
                        "/processes/{name}/reload",
                        "reload",
                        "Makes a process read its own configuration again, by its reload signal.",
                        List.of("process.reload"),
                        DONE,
                        (input, calls) -> done(calls, "process.reload", input.text("name")),
                        NAME),
                change(
                        "/processes/{name}/signal",
                        "signal",
                        "Sends a signal to a process.",
                        List.of("supervisor.signalProcess"),
                        DONE,
                        (input, calls) ->
                                done(calls, "supervisor.signalProcess", input.text("name"), input.text("signal")),
                        NAME,
                        SIGNAL),
                change(
                        "/processes/{name}/stdin",
                        "stdin",
                        "Writes to the standard input of a process.",
                        List.of("supervisor.sendProcessStdin"),
                        DONE,
                        (input, calls) ->
                                done(calls, "supervisor.sendProcessStdin", input.text("name"), input.text("text")),
                        NAME,
                        body("text", ValueType.STRING, true, "what to write; encoded as UTF-8")),
                change(
                        "/processes/{name}/clear-logs",
                        "clearLogs",
                        "Empties the logs of a process.",
                        List.of("supervisor.clearProcessLogs"),
                        DONE,
                        (input, calls) -> done(calls, "supervisor.clearProcessLogs", input.text("name")),
                        NAME));
    }

    private static List<Operation> ofMany() {
        return List.of(
                change(
                        "/groups/{group}/start",
                        "startGroup",
                        "Starts all processes of a group that are not running.",
                        List.of("supervisor.startProcessGroup"),
                        OUTCOMES,
                        (input, calls) -> outcomes(
                                calls.call("supervisor.startProcessGroup", input.text("group"), input.isTrue("wait"))),
                        GROUP,
                        WAIT),
                change(
                        "/groups/{group}/stop",
                        "stopGroup",
                        "Stops all processes of a group that are running.",
                        List.of(STOP_GROUP),
                        OUTCOMES,
                        (input, calls) -> outcomes(calls.call(STOP_GROUP, input.text("group"), input.isTrue("wait"))),
                        GROUP,
                        WAIT),
                change(
                        "/groups/{group}/restart",
                        "restartGroup",
                        "Stops all processes of a group, waits until they are gone, and starts the group.",
                        List.of(STOP_GROUP, "supervisor.startProcessGroup"),
                        OUTCOMES,
                        (input, calls) -> {
                            calls.call(STOP_GROUP, input.text("group"), true);
                            return outcomes(calls.call(
                                    "supervisor.startProcessGroup", input.text("group"), input.isTrue("wait")));
                        },
                        GROUP,
                        WAIT),
                change(
                        "/groups/{group}/signal",
                        "signalGroup",
                        "Sends a signal to all processes of a group that can get one.",
                        List.of("supervisor.signalProcessGroup"),
                        OUTCOMES,
                        (input, calls) -> outcomes(
                                calls.call("supervisor.signalProcessGroup", input.text("group"), input.text("signal"))),
                        GROUP,
                        SIGNAL),
                change(
                        "/processes/start",
                        "startMany",
                        "Starts processes: these, or all that are not running.",
                        List.of(START, "supervisor.startAllProcesses"),
                        OUTCOMES,
                        (input, calls) -> input.texts("names")
                                .map(names -> outcomes(names, name -> calls.begin(START, name, input.isTrue("wait"))))
                                .orElseGet(() ->
                                        outcomes(calls.call("supervisor.startAllProcesses", input.isTrue("wait")))),
                        NAMES,
                        WAIT),
                change(
                        "/processes/stop",
                        "stopMany",
                        "Stops processes: these, or all that are running.",
                        List.of(STOP, "supervisor.stopAllProcesses"),
                        OUTCOMES,
                        (input, calls) -> input.texts("names")
                                .map(names -> outcomes(names, name -> calls.begin(STOP, name, input.isTrue("wait"))))
                                .orElseGet(() ->
                                        outcomes(calls.call("supervisor.stopAllProcesses", input.isTrue("wait")))),
                        NAMES,
                        WAIT),
                change(
                        "/processes/restart",
                        "restartMany",
                        "Stops processes, these or all, waits until all of them are gone, and starts them.",
                        List.of(STOP, START, "supervisor.stopAllProcesses", "supervisor.startAllProcesses"),
                        OUTCOMES,
                        Changes::restartMany,
                        NAMES,
                        WAIT));
    }

    private static List<Operation> ofTheConfiguration() {
        return List.of(
                change(
                        "/config/reread",
                        "reread",
                        "Reads the configuration again and compares it with what is active. Changes nothing.",
                        List.of(REREAD),
                        "added, changed and removed: names of groups",
                        (_, calls) -> reread(calls).json()),
                change(
                        "/config/update",
                        "update",
                        "Reads the configuration again and applies it: removes, replaces and adds groups.",
                        List.of(REREAD, STOP_GROUP, "supervisor.removeProcessGroup", "supervisor.addProcessGroup"),
                        "added, changed and removed: names of groups",
                        (_, calls) -> update(calls)));
    }

    private static List<Operation> ofTheSupervisor() {
        return List.of(
                ofTheSupervisor(
                        "restart", "supervisor.restart", "Stops everything, reads the configuration, starts over."),
                ofTheSupervisor("shutdown", "supervisor.shutdown", "Stops everything, then the supervisor."),
                ofTheSupervisor("detach", "daemon.detach", "Ends the supervisor and leaves all programs running."),
                ofTheSupervisor(
                        "upgrade", "daemon.upgrade", "Lets the supervisor become the build that is installed now."),
                ofTheSupervisor("reopen-logs", "process.reopenLogs", "Closes all log files and opens them again."),
                ofTheSupervisor("clear-log", "supervisor.clearLog", "Empties the supervisor's own log."));
    }

    private static Operation ofTheSupervisor(String word, String method, String summary) {
        return change(
                "/supervisor/" + word,
                word + "Supervisor",
                summary,
                List.of(method),
                DONE,
                (_, calls) -> done(calls, method));
    }

    private static Operation change(
            String path,
            String id,
            String summary,
            List<String> methods,
            String answers,
            Action action,
            Parameter... parameters) {
        return new Operation(
                HttpMethod.POST, path, new Meaning(id, summary, answers), methods, List.of(parameters), action);
    }

    private static Map<String, Object> done(Calls calls, String method, Object... parameters) {
        calls.call(method, parameters);
        return Map.of("done", true);
    }

    private static void stopIfRunning(String name, Calls calls) {
        try {
            calls.call(STOP, name, true);
        } catch (RefusedException refused) {
            if (refused.code() != FaultCode.NOT_RUNNING) {
                throw refused;
            }
        }
    }

    private static Object restartMany(Input input, Calls calls) {
        Optional<List<String>> names = input.texts("names");
        if (names.isEmpty()) {
            calls.call("supervisor.stopAllProcesses", true);
            return outcomes(calls.call("supervisor.startAllProcesses", input.isTrue("wait")));
        }
        outcomes(names.get(), name -> calls.begin(STOP, name, true));
        return outcomes(names.get(), name -> calls.begin(START, name, input.isTrue("wait")));
    }

    /** Requests something of each, all at the same time, and waits for all of them. */
    private static Map<String, Object> outcomes(List<String> names, Function<String, CompletableFuture<?>> request) {
        Map<String, CompletableFuture<?>> begun = new LinkedHashMap<>();
        names.forEach(name -> begun.computeIfAbsent(name, request));
        List<Map<String, Object>> outcomes = new ArrayList<>();
        begun.forEach((name, call) -> {
            try {
                Calls.result(call);
                outcomes.add(outcome(name, FaultCode.SUCCESS.code(), "OK"));
            } catch (RefusedException refused) {
                outcomes.add(outcome(name, refused.code().code(), refused.getMessage()));
            }
        });
        return Map.of("outcomes", outcomes);
    }

    private static Map<String, Object> outcomes(Object result) {
        return Map.of(
                "outcomes",
                ((List<?>) result)
                        .stream().map(Map.class::cast).map(Changes::outcome).toList());
    }

    private static Map<String, Object> outcome(Map<?, ?> struct) {
        ProcessName name = new ProcessName((String) struct.get("group"), (String) struct.get("name"));
        return outcome(name.toString(), struct.get("status"), struct.get("description"));
    }

    private static Map<String, Object> outcome(String name, Object status, Object description) {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("name", name);
        json.put("status", status);
        json.put("description", description);
        return json;
    }

    /** The names of groups. */
    private record GroupNames(List<?> added, List<?> changed, List<?> removed) {
        Map<String, Object> json() {
            Map<String, Object> json = new LinkedHashMap<>();
            json.put("added", added);
            json.put("changed", changed);
            json.put("removed", removed);
            return json;
        }
    }

    private static GroupNames reread(Calls calls) {
        List<?> changes = (List<?>) ((List<?>) calls.call(REREAD)).getFirst();
        return new GroupNames((List<?>) changes.get(0), (List<?>) changes.get(1), (List<?>) changes.get(2));
    }

    private static Map<String, Object> update(Calls calls) {
        GroupNames changes = reread(calls);
        changes.removed().forEach(group -> remove(group, calls));
        changes.changed().forEach(group -> {
            remove(group, calls);
            calls.call("supervisor.addProcessGroup", group);
        });
        changes.added().forEach(group -> calls.call("supervisor.addProcessGroup", group));
        return changes.json();
    }

    private static void remove(Object group, Calls calls) {
        calls.call(STOP_GROUP, group, true);
        calls.call("supervisor.removeProcessGroup", group);
    }
}
