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
import org.supervisor.server.process.Dialect;
import org.supervisor.server.process.Environment;
import org.supervisor.server.process.Lifecycle;
import org.supervisor.server.process.OutputSpec;
import org.supervisor.server.process.ProcessName;
import org.supervisor.server.process.ProcessSpec;
import org.supervisor.server.process.ProgramSpec;
import org.supervisor.server.process.RestartPolicy;
import org.supervisor.server.process.StartRule;
import org.supervisor.server.process.StopRule;
import org.supervisor.server.process.StreamSpec;

/**
 * The program of one program-like section of a supervisord file, and its processes, read in the order in which
 * supervisord does: first what all of them share, without {@code process_num}, then each process.
 */
final class ProgramReader {
    /** The name of the variable for the program's name. */
    private static final String DEFAULT_NAME = "%(" + Names.PROGRAM + ")s";

    private static final Duration BACKOFF_STEP = Duration.ofSeconds(1);
    private static final int MOST_PROCESSES = 100_000;

    private final Values values;
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
    ProgramReader(Values values, String group, Map<String, String> common, boolean stripAnsi) {
        this.values = values;
        this.group = group;
        this.common = common;
        this.commonEnvironment = Environment.extended(common);
        this.stripAnsi = stripAnsi;
    }

    /** What all processes of a program share. */
    private record Shared(
            Lifecycle lifecycle,
            Output output,
            Optional<String> serverUrl,
            Optional<String> user,
            Optional<Integer> umask) {}

    /** The output of all processes of a program. */
    private record Output(boolean redirectsStderr, Stream stdout, Stream stderr, OutputSpec.Format format) {}

    /** What the streams of all processes of a program share. */
    private record Stream(ProgramKeys.Stream keys, long captureMaxBytes, boolean eventsEnabled) {}

    /** The program with its processes, those by priority, then name. */
    ProgramSpec read(ProgramSpec.Kind kind) {
        checkName();
        int priority = values.get(ProgramKeys.PRIORITY);
        boolean isScheduled = ScheduleKeys.isUsed(values);
        boolean autoStart = values.get(ProgramKeys.AUTOSTART, isScheduled ? "false" : "true");
        RestartPolicy.When when = values.get(ProgramKeys.AUTORESTART, isScheduled ? "false" : "unexpected");
        StartRule start = start(isScheduled);
        StopRule stop = StopKeys.applied(values, stop());
        List<Integer> codes = values.get(ProgramKeys.EXITCODES);
        CrashLoopFloor floor = new CrashLoopFloor(Duration.ofSeconds(values.get(ProgramKeys.RESTART_PAUSE_MIN)));
        boolean redirects = values.get(ProgramKeys.REDIRECT_STDERR);
        int count = values.get(ProgramKeys.NUMPROCS);
        int first = values.get(ProgramKeys.NUMPROCS_START);
        Stream stdout = stream(ProgramKeys.STDOUT);
        Stream stderr = stream(ProgramKeys.STDERR);
        RestartPolicy restart = RestartKeys.applied(values, RestartPolicy.of(when, codes, floor));
        Optional<String> serverUrl =
                values.find(ProgramKeys.SERVERURL).filter(url -> !url.strip().equalsIgnoreCase("AUTO"));
        Optional<String> user = values.find(ProgramKeys.USER);
        Optional<Integer> umask = values.find(ProgramKeys.UMASK);
        OutputSpec.Format format = values.get(ProgramKeys.LOG_FORMAT);
        Shared shared = new Shared(
                new Lifecycle(priority, autoStart, start, stop, restart, values.get(ProgramKeys.RELOAD_SIGNAL)),
                new Output(redirects, stdout, stderr, format),
                serverUrl,
                user,
                umask);
        checkProcessName(count);
        checkGroupSignals(stop);
        return new ProgramSpec(programName(values), kind, count, first, processes(shared, first, count));
    }

    private void checkName() {
        try {
            Types.NAME.conversion().of(values.section().suffix());
        } catch (BadValue e) {
            values.problem("expected " + Types.NAME.expected(), e.getMessage());
        }
        if (PythonText.strip(values.section().suffix()).isEmpty()) {
            values.warn("has no name after the colon, by which clients could address it");
        }
    }

