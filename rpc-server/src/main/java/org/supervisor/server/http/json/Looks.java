package org.supervisor.server.http.json;

import static org.supervisor.server.http.json.Parameters.BYTES;
import static org.supervisor.server.http.json.Parameters.NAME;
import static org.supervisor.server.http.json.Parameters.query;

import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.eclipse.jetty.http.HttpMethod;
import org.supervisor.api.FaultCode;
import org.supervisor.server.engine.Caller;
import org.supervisor.server.engine.ConfigView;
import org.supervisor.server.engine.Control;
import org.supervisor.server.engine.ProcessCounts;
import org.supervisor.server.engine.ProcessView;
import org.supervisor.server.engine.RefusedException;
import org.supervisor.server.http.json.Operation.Action;
import org.supervisor.server.http.json.Operation.Download;
import org.supervisor.server.http.json.Operation.Meaning;
import org.supervisor.server.http.json.Operation.Parameter;
import org.supervisor.server.http.json.Operation.ValueType;
import org.supervisor.server.process.NativeText;
import org.supervisor.server.process.ProcessName;

/** The operations that only look. */
final class Looks {
    private static final int USUAL_BYTES = 64 << 10;
    private static final int MOST_BYTES = 1 << 20;

    /** Meanwhile the loop does nothing else. */
    private static final int COUNTED_AT_ONCE = 64;

    private final Control control;
    private final String version;

    Looks(Control control, String version) {
        this.control = control;
        this.version = version;
    }

    List<Operation> operations() {
        return List.of(
                look(
                        "/",
                        "about",
                        "What this is, and where its description is.",
                        "name, version and links",
                        List.of(),
                        (_, _) -> start()),
                look(
                        "/me",
                        "me",
                        "Who the caller is, and what it may do.",
                        "name (null without a login), via (in words), role and programs (patterns)",
                        List.of(),
                        (_, _) -> me()),
                look(
                        "/supervisor",
                        "supervisor",
                        "The supervisor itself.",
                        "identifier, version, pid, state (RUNNING, RESTARTING or SHUTDOWN) and takeover (what it found"
                                + " of the one before it, or null)",
                        List.of("daemon.takeover"),
                        (_, calls) -> supervisor(calls)),
                look(
                        "/supervisor/log",
                        "supervisorLog",
                        "The end of the supervisor's own log.",
                        "text",
                        List.of("supervisor.readLog"),
                        (input, calls) -> Map.of("text", calls.call("supervisor.readLog", (int) -bytes(input), 0)),
                        BYTES),
                look(
                        "/processes",
                        "processes",
                        "All processes, by group and name.",
                        "processes, each with name, group, process, program, state, completed, pid, started, stopped,"
                            + " exit, error, remark, wanted, healthy, restarts, stdout_log, stderr_log and depends_on",
                        List.of(),
                        (input, _) -> Map.of("processes", shown(processes(input))),
                        query("names", ValueType.STRING, "only these, with commas between them")),
                look(
                        "/processes/{name}",
                        "process",
                        "One process.",
                        "as in the list, and goal (wanted, since, by), facts (of its capabilities) and account (of its"
                                + " output, a stream each)",
                        List.of("process.goal", "process.info", "process.account"),
                        (input, calls) -> process(input.text("name"), calls),
                        NAME),
                look(
                        "/processes/{name}/history",
                        "history",
                        "What happened to a process lately and why, newest first.",
                        "history: time, from, to, cause, stdout and stderr of each change",
                        List.of("process.explain"),
                        (input, calls) -> Map.of("history", calls.call("process.explain", input.text("name"))),
                        NAME),
                look(
                        "/processes/{name}/log",
                        "log",
                        "The end of a log of a process, from its rotated files too.",
                        "text; with download a text file",
                        List.of("process.tail"),
                        this::log,
                        NAME,
                        query("stream", ValueType.STRING, "stdout or stderr; stdout if it is left out"),
                        BYTES,
                        query("download", ValueType.BOOLEAN, "whether to answer with a file to save")),
                look(
                        "/usage",
                        "usage",
                        "What processes use, with all that they have started; measured when somebody asks, every two"
                                + " seconds at most.",
                        "processes: by name, of those that run: cpu_percent, rss_bytes, processes, threads",
                        List.of("process.usage"),
                        (_, calls) -> usage(calls)),
                look(
                        "/config",
                        "config",
                        "The programs of the configuration last read.",
                        "programs: name, group, in_use, autostart and priority of each process",
                        List.of(),
                        (_, _) -> Map.of(
                                "programs",
                                control.configs().stream().map(Looks::config).toList())));
    }

