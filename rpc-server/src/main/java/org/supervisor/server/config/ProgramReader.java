package org.supervisor.server.config;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.supervisor.api.Signal;
import org.supervisor.server.process.Backoff;
import org.supervisor.server.process.Command;
import org.supervisor.server.process.CrashLoopFloor;
import org.supervisor.server.process.Environment;
import org.supervisor.server.process.OutputSpec;
import org.supervisor.server.process.ProcessName;
import org.supervisor.server.process.ProgramSpec;
import org.supervisor.server.process.RestartPolicy;
import org.supervisor.server.process.StartRule;
import org.supervisor.server.process.StopRule;
import org.supervisor.server.process.StreamSpec;

/**
 * The processes of one program-like section of a supervisord file, read in the order in which supervisord does: what is the
 * same for all of them first, where {@code process_num} is not known yet, then each process.
 */
final class ProgramReader {
    /** The name that stands for the program's own. */
    static final String PROGRAM_NAME = "program_name";

    private static final String DEFAULT_NAME = "%(" + PROGRAM_NAME + ")s";
    private static final Duration BACKOFF_STEP = Duration.ofSeconds(1);
    private static final int MOST_PROCESSES = 100_000;

    private final Values values;
    private final Types types;
    private final String group;
    private final Map<String, String> common;
    private final Environment commonEnvironment;
    private final boolean stripAnsi;
    private Optional<Command> lastCommand = Optional.empty();

    /**
     * A reader.
     *
     * @param values the section's, with all names but {@code process_num} and {@code numprocs}
     * @param group the name of the processes' group
     * @param common the environment of all programs
     * @param stripAnsi whether terminal escapes are kept out of logs
     */
    ProgramReader(Values values, Types types, String group, Map<String, String> common, boolean stripAnsi) {
        this.values = values;
        this.types = types;
        this.group = group;
        this.common = common;
        this.commonEnvironment = Environment.extended(common);
        this.stripAnsi = stripAnsi;
    }

    /** What all processes of a program share. */
    private record Shared(
            int priority,
            boolean autoStart,
            StartRule start,
            StopRule stop,
            RestartPolicy restart,
            boolean redirectsStderr,
            Stream stdout,
            Stream stderr,
            Optional<String> serverUrl,
            Optional<String> user,
            Optional<Integer> umask,
            OutputSpec.Format format) {}

    /** What the streams of all processes of a program share. */
    private record Stream(String name, long captureMaxBytes, boolean eventsEnabled) {}

    /** The processes, by priority, then name. */
    List<ProgramSpec> read() {
        checkName();
        int priority = values.get("priority", Types.INTEGER, "999");
        boolean autoStart = values.get("autostart", Types.BOOLEAN, "true");
        RestartPolicy.When when = values.get("autorestart", Types.AUTORESTART, "unexpected");
        StartRule start = start();
        StopRule stop = stop();
        List<Integer> codes = values.get("exitcodes", Types.EXIT_CODES, "0");
        CrashLoopFloor floor =
                new CrashLoopFloor(Duration.ofSeconds(values.get("restart_pause_min", Types.SECONDS, "1")));
        boolean redirects = values.get("redirect_stderr", Types.BOOLEAN, "false");
        int count = values.get("numprocs", Types.INTEGER, "1");
        int first = values.get("numprocs_start", Types.INTEGER, "0");
        Stream stdout = stream("stdout");
        Stream stderr = stream("stderr");
        Shared shared = new Shared(
                priority,
                autoStart,
                start,
                stop,
                RestartPolicy.of(when, codes, floor),
                redirects,
                stdout,
                stderr,
                values.get("serverurl", Types.TEXT).filter(url -> !url.strip().equalsIgnoreCase("AUTO")),
                values.get("user", types.user),
                values.get("umask", Types.UMASK),
                values.get("log_format", Types.LOG_FORMAT, "raw"));
        checkProcessName(count);
        checkGroupSignals(stop);
        return processes(shared, first, count);
    }

