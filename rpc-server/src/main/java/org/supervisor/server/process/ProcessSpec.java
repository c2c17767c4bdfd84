package org.supervisor.server.process;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import org.supervisor.api.Signal;

/**
 * Everything there is to know about one process before it runs. Both dialects of configuration file, and
 * {@link #builder(String)}, produce this and nothing else. Immutable.
 *
 * @param name its address
 * @param program the name of the program that it is a process of
 * @param command what to run
 * @param user whom to run it as, a name or a number; empty: the daemon's own user
 * @param userGroup the group to run it as; empty: the user's own
 * @param directory the working directory; empty: the daemon's own
 * @param umask 0 to 0777; empty: the daemon's own
 * @param niceness added to the daemon's own niceness, -20 to 19
 * @param priority the lower, the earlier it is started and the later it is stopped
 * @param autoStart whether it is started with the daemon
 * @param start when a start has succeeded
 * @param stop how it is stopped
 * @param restart what happens when it ends by itself
 * @param reloadSignal tells it to reload
 * @param environment its variables
 * @param output where its output goes
 * @param serverUrl what SUPERVISOR_SERVER_URL says; empty: the daemon's own address
 */
public record ProcessSpec(
        ProcessName name,
        String program,
        Command command,
        Optional<String> user,
        Optional<String> userGroup,
        Optional<String> directory,
        OptionalInt umask,
        int niceness,
        int priority,
        boolean autoStart,
        StartRule start,
        StopRule stop,
        RestartPolicy restart,
        Signal reloadSignal,
        Environment environment,
        OutputSpec output,
        Optional<String> serverUrl) {

    /** The start order of a program that does not say. */
    public static final int DEFAULT_PRIORITY = 999;

    /** A program of this name with the Perl original's defaults, to be changed at will. */
    public static Builder builder(String name) {
        return new Builder(ProcessName.alone(name));
    }

    /** The same program with its output elsewhere. */
    public ProcessSpec withOutput(OutputSpec other) {
        return toBuilder().output(other).build();
    }

    /** A builder that starts from this program. */
    public Builder toBuilder() {
        return new Builder(this);
    }

    /** Collects what is known about a program. Not safe for use by several threads. */
    public static final class Builder {
        private final ProcessName name;
        private String program;
        private Command command = new Command.Unusable("", "command is empty");
        private Optional<String> user = Optional.empty();
        private Optional<String> userGroup = Optional.empty();
        private Optional<String> directory = Optional.empty();
        private OptionalInt umask = OptionalInt.empty();
        private int niceness;
        private int priority = DEFAULT_PRIORITY;
        private boolean autoStart = true;
        private StartRule start = new StartRule(
                Duration.ofSeconds(10), 5, new Backoff.Constant(Duration.ofSeconds(10)), StartRule.Manner.PERL);
        private StopRule stop = new StopRule(Signal.TERM, 5, Duration.ofSeconds(10), true, true, true);
        private RestartPolicy restart = RestartPolicy.of(RestartPolicy.When.ON_EXPECTED_EXIT, List.of(0, 1));
        private Signal reloadSignal = Signal.HUP;
        private Environment environment = Environment.INHERITED;
        private OutputSpec output =
                new OutputSpec(false, StreamSpec.DISCARDED, StreamSpec.DISCARDED, OutputSpec.Format.RAW);
        private Optional<String> serverUrl = Optional.empty();

        /** A builder for a process with this address. */
        public Builder(ProcessName name) {
            this.name = name;
            this.program = name.process();
        }

        private Builder(ProcessSpec spec) {
            name = spec.name;
            program = spec.program;
            command = spec.command;
            user = spec.user;
            userGroup = spec.userGroup;
            directory = spec.directory;
            umask = spec.umask;
            niceness = spec.niceness;
            priority = spec.priority;
            autoStart = spec.autoStart;
            start = spec.start;
            stop = spec.stop;
            restart = spec.restart;
            reloadSignal = spec.reloadSignal;
            environment = spec.environment;
            output = spec.output;
            serverUrl = spec.serverUrl;
        }

        /** The program that it is one process of, if that has several; its own name otherwise. */
        public Builder program(String value) {
            program = value;
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

        /** Whom to run it as: a name or a number. */
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

        /** Tells it to reload. */
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

        /** What SUPERVISOR_SERVER_URL says. */
        public Builder serverUrl(String value) {
            serverUrl = Optional.of(value);
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

        /** Asks it to stop. */
        public Builder stopSignal(Signal signal) {
            return stop(new StopRule(
                    signal, stop.attempts(), stop.grace(), stop.asGroup(), stop.killsGroup(), stop.sweeps()));
        }

        /** How often the stop signal is sent before KILL, at least 1. */
        public Builder stopRetries(int attempts) {
            return stop(new StopRule(
                    stop.signal(), attempts, stop.grace(), stop.asGroup(), stop.killsGroup(), stop.sweeps()));
        }

        /** How long it may take to end after each signal. */
        public Builder stopWait(Duration wait) {
            return stop(new StopRule(
                    stop.signal(), stop.attempts(), wait, stop.asGroup(), stop.killsGroup(), stop.sweeps()));
        }

        /** Whether it is restarted after an exit with one of the {@link #exitCodes}. */
        public Builder autoRestart(boolean value) {
            return restart(new RestartPolicy(
                    value ? RestartPolicy.When.ON_EXPECTED_EXIT : RestartPolicy.When.NEVER,
                    restart.codes(),
                    restart.delay(),
                    restart.floor()));
        }

        /** The exit codes after which it is restarted; the default is 0 and 1. */
        public Builder exitCodes(Integer... codes) {
            return restart(new RestartPolicy(restart.when(), List.of(codes), restart.delay(), restart.floor()));
        }

        /**
         * The least time between launches of a program that keeps ending within a second; it applies after the third in a
         * row, and grows. Zero: every restart is immediate.
         */
        public Builder restartPauseMin(Duration pause) {
            return restart(
                    new RestartPolicy(restart.when(), restart.codes(), restart.delay(), new CrashLoopFloor(pause)));
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

        /** The finished program. */
        public ProcessSpec build() {
            return new ProcessSpec(
                    name,
                    program,
                    command,
                    user,
                    userGroup,
                    directory,
                    umask,
                    niceness,
                    priority,
                    autoStart,
                    start,
                    stop,
                    restart,
                    reloadSignal,
                    environment,
                    output,
                    serverUrl);
        }
    }
}
