package org.supervisor.server.http.json;

import java.nio.file.Path;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.supervisor.api.ProcessRemark;
import org.supervisor.server.engine.ProcessCounts;
import org.supervisor.server.engine.ProcessView;
import org.supervisor.server.process.DependsOn;
import org.supervisor.server.process.ExitStatus;
import org.supervisor.server.process.NativeText;
import org.supervisor.server.process.ProcessName;

/** A process as the API shows it. Times are seconds since 1970. */
final class ProcessJson {
    private ProcessJson() {}

    /**
     * Several.
     *
     * @param counts of as many of them as are known
     */
    static List<Map<String, Object>> all(
            List<ProcessView> processes, List<ProcessRemark> remarks, Map<ProcessName, ProcessCounts> counts) {
        Map<String, ProcessRemark> byName =
                remarks.stream().collect(Collectors.toMap(ProcessRemark::name, Function.identity(), (one, _) -> one));
        return processes.stream()
                .map(view -> of(
                        view,
                        Optional.ofNullable(byName.get(view.name().toString())),
                        Optional.ofNullable(counts.get(view.name()))))
                .toList();
    }

    private static Map<String, Object> of(
            ProcessView view, Optional<ProcessRemark> remark, Optional<ProcessCounts> counts) {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("name", view.name().toString());
        json.put("group", view.name().group());
        json.put("process", view.name().process());
        json.put("program", view.spec().program());
        json.put("state", view.state().name());
        json.put("completed", remark.map(ProcessRemark::isCompleted).orElse(false));
        json.put("pid", view.pid() == 0 ? null : view.pid());
        json.put("started", seconds(view.lastRun().started()));
        json.put("stopped", seconds(view.lastRun().stopped()));
        json.put("exit", view.lastRun().exit().map(ProcessJson::exit).orElse(null));
        json.put("error", view.spawnError());
        json.put("remark", remark.map(ProcessRemark::text).orElse(""));
        counts.ifPresent(known -> {
            json.put("wanted", known.isWanted() ? "up" : "down");
            json.put("healthy", known.isHealthy().orElse(null));
            json.put("restarts", known.runs().restarts());
        });
        json.put("stdout_log", log(view.stdoutLog()));
        json.put("stderr_log", log(view.stderrLog()));
        json.put(
                "depends_on",
                view.spec().aspect(DependsOn.class).map(DependsOn::on).orElse(List.of()).stream()
                        .map(DependsOn.Dependency::toString)
                        .toList());
        return json;
    }

    private static Map<String, Object> exit(ExitStatus exit) {
        return switch (exit) {
            case ExitStatus.Code(int code) -> Map.of("code", code);
            case ExitStatus.Killed killed -> Map.of("signal", killed.by().toString());
            case ExitStatus.Lost _ -> Map.of("unknown", true);
        };
    }

    private static Long seconds(Optional<Instant> time) {
        return time.map(Instant::getEpochSecond).orElse(null);
    }

    private static String log(Optional<Path> log) {
        return log.map(NativeText::of).orElse(null);
    }
}