    private static Operation look(
            String path,
            String id,
            String summary,
            String answers,
            List<String> methods,
            Action action,
            Parameter... parameters) {
        return new Operation(
                HttpMethod.GET, path, new Meaning(id, summary, answers), methods, List.of(parameters), action);
    }

    private Map<String, Object> start() {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("name", "supervisor");
        json.put("version", version);
        json.put(
                "links",
                Map.of(
                        "description", ApiRoutes.PATH + "/openapi.json",
                        "processes", ApiRoutes.PATH + "/processes",
                        "events", "/events"));
        return json;
    }

    private static Map<String, Object> me() {
        Caller caller = Caller.current();
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("name", caller.name().orElse(null));
        json.put("via", caller.toString());
        json.put("role", caller.rights().role().name().toLowerCase(Locale.ROOT));
        json.put("programs", caller.rights().programs().texts());
        return json;
    }

    private Map<String, Object> supervisor(Calls calls) {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("identifier", control.identifier());
        json.put("version", version);
        json.put("pid", ProcessHandle.current().pid());
        json.put("state", control.phase().name());
        Object takeover = calls.call("daemon.takeover");
        json.put("takeover", takeover instanceof Map<?, ?> members && members.isEmpty() ? null : takeover);
        return json;
    }

    private List<ProcessView> processes(Input input) {
        Optional<Set<String>> names = input.optionalText("names").map(text -> Set.copyOf(List.of(text.split(",", -1))));
        return control.processes().stream()
                .filter(view ->
                        names.isEmpty() || names.get().contains(view.name().toString()))
                .toList();
    }

    private List<Map<String, Object>> shown(List<ProcessView> processes) {
        Map<ProcessName, ProcessCounts> counts = new HashMap<>();
        List<ProcessName> names = processes.stream().map(ProcessView::name).toList();
        for (int from = 0; from < names.size(); from += COUNTED_AT_ONCE) {
            control.counts()
                    .processes(names.subList(from, Math.min(names.size(), from + COUNTED_AT_ONCE)))
                    .join()
                    .forEach(each -> counts.put(each.name(), each));
        }
        return ProcessJson.all(processes, control.remarks().join(), counts);
    }

    private Map<String, Object> process(String name, Calls calls) {
        Map<String, Object> json =
                new LinkedHashMap<>(shown(List.of(control.process(name))).getFirst());
        json.put("goal", calls.call("process.goal", name));
        json.put("facts", calls.call("process.info", name));
        json.put("account", calls.call("process.account", name));
        return json;
    }

    private Object log(Input input, Calls calls) {
        String name = input.text("name");
        String stream = input.optionalText("stream").orElse("stdout");
        String text = (String) calls.call("process.tail", name, stream, (int) bytes(input));
        return input.isTrue("download") ? new Download(name + "." + stream + ".log", text) : Map.of("text", text);
    }

    private static long bytes(Input input) {
        long bytes = input.number("bytes", USUAL_BYTES);
        if (bytes < 1 || bytes > MOST_BYTES) {
            throw new RefusedException(FaultCode.BAD_ARGUMENTS, "bytes is " + bytes + ", expected 1 to " + MOST_BYTES);
        }
        return bytes;
    }

    private static Map<String, Object> usage(Calls calls) {
        Map<String, Object> byName = new LinkedHashMap<>();
        for (Object each : (List<?>) calls.call("process.usage")) {
            Map<String, Object> usage = new LinkedHashMap<>();
            ((Map<?, ?>) each).forEach((member, value) -> usage.put(member.toString(), value));
            byName.put(usage.remove("name").toString(), usage);
        }
        return Map.of("processes", byName);
    }

    private static Map<String, Object> config(ConfigView config) {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("name", NativeText.shown(config.spec().name().toString()));
        json.put("group", config.spec().name().group());
        json.put("in_use", config.inUse());
        json.put("autostart", config.spec().autoStart());
        json.put("priority", config.spec().priority());
        return json;
    }
}
