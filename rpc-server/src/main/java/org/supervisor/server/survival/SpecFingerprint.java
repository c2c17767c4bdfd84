package org.supervisor.server.survival;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.ZoneId;
import java.util.zip.CRC32;
import org.supervisor.server.process.AspectSpec;
import org.supervisor.server.process.Backoff;
import org.supervisor.server.process.Command;
import org.supervisor.server.process.CrashLoopFloor;
import org.supervisor.server.process.DependsOn;
import org.supervisor.server.process.Dialect;
import org.supervisor.server.process.Environment;
import org.supervisor.server.process.EnvironmentSources;
import org.supervisor.server.process.EvidenceRule;
import org.supervisor.server.process.ForksAway;
import org.supervisor.server.process.HealthChecks;
import org.supervisor.server.process.Hooks;
import org.supervisor.server.process.Lifecycle;
import org.supervisor.server.process.OutputSpec;
import org.supervisor.server.process.ProcessSpec;
import org.supervisor.server.process.RecycleRule;
import org.supervisor.server.process.ResourceLimits;
import org.supervisor.server.process.RestartLimit;
import org.supervisor.server.process.RestartPolicy;
import org.supervisor.server.process.Run;
import org.supervisor.server.process.RunAs;
import org.supervisor.server.process.Schedule;
import org.supervisor.server.process.ShutdownRule;
import org.supervisor.server.process.StartRule;
import org.supervisor.server.process.StopRule;
import org.supervisor.server.process.StopSequence;
import org.supervisor.server.process.StopTree;
import org.supervisor.server.process.StreamSpec;

/**
 * A number by which two supervisors can tell whether they have read the same specification of a process. It is the same in each
 * run and version, so a part that a later version adds must be left out where it has its default. Each record is taken
 * apart whole: a new part does not compile before it has been considered here.
 */
public final class SpecFingerprint {
    private static final char END = '\0'; // no text of a configuration has one

    private final StringBuilder text = new StringBuilder(512);

    private SpecFingerprint() {}

    /** The number for one specification; never below 0. */
    public static long of(ProcessSpec spec) {
        SpecFingerprint print = new SpecFingerprint();
        print.process(spec);
        CRC32 sum = new CRC32();
        sum.update(print.text.toString().getBytes(StandardCharsets.UTF_8));
        return sum.getValue();
    }

    private void add(Object part) {
        text.append(part).append(END);
    }

    private void process(ProcessSpec spec) {
        if (spec
                instanceof
                ProcessSpec(
                        var name,
                        String program,
                        int number,
                        Run run,
                        Lifecycle lifecycle,
                        OutputSpec output,
                        var aspects)) {
            add(name);
            add(program);
            add(number);
            run(run);
            lifecycle(lifecycle);
            output(output);
            aspects.forEach(this::aspect);
        }
    }

    private void aspect(AspectSpec spec) {
        switch (spec) {
            case DependsOn(var on, var onFailure) -> {
                add("depends on");
                on.forEach(this::add);
                add(onFailure.name());
            }
            case Schedule(Schedule.When when, var overlap, var missed) -> {
                switch (when) {
                    case Schedule.When.Every(Duration period) -> {
                        add("every");
                        add(period);
                    }
                    case Schedule.When.Cron(String fields, var zone) -> {
                        add("cron");
                        add(fields);
                        add(zone.map(ZoneId::getId).orElse(""));
                    }
                }
                add(overlap.name());
                add(missed.name());
            }
            case EnvironmentSources(var files, boolean clears, var passes, boolean login) -> {
                add("environment from");
                files.forEach(this::add);
                add(clears);
                passes.forEach(this::add);
                add(login);
            }
            case RestartLimit(int count, Duration within) -> {
                add("restart limit");
                add(count);
                add(within);
            }
            case RecycleRule(var memory, var age) -> {
                add("recycling");
                add(String.valueOf(memory)); // records of numbers and times alone
                add(String.valueOf(age));
            }
            case ShutdownRule(boolean onExit, boolean onFatal) -> {
                add("shutdown");
                add(onExit);
                add(onFatal);
            }
            case Hooks(var commands, Duration timeout) -> {
                add("hooks");
                commands.forEach((hook, command) -> {
                    add(hook.word());
                    add(command);
                });
                add(timeout);
            }
            case StopTree() -> add("stop tree");
            case EvidenceRule(Path folder, Duration timeout, int kept, boolean withDebugger) -> {
                add("evidence");
                add(folder);
                add(timeout);
                add(kept);
                add(withDebugger);
            }
            case ForksAway(Path pidFile, Duration timeout) -> {
                add("forks away");
                add(pidFile);
                add(timeout);
            }
            case StopSequence(var steps) -> {
                add("stop signals");
                steps.forEach(step -> {
                    add(step.signal().number());
                    add(step.grace());
                });
            }
            case ResourceLimits(var limits) -> {
                add("limits");
                limits.forEach((resource, limit) -> {
                    add(resource.name());
                    add(limit);
                });
            }
            case HealthChecks(var ready, var alive) -> {
                add("health");
                add(String.valueOf(ready)); // records of texts, numbers, times and names alone
                add(String.valueOf(alive));
            }
        }
    }

