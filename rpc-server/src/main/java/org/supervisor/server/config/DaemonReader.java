package org.supervisor.server.config;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import org.supervisor.api.LogLevel;
import org.supervisor.server.config.Overrides.Option;
import org.supervisor.server.process.NativeText;
import org.supervisor.server.process.OutputSpec;

/** Reads the settings of the daemon: a section of the file, if it has one, and the command line, which overrides it. */
final class DaemonReader {
    private static final String SYSLOG = "syslog";

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
    DaemonReader(Values values, Overrides overrides, Map<String, String> environment, Findings findings) {
        this.values = values;
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
        findings.showEnvironment(get(Option.SHOW_ENVIRONMENT, DaemonKeys.SHOW_ENVIRONMENT));
        int minfds = get(Option.MINFDS, DaemonKeys.MINFDS);
        int minprocs = get(Option.MINPROCS, DaemonKeys.MINPROCS);
        Optional<Path> directory = find(Option.DIRECTORY, DaemonKeys.DIRECTORY);
        Optional<String> userText = values.find(DaemonKeys.USER, Types.TEXT);
        Optional<Integer> umask = find(Option.UMASK, DaemonKeys.UMASK);
        // unlike the logs of programs these two are normalised as text, as with supervisord
        Optional<Path> logfile = get(Option.LOGFILE, DaemonKeys.LOGFILE).map(Path::normalize);
        long maxBytes = get(Option.LOGFILE_MAXBYTES, DaemonKeys.LOGFILE_MAXBYTES);
        int backups = get(Option.LOGFILE_BACKUPS, DaemonKeys.LOGFILE_BACKUPS);
        LogLevel level = get(Option.LOGLEVEL, DaemonKeys.LOGLEVEL);
        Path pidfile = get(Option.PIDFILE, DaemonKeys.PIDFILE).normalize();
        String identifier = get(Option.IDENTIFIER, DaemonKeys.IDENTIFIER);
        boolean nodaemon = get(Option.NODAEMON, DaemonKeys.NODAEMON);
        boolean silent = get(Option.SILENT, DaemonKeys.SILENT);
        Path childLogs = get(Option.CHILDLOGDIR, DaemonKeys.CHILDLOGDIR, NativeText.of(temporaryFolder));
        boolean nocleanup = get(Option.NOCLEANUP, DaemonKeys.NOCLEANUP);
        boolean stripAnsi = get(Option.STRIP_ANSI, DaemonKeys.STRIP_ANSI);
        Optional<OutputSpec.Format> childOutput = get(Option.CHILD_OUTPUT, DaemonKeys.CHILD_OUTPUT);
        Duration stallLimit = stallLimit();
        Optional<String> user =
                userText.isPresent() || overrides.get(Option.USER).isPresent()
                        ? find(Option.USER, DaemonKeys.USER)
                        : Optional.empty();
        return new DaemonSpec(
                identifier,
                new DaemonSpec.Log(logfile, logfile.isEmpty(), maxBytes, backups, level, silent, audit()),
                new DaemonSpec.OwnProcess(
                        Optional.of(pidfile),
                        nodaemon,
                        umask.map(mask -> OptionalInt.of(mask & 0777)).orElse(OptionalInt.empty()),
                        user,
                        directory,
                        minfds,
                        minprocs),
                new DaemonSpec.Children(childLogs, nocleanup, stripAnsi, childOutput, priorityWaits()),
                http(),
                survival(),
                stallLimit);
    }

