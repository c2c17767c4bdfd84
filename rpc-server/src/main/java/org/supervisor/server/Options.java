package org.supervisor.server;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Optional;
import java.util.function.ToIntFunction;
import java.util.stream.Stream;
import org.apache.commons.cli.AmbiguousOptionException;
import org.apache.commons.cli.CommandLine;
import org.apache.commons.cli.DefaultParser;
import org.apache.commons.cli.MissingArgumentException;
import org.apache.commons.cli.ParseException;
import org.apache.commons.cli.UnrecognizedOptionException;
import org.apache.commons.cli.help.HelpFormatter;
import org.apache.commons.cli.help.TextHelpAppendable;
import org.supervisor.server.config.KeyHelp;
import org.supervisor.server.config.Overrides;
import org.supervisor.server.config.Overrides.Option;
import org.supervisor.server.config.SearchPath;
import org.supervisor.server.os.Daemon;
import org.supervisor.server.process.NativeText;

/** The command lines of both programs. */
final class Options {
    private static final String CHECK = "check";
    private static final String EXPLAIN_KEY = "explain-key";
    private static final String VERSION = "version";
    private static final String HELP = "help";

    private Options() {}

    /** What a command line requests. */
    sealed interface Outcome {
        /**
         * Carries it out. Not a pattern switch: the first one of a JVM costs ten milliseconds of start-up, because it
         * generates code.
         *
         * @param program the name under which we were started
         * @param daemon runs until it is asked to end; returns the exit status
         * @return the exit status
         */
        int carryOut(Program program, ToIntFunction<Invocation> daemon);

        /** Print a text and end. */
        record Answer(String text) implements Outcome {
            @Override
            public int carryOut(Program program, ToIntFunction<Invocation> daemon) {
                Console.print(text);
                return ExitCode.OK.status();
            }
        }

        /** The command line is wrong. */
        record Misuse(String text) implements Outcome {
            @Override
            public int carryOut(Program program, ToIntFunction<Invocation> daemon) {
                Console.error("Error: " + text);
                Console.error("For help, use " + program.word() + " -h");
                return ExitCode.USAGE.status();
            }
        }

        /** Run the daemon. */
        record Run(Invocation invocation) implements Outcome {
            @Override
            public int carryOut(Program program, ToIntFunction<Invocation> daemon) {
                return daemon.applyAsInt(invocation);
            }
        }
    }

    /** Reads a command line. Long options may be abbreviated, as both originals allow. */
    static Outcome parse(Program program, String[] args) {
        org.apache.commons.cli.Options known = known(program);
        try {
            CommandLine said = DefaultParser.builder()
                    .setStripLeadingAndTrailingQuotes(false)
                    .get()
                    .parse(known, args);
            if (said.hasOption(HELP) || said.hasOption('?')) {
                return new Outcome.Answer(help(program, known));
            }
            if (said.hasOption(VERSION)) {
                return new Outcome.Answer(versionText(program));
            }
            if (said.hasOption(EXPLAIN_KEY)) {
                return explain(said.getOptionValue(EXPLAIN_KEY));
            }
            if (!said.getArgList().isEmpty()) {
                return new Outcome.Misuse("positional arguments are not supported: " + said.getArgList());
            }
            return run(program, said);
        } catch (AmbiguousOptionException wrong) {
            return new Outcome.Misuse("option " + wrong.getOption() + " not a unique prefix");
        } catch (UnrecognizedOptionException wrong) {
            return new Outcome.Misuse("option " + wrong.getOption() + " not recognized");
        } catch (MissingArgumentException wrong) {
            return new Outcome.Misuse("option --" + wrong.getOption().getLongOpt() + " requires argument");
        } catch (ParseException wrong) {
            return new Outcome.Misuse(wrong.getMessage());
        }
    }

    private static Outcome explain(String key) {
        return KeyHelp.of(key)
                .<Outcome>map(Outcome.Answer::new)
                .orElseGet(() -> new Outcome.Misuse("there is no key \"" + key + "\"" + KeyHelp.hint(key)));
    }

    private static String versionText(Program program) {
        return switch (program) {
            case SUPERVISOR -> "supervisor " + Program.version();
            // scripts compare this text; --help and getSupervisorVersion show more
            case SUPERVISORD -> "4.2.5";
        };
    }

