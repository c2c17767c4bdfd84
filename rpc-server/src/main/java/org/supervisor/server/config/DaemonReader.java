package org.supervisor.server.config;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import org.supervisor.server.config.Overrides.Option;
import org.supervisor.server.process.NativeText;
import org.supervisor.server.process.OutputSpec;

/** What concerns the daemon: a section of the file, if it has one, and the command line, which wins. */
final class DaemonReader {
    private static final String SYSLOG = "syslog";
    private static final int LEAST_BYTES = 4096;
    private static final Type<Long> SIZE = bytes("at least 4096 bytes, with KB, MB or GB", LEAST_BYTES);
    private static final Type<Long> BYTES_OR_USUAL =
            bytes("a number of bytes, KB, MB or GB; 0 for a third of the Java heap", 0);
    private static final Type<Integer> CONNECTIONS = atLeastOne("a number of connections, 1 or more");
    private static final Type<Integer> SECONDS = atLeastOne("whole seconds, 1 or more");

    private final Types types;
    private final Overrides overrides;
    private final Findings findings;
    private final Path file;
    private final Path temporaryFolder;
    private final Values values;

    /**
     * A reader.
     *
     * @param values the daemon's section
     */
    DaemonReader(Values values, Types types, Overrides overrides, Map<String, String> environment, Findings findings) {
        this.values = values;
        this.types = types;
        this.overrides = overrides;
        this.findings = findings;
        this.file = values.section().file();
        this.temporaryFolder = temporaryFolder(environment);
    }

    private static Path temporaryFolder(Map<String, String> environment) {
        return Optional.ofNullable(environment.get("TMPDIR"))
                .filter(text -> !text.isEmpty())
                .map(NativeText::path)
                .map(NativeText::absolute)
                .filter(Files::isDirectory)
                .orElse(Path.of("/tmp"));
    }

    /** The daemon of a supervisord file, read in the order in which supervisord does. */
    DaemonSpec supervisord() {
        int minfds = get(Option.MINFDS, Types.INTEGER, "1024");
        int minprocs = get(Option.MINPROCS, Types.INTEGER, "200");
        Optional<Path> directory = get(Option.DIRECTORY, types.existingFolder);
        Optional<String> userText = values.get("user", Types.TEXT);
        Optional<Integer> umask = get(Option.UMASK, Types.UMASK);
        Type<Optional<Path>> log = mainLog();
        // unlike the logs of programs these two are normalised as text, as with supervisord
        Optional<Path> logfile = get(Option.LOGFILE, log, "supervisord.log").map(Path::normalize);
        long maxBytes = get(Option.LOGFILE_MAXBYTES, Types.BYTES, "50MB");
        int backups = get(Option.LOGFILE_BACKUPS, Types.COUNT, "10");
        LogLevel level = get(Option.LOGLEVEL, Types.LOG_LEVEL, "info");
        Path pidfile =
                get(Option.PIDFILE, types.fileInFolder, "supervisord.pid").normalize();
        String identifier = get(Option.IDENTIFIER, Types.TEXT, "supervisor");
        boolean nodaemon = get(Option.NODAEMON, Types.BOOLEAN, "false");
        boolean silent = get(Option.SILENT, Types.BOOLEAN, "false");
        Path childLogs = get(Option.CHILDLOGDIR, types.existingFolder, NativeText.of(temporaryFolder));
        boolean nocleanup = get(Option.NOCLEANUP, Types.BOOLEAN, "false");
        boolean stripAnsi = get(Option.STRIP_ANSI, Types.BOOLEAN, "false");
        Optional<OutputSpec.Format> childOutput = get(Option.CHILD_OUTPUT, Types.CHILD_OUTPUT, "none");
        Duration stallLimit = stallLimit();
        Optional<String> user =
                userText.isPresent() || overrides.get(Option.USER).isPresent()
                        ? get(Option.USER, types.user)
                        : Optional.empty();
        return new DaemonSpec(
                identifier,
                logfile,
                logfile.isEmpty(),
                maxBytes,
                backups,
                level,
                Optional.of(pidfile),
                umask.map(mask -> OptionalInt.of(mask & 0777)).orElse(OptionalInt.empty()),
                nodaemon,
                silent,
                minfds,
                minprocs,
                nocleanup,
                childLogs,
                user,
                directory,
                stripAnsi,
                childOutput,
                http(),
                stallLimit);
    }