    /**
     * The daemon of a Perl file, which has no settings for it. It stays in the foreground. Values and problems are
     * listed in the order of reading.
     */
    DaemonSpec perl() {
        findings.showEnvironment(get(Option.SHOW_ENVIRONMENT, DaemonKeys.SHOW_ENVIRONMENT));
        Optional<Path> logfile =
                overrides.get(Option.LOGFILE).filter(text -> !text.isEmpty()).isPresent()
                        ? get(Option.LOGFILE, DaemonKeys.LOGFILE, "/dev/stderr")
                        : Optional.empty();
        String identifier = get(Option.IDENTIFIER, DaemonKeys.IDENTIFIER);
        boolean toSyslog = overrides.get(Option.LOGFILE).filter(SYSLOG::equals).isPresent();
        long maxBytes = get(Option.LOGFILE_MAXBYTES, DaemonKeys.LOGFILE_MAXBYTES, "0");
        int backups = get(Option.LOGFILE_BACKUPS, DaemonKeys.LOGFILE_BACKUPS);
        LogLevel level = get(Option.LOGLEVEL, DaemonKeys.LOGLEVEL);
        Optional<Path> pidfile = find(Option.PIDFILE, DaemonKeys.PIDFILE);
        Optional<Integer> umask = find(Option.UMASK, DaemonKeys.UMASK);
        boolean nodaemon = get(Option.NODAEMON, DaemonKeys.NODAEMON, "true");
        boolean silent = get(Option.SILENT, DaemonKeys.SILENT);
        int minfds = get(Option.MINFDS, DaemonKeys.MINFDS);
        int minprocs = get(Option.MINPROCS, DaemonKeys.MINPROCS);
        boolean nocleanup = get(Option.NOCLEANUP, DaemonKeys.NOCLEANUP);
        Path childLogs = get(Option.CHILDLOGDIR, DaemonKeys.CHILDLOGDIR, NativeText.of(temporaryFolder));
        Optional<String> user = find(Option.USER, DaemonKeys.USER);
        Optional<Path> directory = find(Option.DIRECTORY, DaemonKeys.DIRECTORY);
        boolean stripAnsi = get(Option.STRIP_ANSI, DaemonKeys.STRIP_ANSI);
        Optional<OutputSpec.Format> childOutput = get(Option.CHILD_OUTPUT, DaemonKeys.CHILD_OUTPUT);
        return new DaemonSpec(
                identifier,
                new DaemonSpec.Log(logfile, toSyslog, maxBytes, backups, level, silent, audit()),
                new DaemonSpec.OwnProcess(
                        pidfile,
                        nodaemon,
                        umask.map(OptionalInt::of).orElse(OptionalInt.empty()),
                        user,
                        directory,
                        minfds,
                        minprocs),
                new DaemonSpec.Children(childLogs, nocleanup, stripAnsi, childOutput, priorityWaits()),
                http(),
                survival(),
                stallLimit());
    }

    private Optional<DaemonSpec.Audit> audit() {
        Optional<Path> file = find(Option.AUDIT_LOGFILE, DaemonKeys.AUDIT_LOGFILE);
        long maxBytes = get(Option.AUDIT_LOGFILE_MAXBYTES, DaemonKeys.AUDIT_LOGFILE_MAXBYTES);
        int backups = get(Option.AUDIT_LOGFILE_BACKUPS, DaemonKeys.AUDIT_LOGFILE_BACKUPS);
        boolean refuses = get(Option.AUDIT_FAILURE, DaemonKeys.AUDIT_FAILURE);
        return file.map(path -> new DaemonSpec.Audit(path, maxBytes, backups, refuses));
    }

    private DaemonSpec.Survival survival() {
        return new DaemonSpec.Survival(find(Option.STATEDIR, DaemonKeys.STATEDIR), get(Option.ADOPT, DaemonKeys.ADOPT));
    }

    private boolean priorityWaits() {
        return get(Option.PRIORITY_WAITS, DaemonKeys.PRIORITY_WAITS);
    }

    private Duration stallLimit() {
        return Duration.ofSeconds(get(Option.STALL_LIMIT, DaemonKeys.STALL_LIMIT));
    }

    private <T> T get(Option option, Key<T> key) {
        T inFile = values.get(key);
        return override(option, values.type(key)).orElse(inFile);
    }

    private <T> T get(Option option, Key<T> key, String fallback) {
        T inFile = values.get(key, fallback);
        return override(option, values.type(key)).orElse(inFile);
    }

    private <T> Optional<T> find(Option option, Key<T> key) {
        Optional<T> inFile = values.find(key);
        return override(option, values.type(key)).or(() -> inFile);
    }

    /** The limits on requests, which hold for all servers together or for each. */
    HttpLimitsSpec http() {
        return new HttpLimitsSpec(
                (int) Math.min(Integer.MAX_VALUE, get(Option.HTTP_MAX_BODY, DaemonKeys.HTTP_MAX_BODY)),
                get(Option.HTTP_MAX_MEMORY, DaemonKeys.HTTP_MAX_MEMORY),
                get(Option.HTTP_MAX_CONNECTIONS, DaemonKeys.HTTP_MAX_CONNECTIONS),
                get(Option.HTTP_MAX_STRANGERS, DaemonKeys.HTTP_MAX_STRANGERS),
                Duration.ofSeconds(get(Option.HTTP_IDLE_SECS, DaemonKeys.HTTP_IDLE_SECS)),
                Duration.ofSeconds(get(Option.HTTP_HEADER_SECS, DaemonKeys.HTTP_HEADER_SECS)));
    }

    /** The web pages that the command line allows, or else the file. */
    HttpSpec.Access access(HttpSpec.Access inFile) {
        return new HttpSpec.Access(
                override(Option.ALLOWED_ORIGINS, ServerKeys.WORDS).orElse(inFile.origins()),
                override(Option.ALLOWED_HOSTS, ServerKeys.WORDS).orElse(inFile.hosts()));
    }

    /** Whether the command line has this option. */
    boolean says(Option option) {
        return overrides.get(option).isPresent();
    }

    /** The value of the command line, checked. */
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
