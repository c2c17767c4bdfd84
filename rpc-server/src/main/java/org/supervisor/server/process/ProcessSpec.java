package org.supervisor.server.process;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import org.apiguardian.api.API;
import org.supervisor.api.Signal;

/**
 * The full specification of one process. Both dialects of configuration file, and
 * {@link #builder(String)}, produce this and nothing else. Immutable, compared by value.
 *
 * @param name its address
 * @param program the name of the program that it is a process of
 * @param number its number within its program ({@code process_num})
 * @param run what it runs, as whom, where and with which environment
 * @param lifecycle when it is started, stopped, restarted and reloaded, and how
 * @param output where its output goes
 * @param aspects what further capabilities do for it, at most one of each kind
 */
@API(status = API.Status.EXPERIMENTAL)
public record ProcessSpec(
        ProcessName name,
        String program,
        int number,
        Run run,
        Lifecycle lifecycle,
        OutputSpec output,
        List<AspectSpec> aspects) {

    /** The default start order. */
    public static final int DEFAULT_PRIORITY = 999;

    /** The only process of a program of this name with the Perl original's defaults, which the builder can change. */
    public static Builder builder(String name) {
        return new Builder(ProcessName.alone(name));
    }

    /** The same process under another number. */
    public ProcessSpec withNumber(int other) {
        return new ProcessSpec(name, program, other, run, lifecycle, output, aspects);
    }

    /** The same process, running something else. */
    public ProcessSpec withRun(Run other) {
        return new ProcessSpec(name, program, number, other, lifecycle, output, aspects);
    }

    /** The same process with its output elsewhere. */
    public ProcessSpec withOutput(OutputSpec other) {
        return new ProcessSpec(name, program, number, run, lifecycle, other, aspects);
    }

    /** What a capability is to do for it, if it is used. */
    public <T extends AspectSpec> Optional<T> aspect(Class<T> kind) {
        for (AspectSpec aspect : aspects) {
            if (kind.isInstance(aspect)) {
                return Optional.of(kind.cast(aspect));
            }
        }
        return Optional.empty();
    }

    /** What to run. */
    public Command command() {
        return run.command();
    }

    /** The user to run it as, a name or a number; empty: the daemon's own. */
    public Optional<String> user() {
        return run.as().user();
    }

    /** The group to run it as, a name or a number; empty: the user's own. */
    public Optional<String> userGroup() {
        return run.as().group();
    }

    /** The working directory; empty: the daemon's own. */
    public Optional<String> directory() {
        return run.directory();
    }

    /** The file mode creation mask, 0 to 0777; empty: the daemon's own. */
    public OptionalInt umask() {
        return run.umask();
    }

    /** Added to the daemon's own niceness, -20 to 19. */
    public int niceness() {
        return run.niceness();
    }

    /** Its variables. */
    public Environment environment() {
        return run.environment();
    }

    /** The value of SUPERVISOR_SERVER_URL; empty: the daemon's own address. */
    public Optional<String> serverUrl() {
        return run.serverUrl();
    }

    /** The lower, the earlier it is started and the later it is stopped. */
    public int priority() {
        return lifecycle.priority();
    }

    /** Whether it is started with the daemon. */
    public boolean autoStart() {
        return lifecycle.autoStart();
    }

    /** When a start has succeeded. */
    public StartRule start() {
        return lifecycle.start();
    }

    /** How it is stopped. */
    public StopRule stop() {
        return lifecycle.stop();
    }

    /** What happens when it ends by itself. */
    public RestartPolicy restart() {
        return lifecycle.restart();
    }

    /** The signal that makes it reload. */
    public Signal reloadSignal() {
        return lifecycle.reloadSignal();
    }

    /** Builds the specification of a process. Not thread-safe. */
    public static final class Builder {
        private final ProcessName name;
        private String program;
        private int number;
        private Command command = new Command.Unusable("", "command is empty");
        private Optional<String> user = Optional.empty();
        private Optional<String> userGroup = Optional.empty();
        private Optional<String> directory = Optional.empty();
        private OptionalInt umask = OptionalInt.empty();
        private int niceness;
        private int priority = DEFAULT_PRIORITY;
        private boolean autoStart = true;
        private StartRule start =
                new StartRule(Duration.ofSeconds(10), 5, new Backoff.Constant(Duration.ofSeconds(10)), Dialect.PERL);
        private StopRule stop = new StopRule(Signal.TERM, 5, Duration.ofSeconds(10), true, true, true);
        private RestartPolicy restart = RestartPolicy.of(RestartPolicy.When.ON_EXPECTED_EXIT, List.of(0, 1));
        private Signal reloadSignal = Signal.HUP;
        private Environment environment = Environment.INHERITED;
        private OutputSpec output =
                new OutputSpec(false, StreamSpec.DISCARDED, StreamSpec.DISCARDED, OutputSpec.Format.RAW);
        private Optional<String> serverUrl = Optional.empty();
        private List<AspectSpec> aspects = List.of();

        /** A builder for a process with this address. */
        public Builder(ProcessName name) {
            this.name = name;
            this.program = name.process();
        }

        /** The program that it is one process of, if that has several; its own name otherwise. */
        public Builder program(String value) {
            program = value;
            return this;
        }

        /** Its number within its program; 0 unless that has several processes. */
        public Builder number(int value) {
            number = value;
            return this;
        }

        /** What to run. */
        public Builder command(Command value) {
            command = value;
            return this;
        }

        /** Runs a program without a shell: its path, or a name to be found in PATH, and its arguments. */
        public Builder command(String... words) {
            return command(new Command.Direct(String.join(" ", words), List.of(words)));
        }

        /** Runs a line of shell. */
        public Builder shell(String line) {
            return command(new Command.Shell(line));
        }

        /** The user to run it as: a name or a number. */
        public Builder user(String value) {
            user = Optional.of(value);
            return this;
        }

        /** The group to run it as: a name or a number. */
        public Builder userGroup(String value) {
            userGroup = Optional.of(value);
            return this;
        }

        /** The working directory. */
        public Builder directory(String value) {
            directory = Optional.of(value);
            return this;
        }

        /** The file mode creation mask, 0 to 0777. */
        public Builder umask(int value) {
            umask = OptionalInt.of(value);
            return this;
        }

        /** Added to the daemon's own niceness. */
        public Builder niceness(int value) {
            niceness = value;
            return this;
        }

        /** Start order: the lower, the earlier. */
        public Builder priority(int value) {
            priority = value;
            return this;
        }

        /** Whether it is started with the daemon. */
        public Builder autoStart(boolean value) {
            autoStart = value;
            return this;
        }

        /** When a start has succeeded. */
        public Builder start(StartRule value) {
            start = value;
            return this;
        }

        /** How it is stopped. */
        public Builder stop(StopRule value) {
            stop = value;
            return this;
        }

        /** What happens when it ends by itself. */
        public Builder restart(RestartPolicy value) {
            restart = value;
            return this;
        }

        /** When it is started, stopped, restarted and reloaded, all at once. */
        public Builder lifecycle(Lifecycle value) {
            priority = value.priority();
            autoStart = value.autoStart();
            start = value.start();
            stop = value.stop();
            restart = value.restart();
            reloadSignal = value.reloadSignal();
            return this;
        }

        /** The signal that makes it reload. */
        public Builder reloadSignal(Signal value) {
            reloadSignal = value;
            return this;
        }

        /** Its variables. */
        public Builder environment(Environment value) {
            environment = value;
            return this;
        }

        /** Where its output goes. */
        public Builder output(OutputSpec value) {
            output = value;
            return this;
        }

        /** The value of SUPERVISOR_SERVER_URL. */
        public Builder serverUrl(String value) {
            serverUrl = Optional.of(value);
            return this;
        }

        /** Adds what a capability is to do for it, in place of what it was to do. */
        public Builder aspect(AspectSpec value) {
            List<AspectSpec> others = new ArrayList<>(aspects);
            others.removeIf(other -> other.getClass() == value.getClass());
            others.add(value);
            return aspects(others);
        }

        /** What all capabilities are to do for it. */
        public Builder aspects(List<AspectSpec> value) {
            aspects = List.copyOf(value);
            return this;
        }

        /** How often a start is tried, at least 1. */
        public Builder startRetries(int attempts) {
            return start(new StartRule(start.staysUp(), attempts, start.pause(), start.dialect()));
        }

        /** How long the process must live to count as started, and how far attempts to start it are apart. */
        public Builder startWait(Duration wait) {
            return start(new StartRule(wait, start.attempts(), new Backoff.Constant(wait), start.dialect()));
        }

        /** The signal that asks it to stop. */
        public Builder stopSignal(Signal signal) {
            return stop(new StopRule(
                    signal, stop.attempts(), stop.grace(), stop.asGroup(), stop.killsGroup(), stop.killsRemaining()));
        }

        /** How often the stop signal is sent before KILL, at least 1. */
        public Builder stopRetries(int attempts) {
            return stop(new StopRule(
                    stop.signal(), attempts, stop.grace(), stop.asGroup(), stop.killsGroup(), stop.killsRemaining()));
        }

        /** How long it may take to end after each signal. */
        public Builder stopWait(Duration wait) {
            return stop(new StopRule(
                    stop.signal(), stop.attempts(), wait, stop.asGroup(), stop.killsGroup(), stop.killsRemaining()));
        }

        /** Whether it is restarted after an exit with one of the {@link #exitCodes}. */
        public Builder autoRestart(boolean value) {
            return restart(new RestartPolicy(
                    value ? RestartPolicy.When.ON_EXPECTED_EXIT : RestartPolicy.When.NEVER,
                    restart.codes(),
                    restart.delay(),
                    restart.floor(),
                    restart.reset()));
        }

        /** The exit codes after which it is restarted; the default is 0 and 1. */
        public Builder exitCodes(Integer... codes) {
            return restart(new RestartPolicy(
                    restart.when(), List.of(codes), restart.delay(), restart.floor(), restart.reset()));
        }

        /**
         * The least time between launches of a program that keeps ending within a second; it applies after the third in a
         * row, and grows. Zero: every restart is immediate.
         */
        public Builder restartPauseMin(Duration pause) {
            return restart(new RestartPolicy(
                    restart.when(), restart.codes(), restart.delay(), new CrashLoopFloor(pause), restart.reset()));
        }

        /** Its variables, all of them: nothing is inherited. */
        public Builder environment(Map<String, String> values) {
            return environment(Environment.replaced(values));
        }

        /** Where both its streams are logged, each line after time, name and level. */
        public Builder logfile(Path path) {
            StreamSpec stream = StreamSpec.to(new StreamSpec.Log.File(path, 0, 0));
            return output(new OutputSpec(false, stream, stream, OutputSpec.Format.PERL));
        }

        /** The finished process. */
        public ProcessSpec build() {
            RunAs as = new RunAs(user, userGroup);
            Run run = new Run(command, as, directory, umask, niceness, environment, serverUrl);
            Lifecycle lifecycle = new Lifecycle(priority, autoStart, start, stop, restart, reloadSignal);
            return new ProcessSpec(name, program, number, run, lifecycle, output, aspects);
        }
    }
}