    private static Outcome run(Program program, CommandLine said) {
        Optional<Path> named = Stream.of("config", "configuration")
                .flatMap(name -> Optional.ofNullable(said.getOptionValue(name)).stream())
                .findFirst()
                .map(NativeText::path);
        Overrides overrides = Overrides.NONE;
        for (org.apache.commons.cli.Option option : said.getOptions()) {
            if (said.getOptionCount(option.getLongOpt()) > 1) {
                return new Outcome.Misuse("conflicting command line option '--" + option.getLongOpt() + "'");
            }
            Optional<Option> override = overrideOf(option.getLongOpt());
            if (override.isPresent()) {
                overrides = overrides.with(override.get(), option.hasArg() ? option.getValue() : "true");
            } else if (option.getLongOpt().equals("debug")) {
                overrides = overrides.with(Option.LOGLEVEL, "debug");
            }
        }
        Optional<Path> configuration = named.or(() -> search(program));
        if (configuration.isEmpty()) {
            return new Outcome.Misuse(searchPath(program).notFound());
        }
        return new Outcome.Run(new Invocation(program, configuration.get(), overrides, said.hasOption(CHECK)));
    }

    /** Both ways of writing are known: the Perl original's hyphens and supervisord's underscores. */
    private static Optional<Option> overrideOf(String name) {
        String key = name.replace('-', '_');
        return Arrays.stream(Option.values())
                .filter(option -> option.key().equals(key))
                .findFirst();
    }

