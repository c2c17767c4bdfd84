package org.supervisor.server.rpc;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.TreeMap;
import java.util.function.Function;
import org.supervisor.server.engine.ConfigView;
import org.supervisor.server.engine.Control;
import org.supervisor.server.engine.ProcessView;
import org.supervisor.server.engine.RefusedException;
import org.supervisor.server.process.NativeText;
import org.supervisor.server.process.ProcessSpec;
import org.supervisor.server.process.StreamSpec;
import org.supervisor.server.process.StreamSpec.Log;

/**
 * The structs that {@code getAllConfigInfo} returns. What is not set is the word {@code none}; an automatic log whose
 * name is not yet chosen is the word {@code auto}.
 */
final class ConfigInfos {
    private static final String NONE = "none";

    private final Control control;
    private final Function<String, OptionalInt> uids;

    ConfigInfos(Control control, Function<String, OptionalInt> uids) {
        this.control = control;
        this.uids = uids;
    }

    List<Map<String, Object>> all() {
        return control.configs().stream().map(this::struct).toList();
    }

    private Map<String, Object> struct(ConfigView config) {
        ProcessSpec spec = config.spec();
        Optional<ProcessView> active = config.inUse() ? active(spec) : Optional.empty();
        Map<String, Object> members = new TreeMap<>();
        members.put("name", spec.name().process());
        members.put("group", spec.name().group());
        members.put("inuse", config.inUse());
        members.put("group_prio", config.groupPriority());
        members.put("process_prio", spec.priority());
        members.put("command", spec.command().text());
        members.put("directory", spec.directory().orElse(NONE));
        members.put("uid", uid(spec));
        members.put("serverurl", spec.serverUrl().orElse(NONE));
        members.put("autostart", spec.autoStart());
        members.put("startsecs", spec.start().staysUp().toSeconds());
        members.put("startretries", spec.start().attempts() - 1);
        members.put("exitcodes", spec.restart().codes());
        members.put("stopsignal", spec.stop().signal().number());
        members.put("stopwaitsecs", spec.stop().grace().toSeconds());
        members.put("killasgroup", spec.stop().killsGroup());
        members.put("redirect_stderr", spec.output().redirectsStderr());
        stream(members, "stdout_", spec.output().stdout(), active.flatMap(ProcessView::stdoutLog));
        stream(members, "stderr_", spec.output().stderr(), active.flatMap(ProcessView::stderrLog));
        return members;
    }

    private static void stream(Map<String, Object> members, String prefix, StreamSpec stream, Optional<Path> active) {
        members.put(prefix + "capture_maxbytes", stream.captureMaxBytes());
        members.put(prefix + "events_enabled", stream.eventsEnabled());
        members.put(prefix + "syslog", stream.syslog());
        switch (stream.log()) {
            case Log.None(long maxBytes, int backups) -> log(members, prefix, NONE, maxBytes, backups);
            case Log.File(Path _, String written, long maxBytes, int backups) ->
                log(members, prefix, written, maxBytes, backups);
            case Log.Auto(long maxBytes, int backups) ->
                log(members, prefix, active.map(NativeText::of).orElse("auto"), maxBytes, backups);
        }
    }

    private static void log(Map<String, Object> members, String prefix, String file, long maxBytes, int backups) {
        members.put(prefix + "logfile", file);
        members.put(prefix + "logfile_maxbytes", maxBytes);
        members.put(prefix + "logfile_backups", backups);
    }

    private Object uid(ProcessSpec spec) {
        OptionalInt uid = spec.user().map(uids).orElse(OptionalInt.empty());
        return uid.isPresent() ? (Object) uid.getAsInt() : NONE;
    }

    private Optional<ProcessView> active(ProcessSpec spec) {
        try {
            return Optional.of(
                    control.process(spec.name().group() + ":" + spec.name().process()));
        } catch (RefusedException e) {
            return Optional.empty();
        }
    }
}