    private void run(Run spec) {
        if (spec
                instanceof
                Run(
                        Command command,
                        RunAs(var user, var group),
                        var directory,
                        var umask,
                        int niceness,
                        Environment(boolean inherits, var values),
                        var serverUrl)) {
            switch (command) {
                case Command.Direct(String line, var words) -> {
                    add("direct");
                    add(line);
                    words.forEach(this::add);
                }
                case Command.Shell(String line) -> {
                    add("shell");
                    add(line);
                }
                case Command.Unusable(String line, String problem) -> {
                    add("unusable");
                    add(line);
                    add(problem);
                }
            }
            add(user.orElse(""));
            add(group.orElse(""));
            add(directory.orElse(""));
            add(umask.orElse(-1));
            add(niceness);
            add(inherits);
            values.forEach((name, value) -> {
                add(name);
                add(value);
            });
            add(serverUrl.orElse(""));
        }
    }

    private void lifecycle(Lifecycle spec) {
        if (spec
                instanceof
                Lifecycle(
                        int priority,
                        boolean autoStart,
                        StartRule(Duration staysUp, int starts, Backoff pause, Dialect dialect),
                        StopRule(
                                var stopSignal,
                                int stops,
                                Duration grace,
                                boolean asGroup,
                                boolean killsGroup,
                                boolean killsRemaining),
                        RestartPolicy(
                                RestartPolicy.When when,
                                var codes,
                                Backoff delay,
                                CrashLoopFloor(Duration floor),
                                Duration reset),
                        var reloadSignal)) {
            add(priority);
            add(autoStart);
            add(staysUp);
            add(starts);
            backoff(pause);
            add(dialect.name());
            add(stopSignal.number());
            add(stops);
            add(grace);
            add(asGroup);
            add(killsGroup);
            add(killsRemaining);
            add(when.name());
            codes.forEach(this::add);
            backoff(delay);
            add(floor);
            if (!reset.equals(RestartPolicy.RESET)) {
                add("reset");
                add(reset);
            }
            add(reloadSignal.number());
        }
    }

    private void backoff(Backoff spec) {
        switch (spec) {
            case Backoff.Constant(Duration delay) -> {
                add("constant");
                add(delay);
            }
            case Backoff.Linear(Duration step) -> {
                add("linear");
                add(step);
            }
            case Backoff.Exponential(Duration first, Duration cap, double jitter) -> {
                add("exponential");
                add(first);
                add(cap);
                add(jitter);
            }
        }
    }

    private void output(OutputSpec spec) {
        if (spec
                instanceof
                OutputSpec(boolean redirectsStderr, StreamSpec stdout, StreamSpec stderr, OutputSpec.Format format)) {
            add(redirectsStderr);
            stream(stdout);
            stream(stderr);
            add(format.name());
        }
    }

    private void stream(StreamSpec spec) {
        if (spec
                instanceof
                StreamSpec(
                        StreamSpec.Log log,
                        long captureMaxBytes,
                        boolean eventsEnabled,
                        boolean syslog,
                        boolean stripsAnsi)) {
            switch (log) {
                case StreamSpec.Log.None(long maxBytes, int backups) -> log("none", maxBytes, backups);
                case StreamSpec.Log.File(Path path, String written, long maxBytes, int backups) -> {
                    log("file", maxBytes, backups);
                    add(path);
                    add(written);
                }
                case StreamSpec.Log.Auto(long maxBytes, int backups) -> log("auto", maxBytes, backups);
            }
            add(captureMaxBytes);
            add(eventsEnabled);
            add(syslog);
            add(stripsAnsi);
        }
    }

    private void log(String kind, long maxBytes, int backups) {
        add(kind);
        add(maxBytes);
        add(backups);
    }
}
