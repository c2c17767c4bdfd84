package org.supervisor.server;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.supervisor.server.config.Overrides;
import org.supervisor.server.config.Overrides.Option;
import org.supervisor.server.config.SearchPath;
import org.supervisor.server.os.Daemon;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;

/** The command lines of both programs. */
final class Options {
    private static final String CHECK = "--check";
    private static final String VERSION = "--version";
    private static final String HELP = "--help";

    private static final Map<String, Option> SUPERVISOR_VALUES = Map.of(
            "--port", Option.PORT,
            "--address", Option.ADDRESS,
            "--pidfile", Option.PIDFILE,
            "--logfile", Option.LOGFILE);

    private Options() {}

    /** What a command line comes to. */
    sealed interface Outcome {
        /** A text to print, and all is done. */
        record Answer(String text) implements Outcome {}

        /** The call is wrong. */
        record Misuse(String text) implements Outcome {}

        /** The daemon is to run. */
        record Run(Invocation invocation) implements Outcome {}
    }

    /** Reads a command line. */
    static Outcome parse(Program program, String[] args) {
        CommandLine line = new CommandLine(spec(program));
        line.setAbbreviatedOptionsAllowed(program == Program.SUPERVISOR);
        line.setCaseInsensitiveEnumValuesAllowed(true);
        try {
            CommandLine.ParseResult said = line.parseArgs(args);
            if (said.hasMatchedOption(HELP)) {
                return new Outcome.Answer(line.getUsageMessage().stripTrailing());
            }
            if (said.hasMatchedOption(VERSION)) {
                return new Outcome.Answer(versionText(program));
            }
            return run(program, said);
        } catch (CommandLine.OverwrittenOptionException twice) {
            return new Outcome.Misuse("conflicting command line option: " + twice.getMessage());
        } catch (CommandLine.ParameterException wrong) {
            return new Outcome.Misuse(wrong.getMessage());
        }
    }

    private static String versionText(Program program) {
        return switch (program) {
            case SUPERVISOR -> "supervisor " + Program.version();
            // scripts compare this text; the rest of what we are is told by --help and getSupervisorVersion
            case SUPERVISORD -> "4.2.5";
        };
    }

    private static Outcome run(Program program, CommandLine.ParseResult said) {
        Optional<Path> named = Optional.ofNullable(said.<String>matchedOptionValue("--config", null))
                .or(() -> Optional.ofNullable(said.<String>matchedOptionValue("--configuration", null)))
                .map(Path::of);
        Overrides overrides = Overrides.NONE;
        for (OptionSpec option : said.matchedOptionsSet()) {
            Optional<Option> known = overrideOf(program, option.longestName());
            if (known.isPresent()) {
                String value = option.arity().max() == 0 ? "true" : option.getValue();
                overrides = overrides.with(known.get(), value);
            } else if (option.longestName().equals("--debug")) {
                overrides = overrides.with(Option.LOGLEVEL, "debug");
            }
        }
        Optional<Path> configuration = named.or(() -> search(program));
        if (configuration.isEmpty()) {
            return new Outcome.Misuse(searchPath(program).notFound());
        }
        return new Outcome.Run(new Invocation(program, configuration.get(), overrides, said.hasMatchedOption(CHECK)));
    }

    private static Optional<Option> overrideOf(Program program, String name) {
        if (program == Program.SUPERVISOR && SUPERVISOR_VALUES.containsKey(name)) {
            return Optional.of(SUPERVISOR_VALUES.get(name));
        }
        for (Option option : Option.values()) {
            if (name.equals("--" + option.key())) {
                return Optional.of(option);
            }
        }
        return Optional.empty();
    }

    /**
     * The file when none is named. The current folder counts for the Perl original's program only, and not for root: what
     * lies in a folder that others can write to must not decide what root runs.
     */
    private static Optional<Path> search(Program program) {
        return switch (program) {
            case SUPERVISORD -> searchPath(program).find();
            case SUPERVISOR ->
                Stream.of(
                                Optional.of(Path.of("supervisor.ini")).filter(_ -> !Daemon.isRoot()),
                                Optional.of(Path.of("/etc/supervisor.ini")),
                                Program.home().map(home -> home.resolve("etc/supervisor.ini")))
                        .flatMap(Optional::stream)
                        .filter(Files::isRegularFile)
                        .findFirst();
        };
    }

    private static SearchPath searchPath(Program program) {
        Path folder = Path.of("").toAbsolutePath();
        Path bin = Program.home().orElse(folder).resolve("bin").resolve(program.word());
        return SearchPath.of(bin, folder, Daemon.isRoot());
    }