    /**
     * The file when none is named. The current folder counts for the Perl original's program only, and not for root:
     * files in a folder that others can write to must not decide what root runs.
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
                        .filter(file -> Files.isRegularFile(NativeText.absolute(file)))
                        .findFirst();
        };
    }

    private static SearchPath searchPath(Program program) {
        Path folder = NativeText.folder();
        Path bin = Program.home().orElse(folder).resolve("bin").resolve(program.word());
        return SearchPath.of(bin, folder, Daemon.isRoot());
    }

    private static org.apache.commons.cli.Options known(Program program) {
        org.apache.commons.cli.Options known = new org.apache.commons.cli.Options()
                .addOption("h", HELP, false, "print this text")
                .addOption("?", false, "the same as --help")
                .addOption(
                        null,
                        CHECK,
                        false,
                        "check the configuration, print the values in force and where they come from")
                .addOption(value(null, EXPLAIN_KEY, "KEY", "print what a key of the configuration means"));
        return switch (program) {
            case SUPERVISOR -> supervisor(known);
            case SUPERVISORD -> supervisord(known);
        };
    }

    private static org.apache.commons.cli.Options supervisor(org.apache.commons.cli.Options known) {
        return known.addOption(value("c", "config", "FILE", "the configuration; Perl Supervisor's or supervisord's"))
                .addOption(value(null, "port", "PORT", "the port to listen on (default 9505)"))
                .addOption(value(null, "address", "ADDRESS", "the address to listen on (default 127.0.0.1)"))
                .addOption(value(null, "pidfile", "FILE", "where to write the process id"))
                .addOption(value(null, "logfile", "FILE", "where to log (default: standard error)"))
                .addOption(value(null, "allowed-origins", "LIST", "web pages that may send requests; * for all"))
                .addOption(value(
                        null, "allowed-hosts", "LIST", "host names that clients may use for this server; * for all"))
                .addOption(value(null, "http-max-body", "BYTES", "the largest request (default 32MB)"))
                .addOption(value(
                        null,
                        "http-max-memory",
                        "BYTES",
                        "for all requests and answers together (default: a third of the heap)"))
                .addOption(value(null, "http-max-connections", "NUMBER", "connections at a time (default 1000)"))
                .addOption(value(
                        null,
                        "http-max-strangers",
                        "NUMBER",
                        "connections of one address before its first request (default 500)"))
                .addOption(value(null, "http-idle-secs", "SECONDS", "how long a connection may be silent (default 60)"))
                .addOption(value(
                        null, "http-header-secs", "SECONDS", "how long the header of a request may take (default 20)"))
                .addOption(null, "debug", false, "log more")
                .addOption(audit("logfile", "FILE", "where changes and refusals are written down"))
                .addOption(audit("logfile_maxbytes", "BYTES", "the size at which it is rotated (default 50MB)"))
                .addOption(audit("logfile_backups", "NUMBER", "how many old ones are kept (default 10)"))
                .addOption(audit("failure", "WORD", "if it cannot be written: continue (default), or refuse changes"))
                .addOption(showEnvironment())
                .addOption(childOutput())
                .addOption(stallLimit())
                .addOption(statedir())
                .addOption(adopt())
                .addOption(priorityWaits())
                .addOption("n", "nodaemon", false, "stay in the foreground (it always does)")
                .addOption(null, VERSION, false, "print the version");
    }

    private static org.apache.commons.cli.Options supervisord(org.apache.commons.cli.Options known) {
        return known.addOption(value("c", "configuration", "FILE", "the configuration (else it is searched for)"))
                .addOption("n", "nodaemon", false, "run in the foreground")
                .addOption("s", "silent", false, "no logs to stdout")
                .addOption(value("u", "user", "USER", "run as this user (name or number)"))
                .addOption(value("m", "umask", "UMASK", "use this umask for the daemon (octal, default 022)"))
                .addOption(value("d", "directory", "FOLDER", "where to go when running in the background"))
                .addOption(value("l", "logfile", "FILE", "where to log"))
                .addOption(value("y", "logfile_maxbytes", "BYTES", "the size at which the log is rotated"))
                .addOption(value("z", "logfile_backups", "NUMBER", "how many old logs to keep"))
                .addOption(value("e", "loglevel", "LEVEL", "debug, info, warn, error, critical, trace or blather"))
                .addOption(value("j", "pidfile", "FILE", "where to write the process id"))
                .addOption(value("i", "identifier", "NAME", "identifier of this instance"))
                .addOption(value("q", "childlogdir", "FOLDER", "the folder for automatic logs of programs"))
                .addOption("k", "nocleanup", false, "keep automatic logs of an earlier run")
                .addOption(value("a", "minfds", "NUMBER", "how many file descriptors must be available"))
                .addOption("t", "strip_ansi", false, "strip terminal escapes from the logs of programs")
                .addOption(audit("logfile", "FILE", "where changes and refusals are written down"))
                .addOption(audit("logfile_maxbytes", "BYTES", "the size at which it is rotated (default 50MB)"))
                .addOption(audit("logfile_backups", "NUMBER", "how many old ones are kept (default 10)"))
                .addOption(audit("failure", "WORD", "if it cannot be written: continue (default), or refuse changes"))
                .addOption(showEnvironment())
                .addOption(childOutput())
                .addOption(stallLimit())
                .addOption(statedir())
                .addOption(adopt())
                .addOption(priorityWaits())
                .addOption(value(null, "minprocs", "NUMBER", "how many processes must be available"))
                .addOption(
                        value(null, "profile_options", "LIST", "accepted and ignored: there is no Python to profile"))
                .addOption("v", VERSION, false, "print the version");
    }

    private static org.apache.commons.cli.Option audit(String name, String label, String description) {
        return value(null, "audit_" + name, label, "audit log: " + description);
    }

    private static org.apache.commons.cli.Option showEnvironment() {
        return value(
                null,
                "show_environment",
                "BOOLEAN",
                "show variables that look like secrets in --check (default false)");
    }

    private static org.apache.commons.cli.Option childOutput() {
        return value(
                null,
                "child_output",
                "FORMAT",
                "copy the lines of programs to stdout: none (default), raw, perl, prefixed, json");
    }

    private static org.apache.commons.cli.Option stallLimit() {
        return value(
                null,
                "stall_limit",
                "SECONDS",
                "end when the event loop stands still for so long (default 60; 0: never)");
    }

    private static org.apache.commons.cli.Option statedir() {
        return value(null, "statedir", "FOLDER", "where the state of programs is written down for the next daemon");
    }

    private static org.apache.commons.cli.Option adopt() {
        return value(
                null,
                "adopt",
                "BOOLEAN",
                "whether programs outlive a daemon that was killed, and the next one takes them over (default true)");
    }

    private static org.apache.commons.cli.Option priorityWaits() {
        return value(
                null,
                "priority_waits",
                "BOOLEAN",
                "whether programs wait until those with a lower priority are running (default false)");
    }

    private static org.apache.commons.cli.Option value(String letter, String name, String label, String description) {
        return org.apache.commons.cli.Option.builder(letter)
                .longOpt(name)
                .hasArg()
                .argName(label)
                .desc(description)
                .get();
    }

    private static String help(Program program, org.apache.commons.cli.Options known) {
        StringBuilder table = new StringBuilder();
        HelpFormatter formatter = HelpFormatter.builder()
                .setHelpAppendable(new TextHelpAppendable(table))
                .setShowSince(false)
                .get();
        try {
            formatter.printOptions(known);
        } catch (IOException impossible) {
            throw new UncheckedIOException(impossible);
        }
        String options = table.toString().replaceAll("(?m) +$", "").stripTrailing();
        return switch (program) {
            case SUPERVISOR -> """
                supervisor - v%s
                A procedure to monitor other processes.
                %s

                Without --config: supervisor.ini in the current folder (not for root),
                /etc/supervisor.ini, etc/supervisor.ini of this installation.

                Examples:
                  supervisor --config etc/supervisor.ini
                  supervisor --config /etc/supervisor.ini --pidfile /run/supervisor.pid \\
                    --logfile /var/log/supervisor.log
                  supervisor --config my.ini --check\
                """.formatted(Program.version(), options);
            case SUPERVISORD -> """
                supervisord (Supervisor RPC %s) - run a set of applications as daemons.
                %s

                Examples:
                  supervisord -c /etc/supervisor/supervisord.conf
                  supervisord -n -c supervisord.conf
                  supervisord -c supervisord.conf --check\
                """.formatted(Program.version(), options);
        };
    }
}