    private void checkName() {
        try {
            Types.NAME.conversion().of(values.section().suffix());
        } catch (BadValue e) {
            values.problem("", "expected " + Types.NAME.expected(), e.getMessage());
        }
    }

    private StartRule start() {
        int seconds = values.get("startsecs", Types.SECONDS, "1");
        long retries = values.get("startretries", Types.COUNT, "3");
        return new StartRule(
                Duration.ofSeconds(seconds),
                Math.clamp(retries + 1, 1, Integer.MAX_VALUE),
                new Backoff.Linear(BACKOFF_STEP),
                StartRule.Manner.SUPERVISORD);
    }

    private StopRule stop() {
        Signal signal = values.get("stopsignal", Types.NAMED_SIGNAL, "TERM");
        int grace = values.get("stopwaitsecs", Types.SECONDS, "10");
        boolean asGroup = values.get("stopasgroup", Types.BOOLEAN, "false");
        boolean killsGroup = values.get("killasgroup", Types.BOOLEAN, Boolean.toString(asGroup));
        return new StopRule(signal, 1, Duration.ofSeconds(grace), asGroup, killsGroup, false);
    }

    private Stream stream(String name) {
        return new Stream(
                name,
                values.get(name + "_capture_maxbytes", Types.BYTES, "0"),
                values.get(name + "_events_enabled", Types.BOOLEAN, "false"));
    }

    private void checkProcessName(int count) {
        String template = values.raw("process_name").orElse(DEFAULT_NAME);
        try {
            Types.NAME.conversion().of(template);
        } catch (BadValue e) {
            values.problem("process_name", "expected " + Types.NAME.expected(), e.getMessage());
        }
        if (count > 1 && !template.contains("%(process_num)")) {
            values.problem(
                    "process_name",
                    "with numprocs = " + count
                            + " it needs a number, such as: process_name = %(program_name)s_%(process_num)02d",
                    "%(process_num) must be present within process_name when numprocs > 1");
        }
    }

    private void checkGroupSignals(StopRule stop) {
        if (stop.asGroup() && !stop.killsGroup()) {
            values.problem(
                    "killasgroup",
                    "expected true, or no such line, because stopasgroup is true",
                    "Cannot set stopasgroup=true and killasgroup=false");
        }
    }

    private List<ProgramSpec> processes(Shared shared, int first, int count) {
        if (count > MOST_PROCESSES) {
            values.problem("numprocs", "expected at most " + MOST_PROCESSES, "numprocs is above " + MOST_PROCESSES);
            return List.of();
        }
        if (count < 1) {
            values.warn("numprocs", "is below 1: there will be no process");
        }
        if ((long) first + count - 1 > Integer.MAX_VALUE) {
            values.problem(
                    "numprocs_start",
                    "expected a number such that the last process has at most the number " + Integer.MAX_VALUE,
                    "numprocs_start plus numprocs is above " + Integer.MAX_VALUE);
            return List.of();
        }
        List<ProgramSpec> processes = new ArrayList<>();
        int problems = values.problems();
        Names names = values.names().with("numprocs", count);
        for (int i = 0; i < count && values.problems() == problems; i++) { // the others will have the same
            int number = first + i;
            Values mine = values.with(names.with("process_num", number));
            Map<String, String> own = mine.get("environment", Types.PAIRS).orElse(Map.of());
            names = names.withEnvironment(own); // of the processes after this one, too
            processes.add(process(shared, mine.with(mine.names().withEnvironment(own)), own));
        }
        processes.sort((a, b) -> a.name().process().compareTo(b.name().process()));
        return processes;
    }