    private static CommandSpec spec(Program program) {
        CommandSpec spec = CommandSpec.create().name(program.word());
        spec.addOption(flag("usage: this text", HELP, "-h", "-?"));
        spec.addOption(flag("check the configuration, print the values in force and where they come from", CHECK));
        switch (program) {
            case SUPERVISOR -> supervisor(spec);
            case SUPERVISORD -> supervisord(spec);
        }
        return spec;
    }

    private static void supervisor(CommandSpec spec) {
        spec.usageMessage()
                .header("supervisor - v" + Program.version(), "A procedure to monitor other processes.", "")
                .footer(List.of(
                                "",
                                "Without --config: supervisor.ini in the current folder (not for root),",
                                "/etc/supervisor.ini, etc/supervisor.ini of this installation.",
                                "",
                                "Examples:",
                                "  supervisor --config etc/supervisor.ini",
                                "  supervisor --config /etc/supervisor.ini --pidfile /run/supervisor.pid"
                                        + " --logfile /var/log/supervisor.log",
                                "  supervisor --config my.ini --check")
                        .toArray(String[]::new));
        spec.addOption(value("FILE", "the configuration; Perl Supervisor's or supervisord's", "--config", "-c"));
        spec.addOption(value("PORT", "the port to listen on (default 9505)", "--port"));
        spec.addOption(value("ADDRESS", "the address to listen on (default 127.0.0.1)", "--address"));
        spec.addOption(value("FILE", "where to write the process id", "--pidfile"));
        spec.addOption(value("FILE", "where to log (default: standard error)", "--logfile"));
        spec.addOption(flag("log more", "--debug"));
        spec.addOption(flag("stay in the foreground, which it does anyway", "--nodaemon", "-n"));
        spec.addOption(flag("print the version", VERSION));
    }

    private static void supervisord(CommandSpec spec) {
        spec.usageMessage()
                .header(
                        "supervisord (Supervisor RPC " + Program.version()
                                + ") - run a set of applications as daemons.",
                        "")
                .footer(
                        "",
                        "Examples:",
                        "  supervisord -c /etc/supervisor/supervisord.conf",
                        "  supervisord -n -c supervisord.conf",
                        "  supervisord -c supervisord.conf --check");
        spec.addOption(value("FILE", "the configuration (else it is searched for)", "--configuration", "-c"));
        spec.addOption(flag("run in the foreground", "--nodaemon", "-n"));
        spec.addOption(flag("no logs to stdout", "--silent", "-s"));
        spec.addOption(value("USER", "run as this user (name or number)", "--user", "-u"));
        spec.addOption(value("UMASK", "use this umask for the daemon (octal, default 022)", "--umask", "-m"));
        spec.addOption(
                value("DIRECTORY", "the folder to change to when running in the background", "--directory", "-d"));
        spec.addOption(value("FILE", "where to log", "--logfile", "-l"));
        spec.addOption(value("BYTES", "the size at which the log is rotated", "--logfile_maxbytes", "-y"));
        spec.addOption(value("NUMBER", "how many old logs to keep", "--logfile_backups", "-z"));
        spec.addOption(value("LEVEL", "debug, info, warn, error, critical, trace or blather", "--loglevel", "-e"));
        spec.addOption(value("FILE", "where to write the process id", "--pidfile", "-j"));
        spec.addOption(value("NAME", "identifier of this instance", "--identifier", "-i"));
        spec.addOption(value("DIRECTORY", "the folder for automatic logs of programs", "--childlogdir", "-q"));
        spec.addOption(flag("keep automatic logs of an earlier run", "--nocleanup", "-k"));
        spec.addOption(value("NUMBER", "how many file descriptors must be available", "--minfds", "-a"));
        spec.addOption(flag("strip terminal escapes from the logs of programs", "--strip_ansi", "-t"));
        spec.addOption(value("NUMBER", "how many processes must be available", "--minprocs"));
        spec.addOption(value("LIST", "accepted and ignored: there is no Python to profile", "--profile_options"));
        spec.addOption(flag("print the version", VERSION, "-v"));
    }

    private static OptionSpec flag(String description, String... names) {
        return OptionSpec.builder(names)
                .type(boolean.class)
                .arity("0")
                .description(description)
                .build();
    }

    private static OptionSpec value(String label, String description, String... names) {
        return OptionSpec.builder(names)
                .type(String.class)
                .arity("1")
                .paramLabel(label)
                .description(description)
                .build();
    }
}