    /** The daemon of a Perl file, of which the file itself says nothing. It stays in the foreground. */
    DaemonSpec perl() {
        Optional<Path> logfile =
                overrides.get(Option.LOGFILE).filter(text -> !text.isEmpty()).isPresent()
                        ? get(Option.LOGFILE, mainLog(), "/dev/stderr")
                        : Optional.empty();
        return new DaemonSpec(
                get(Option.IDENTIFIER, Types.TEXT, "supervisor"),
                logfile,
                overrides.get(Option.LOGFILE).filter(SYSLOG::equals).isPresent(),
                get(Option.LOGFILE_MAXBYTES, Types.BYTES, "0"),
                get(Option.LOGFILE_BACKUPS, Types.COUNT, "10"),
                get(Option.LOGLEVEL, Types.LOG_LEVEL, "info"),
                get(Option.PIDFILE, types.fileInFolder),
                get(Option.UMASK, Types.UMASK).map(OptionalInt::of).orElse(OptionalInt.empty()),
                get(Option.NODAEMON, Types.BOOLEAN, "true"),
                get(Option.SILENT, Types.BOOLEAN, "false"),
                get(Option.MINFDS, Types.INTEGER, "1024"),
                get(Option.MINPROCS, Types.INTEGER, "200"),
                get(Option.NOCLEANUP, Types.BOOLEAN, "false"),
                get(Option.CHILDLOGDIR, types.existingFolder, NativeText.of(temporaryFolder)),
                get(Option.USER, types.user),
                get(Option.DIRECTORY, types.existingFolder),
                get(Option.STRIP_ANSI, Types.BOOLEAN, "false"),
                get(Option.CHILD_OUTPUT, Types.CHILD_OUTPUT, "none"),
                http(),
                stallLimit());
    }

    private Duration stallLimit() {
        return Duration.ofSeconds(get(Option.STALL_LIMIT, Types.SECONDS, "60"));
    }

    /** A path, or nothing for the word {@code syslog}; {@code NONE} is a file of that name, as with supervisord. */
    private Type<Optional<Path>> mainLog() {
        return new Type<>(types.fileInFolder.expected(), text -> {
            if (text.isEmpty()) {
                throw new BadValue("logfile is empty");
            }
            return text.equals(SYSLOG)
                    ? Optional.empty()
                    : Optional.of(types.fileInFolder.conversion().of(text));
        });
    }

    private <T> T get(Option option, Type<T> type, String fallback) {
        T inFile = values.get(option.key(), type, fallback);
        return override(option, type).orElse(inFile);
    }

    private <T> Optional<T> get(Option option, Type<T> type) {
        Optional<T> inFile = values.get(option.key(), type);
        return override(option, type).or(() -> inFile);
    }

    /** The limits on requests, which hold for all servers together or for each. */
    HttpLimitsSpec http() {
        return new HttpLimitsSpec(
                (int) Math.min(Integer.MAX_VALUE, get(Option.HTTP_MAX_BODY, SIZE, "32MB")),
                get(Option.HTTP_MAX_MEMORY, BYTES_OR_USUAL, "0"),
                get(Option.HTTP_MAX_CONNECTIONS, CONNECTIONS, "1000"),
                get(Option.HTTP_MAX_STRANGERS, CONNECTIONS, "500"),
                Duration.ofSeconds(get(Option.HTTP_IDLE_SECS, SECONDS, "60")),
                Duration.ofSeconds(get(Option.HTTP_HEADER_SECS, SECONDS, "20")));
    }

    /** What the command line lets in of web pages, or else the file. */
    HttpSpec.Access access(HttpSpec.Access inFile) {
        return new HttpSpec.Access(
                override(Option.ALLOWED_ORIGINS, HttpReader.WORDS).orElse(inFile.origins()),
                override(Option.ALLOWED_HOSTS, HttpReader.WORDS).orElse(inFile.hosts()));
    }

    private static Type<Integer> atLeastOne(String expected) {
        return new Type<>(expected, text -> {
            int number = Numbers.integer(text);
            if (number < 1) {
                throw new BadValue(text + " is not " + expected);
            }
            return number;
        });
    }

    private static Type<Long> bytes(String expected, long least) {
        return new Type<>(expected, text -> {
            long number = Numbers.bytes(text);
            if (number < least) {
                throw new BadValue(text + " is not " + expected);
            }
            return number;
        });
    }

    /** Whether the command line has this option. */
    boolean says(Option option) {
        return overrides.get(option).isPresent();
    }

    /** What the command line says, checked. */
    <T> Optional<T> override(Option option, Type<T> type) {
        return overrides.get(option).flatMap(text -> {
            try {
                T value = type.conversion().of(text);
                String remark = type.remark().apply(text);
                if (!remark.isEmpty()) {
                    findings.warn(new Warning(file, 0, "", "", "--" + option.key() + " " + text + ": " + remark));
                }
                findings.override(new EffectiveValue(values.section().name(), option.key(), text, "command line"));
                return Optional.of(value);
            } catch (BadValue e) {
                findings.add(new Problem(
                        file,
                        0,
                        "",
                        "--" + option.key() + " " + text,
                        "expected " + type.expected(),
                        "invalid value for --" + option.key() + " " + PythonText.repr(text) + ": " + e.getMessage()));
                return Optional.empty();
            }
        });
    }
}