    private StartRule start(boolean isScheduled) {
        int seconds = values.get(ProgramKeys.STARTSECS, isScheduled ? "0" : "1");
        long retries = values.get(ProgramKeys.STARTRETRIES);
        int attempts = Math.clamp(retries + 1, 1, Integer.MAX_VALUE);
        return new StartRule(
                Duration.ofSeconds(seconds),
                attempts,
                RestartKeys.betweenAttempts(values, new Backoff.Linear(BACKOFF_STEP), attempts),
                Dialect.SUPERVISORD);
    }

    private StopRule stop() {
        Signal signal = values.get(ProgramKeys.STOPSIGNAL);
        int grace = values.get(ProgramKeys.STOPWAITSECS);
        boolean asGroup = values.get(ProgramKeys.STOPASGROUP);
        boolean killsGroup = values.get(ProgramKeys.KILLASGROUP, Boolean.toString(asGroup));
        return new StopRule(signal, 1, Duration.ofSeconds(grace), asGroup, killsGroup, false);
    }

    private Stream stream(ProgramKeys.Stream keys) {
        return new Stream(keys, values.get(keys.captureMaxBytes()), values.get(keys.eventsEnabled()));
    }

    private void checkProcessName(int count) {
        String template = values.raw(ProgramKeys.PROCESS_NAME).orElse(DEFAULT_NAME);
        try {
            Types.NAME.conversion().of(template);
        } catch (BadValue e) {
            values.problem(ProgramKeys.PROCESS_NAME, "expected " + Types.NAME.expected(), e.getMessage());
        }
        if (count > 1 && !template.contains("%(process_num)")) {
            values.problem(
                    ProgramKeys.PROCESS_NAME,
                    "with numprocs = " + count
                            + " it needs a number, such as: process_name = %(program_name)s_%(process_num)02d",
                    "%(process_num) must be present within process_name when numprocs > 1");
        }
    }

    private void checkGroupSignals(StopRule stop) {
        if (stop.asGroup() && !stop.killsGroup()) {
            values.problem(
                    ProgramKeys.KILLASGROUP,
                    "expected true, or no such line, because stopasgroup is true",
                    "Cannot set stopasgroup=true and killasgroup=false");
        }
    }

    private List<ProcessSpec> processes(Shared shared, int first, int count) {
        if (count > MOST_PROCESSES) {
            values.problem(
                    ProgramKeys.NUMPROCS, "expected at most " + MOST_PROCESSES, "numprocs is above " + MOST_PROCESSES);
            return List.of();
        }
        if (count < 1) {
            values.warn(ProgramKeys.NUMPROCS, "is below 1: there will be no process");
        }
        if ((long) first + count - 1 > Integer.MAX_VALUE) {
            values.problem(
                    ProgramKeys.NUMPROCS_START,
                    "expected a number such that the last process has at most the number " + Integer.MAX_VALUE,
                    "numprocs_start plus numprocs is above " + Integer.MAX_VALUE);
            return List.of();
        }
        List<ProcessSpec> processes = new ArrayList<>();
        int problems = values.problems();
        Names names = values.names().with("numprocs", count);
        for (int i = 0; i < count && values.problems() == problems; i++) { // the others will have the same problems
            int number = first + i;
            Values mine = values.with(names.with("process_num", number));
            Map<String, String> own = mine.find(ProgramKeys.ENVIRONMENT).orElse(Map.of());
            names = names.withEnvironment(own); // of the processes after this one, too
            processes.add(process(shared, number, mine.with(mine.names().withEnvironment(own)), own));
        }
        processes.sort((a, b) -> a.name().process().compareTo(b.name().process()));
        return processes;
    }