    private ProgramSpec process(Shared shared, Values mine, Map<String, String> own) {
        Optional<String> directory = mine.get("directory", Types.TEXT);
        StreamSpec stdout = streamSpec(shared.stdout(), mine, false);
        StreamSpec stderr = streamSpec(shared.stderr(), mine, shared.redirectsStderr());
        if (mine.setting("command").isEmpty()) {
            mine.problem(
                    "command",
                    "expected a line such as: command = /usr/bin/web",
                    "program section " + mine.section().name() + " does not specify a command");
        }
        Command command = command(mine.get("command", Types.TEXT).orElse(""));
        ProgramSpec.Builder program = new ProgramSpec.Builder(new ProcessName(group, name(mine)))
                .program(programName(mine))
                .command(command)
                .priority(shared.priority())
                .autoStart(shared.autoStart())
                .start(shared.start())
                .stop(shared.stop())
                .restart(shared.restart())
                .environment(environment(own))
                .output(new OutputSpec(shared.redirectsStderr(), stdout, stderr, shared.format()));
        directory.ifPresent(program::directory);
        shared.user().ifPresent(program::user);
        shared.umask().ifPresent(umask -> program.umask(umask));
        shared.serverUrl().ifPresent(program::serverUrl);
        return program.build();
    }

    /** Most programs of many processes run the same command in each, which then is one object. */
    private Command command(String text) {
        if (lastCommand.isEmpty() || !lastCommand.get().text().equals(text)) {
            lastCommand = Optional.of(CommandLine.supervisord(text));
        }
        return lastCommand.get();
    }

    private Environment environment(Map<String, String> own) {
        if (own.isEmpty()) {
            return commonEnvironment;
        }
        Map<String, String> merged = new TreeMap<>(common);
        merged.putAll(own);
        return Environment.extended(merged);
    }

    private static String name(Values mine) {
        return PythonText.strip(mine.get("process_name", Types.TEXT, programName(mine)));
    }

    private static String programName(Values mine) {
        return String.valueOf(mine.names().values().get(PROGRAM_NAME));
    }

    private StreamSpec streamSpec(Stream stream, Values mine, boolean redirected) {
        String key = stream.name() + "_logfile";
        Types.LogTarget target = mine.get(key, expandedTwice(mine.names(), key), "AUTO");
        int backups = mine.get(key + "_backups", Types.COUNT, "10");
        long maxBytes = mine.get(key + "_maxbytes", Types.BYTES, "50MB");
        boolean syslog = mine.get(stream.name() + "_syslog", Types.BOOLEAN, "false");
        StreamSpec.Log log = switch (target) {
            case Types.LogTarget.None _, Types.LogTarget.Syslog _ -> new StreamSpec.Log.None(maxBytes, backups);
            case Types.LogTarget.Auto _ -> new StreamSpec.Log.Auto(maxBytes, backups);
            case Types.LogTarget.File(var path, var written) ->
                new StreamSpec.Log.File(path, written, maxBytes, backups);
        };
        if (!mine.isFaulty(key)) {
            warnAboutLog(mine, key, target, maxBytes, redirected);
        }
        return new StreamSpec(
                redirected ? new StreamSpec.Log.None(maxBytes, backups) : log,
                stream.captureMaxBytes(),
                stream.eventsEnabled(),
                syslog || target instanceof Types.LogTarget.Syslog,
                stripAnsi);
    }

    private static void warnAboutLog(
            Values mine, String key, Types.LogTarget target, long maxBytes, boolean redirected) {
        String section = mine.section().name();
        if (target instanceof Types.LogTarget.Syslog) {
            String syslog = key.replace("_logfile", "_syslog");
            mine.warn(
                    key,
                    "For [" + section + "], " + key + "=syslog but this is deprecated and will be removed.  Use "
                            + syslog + "=true to enable syslog instead.");
        }
        if (target instanceof Types.LogTarget.Auto && maxBytes == 0) {
            mine.warn(
                    key,
                    "For [" + section + "], AUTO logging used for " + key + " without rollover, set maxbytes > 0 "
                            + "to avoid filling up filesystem unintentionally");
        }
        if (redirected && target instanceof Types.LogTarget.File) {
            mine.warn(
                    key,
                    "For [" + section + "], redirect_stderr=true but stderr_logfile has also been set to a "
                            + "filename, the filename has been ignored");
        }
    }

    private Type<Types.LogTarget> expandedTwice(Names names, String key) {
        return new Type<>(
                types.logTarget.expected(), text -> types.logTarget.conversion().of(names.expand(text, key)));
    }
}