    private ProcessSpec process(Shared shared, int number, Values mine, Map<String, String> own) {
        Optional<String> directory = mine.find(ProgramKeys.DIRECTORY);
        Output output = shared.output();
        StreamSpec stdout = streamSpec(output.stdout(), mine, false);
        StreamSpec stderr = streamSpec(output.stderr(), mine, output.redirectsStderr());
        if (mine.setting(ProgramKeys.COMMAND).isEmpty()) {
            mine.problem(
                    ProgramKeys.COMMAND,
                    "expected a line such as: command = /usr/bin/web",
                    "program section " + mine.section().name() + " does not specify a command");
        }
        Command command = command(mine.find(ProgramKeys.COMMAND).orElse(""));
        if (command instanceof Command.Unusable(String _, String problem)
                && !mine.isFaulty(ProgramKeys.COMMAND)
                && !mine.isWarnedOf(ProgramKeys.COMMAND)) {
            mine.warn(ProgramKeys.COMMAND, problem + "; every attempt to start it fails");
        }
        ProcessSpec.Builder process = new ProcessSpec.Builder(new ProcessName(group, name(mine)))
                .program(programName(mine))
                .number(number)
                .command(command)
                .lifecycle(shared.lifecycle())
                .environment(environment(own))
                .output(new OutputSpec(output.redirectsStderr(), stdout, stderr, output.format()));
        directory.ifPresent(process::directory);
        shared.user().ifPresent(process::user);
        shared.umask().ifPresent(umask -> process.umask(umask));
        shared.serverUrl().ifPresent(process::serverUrl);
        return process.aspects(AspectKeys.read(mine)).build();
    }

    /** Most programs of many processes run the same command in each, which is then shared. */
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
        return PythonText.strip(mine.get(ProgramKeys.PROCESS_NAME, programName(mine)));
    }

    private static String programName(Values mine) {
        return String.valueOf(mine.names().values().get(Names.PROGRAM));
    }

    private StreamSpec streamSpec(Stream stream, Values mine, boolean redirected) {
        ProgramKeys.Stream keys = stream.keys();
        Types.LogTarget target = mine.get(keys.logfile(), expandedTwice(mine, keys.logfile()));
        int backups = mine.get(keys.backups());
        long maxBytes = mine.get(keys.maxBytes());
        boolean syslog = mine.get(keys.syslog());
        StreamSpec.Log log = switch (target) {
            case Types.LogTarget.None _, Types.LogTarget.Syslog _ -> new StreamSpec.Log.None(maxBytes, backups);
            case Types.LogTarget.Auto _ -> new StreamSpec.Log.Auto(maxBytes, backups);
            case Types.LogTarget.File(var path, var written) ->
                new StreamSpec.Log.File(path, written, maxBytes, backups);
        };
        if (!mine.isFaulty(keys.logfile())) {
            warnAboutLog(mine, keys, target, maxBytes, redirected);
        }
        return new StreamSpec(
                redirected ? new StreamSpec.Log.None(maxBytes, backups) : log,
                stream.captureMaxBytes(),
                stream.eventsEnabled(),
                syslog || target instanceof Types.LogTarget.Syslog,
                stripAnsi);
    }

    private static void warnAboutLog(
            Values mine, ProgramKeys.Stream keys, Types.LogTarget target, long maxBytes, boolean redirected) {
        String section = mine.section().name();
        Key<?> key = keys.logfile();
        String name = key.name(Dialect.SUPERVISORD);
        if (target instanceof Types.LogTarget.Syslog) {
            String syslog = keys.syslog().name(Dialect.SUPERVISORD);
            mine.warn(
                    key,
                    "For [" + section + "], " + name + "=syslog but this is deprecated and will be removed.  Use "
                            + syslog + "=true to enable syslog instead.");
        }
        if (target instanceof Types.LogTarget.Auto && maxBytes == 0) {
            mine.warn(
                    key,
                    "For [" + section + "], AUTO logging used for " + name + " without rollover, set maxbytes > 0 "
                            + "to avoid filling up filesystem unintentionally");
        }
        if (redirected && target instanceof Types.LogTarget.File) {
            mine.warn(
                    key,
                    "For [" + section + "], redirect_stderr=true but stderr_logfile has also been set to a "
                            + "filename, the filename has been ignored");
        }
    }

    private static Type<Types.LogTarget> expandedTwice(Values mine, Key<Types.LogTarget> key) {
        Type<Types.LogTarget> once = mine.type(key);
        String name = key.name(Dialect.SUPERVISORD);
        return new Type<>(
                once.expected(), text -> once.conversion().of(mine.names().expand(text, name)));
    }
}
