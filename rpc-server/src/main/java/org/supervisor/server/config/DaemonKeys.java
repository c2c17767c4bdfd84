package org.supervisor.server.config;

import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.supervisor.api.LogLevel;
import org.supervisor.server.process.OutputSpec;

/** The keys of {@code [supervisord]}. All but {@link #ENVIRONMENT} are options of the command line, too. */
final class DaemonKeys {
    /** All, in the order in which they are explained. */
    static final Keys ALL = new Keys(Change.RELOAD);

    private static final int LEAST_BYTES = 4096;
    private static final Type<Long> SIZE = bytes("at least 4096 bytes, with KB, MB or GB", LEAST_BYTES);
    private static final Type<Long> BYTES_OR_USUAL =
            bytes("a number of bytes, KB, MB or GB; 0 for a third of the Java heap", 0);
    private static final Type<Integer> CONNECTIONS = atLeastOne("integer", "a number of connections, 1 or more");
    private static final Type<Integer> SECONDS = atLeastOne("seconds", "whole seconds, 1 or more");

    /** Whether changes are refused. */
    private static final Type<Boolean> REFUSES = new Type<>("continue or refuse", text -> switch (text.strip()) {
        case "continue" -> false;
        case "refuse" -> true;
        default -> throw new BadValue("not one of continue, refuse: " + PythonText.repr(text));
    });

    static final Key<Optional<Path>> LOGFILE =
            ALL.add(Key.of("logfile", types -> types.mainLog, "supervisord.log", "the daemon's log"));
    static final Key<Long> LOGFILE_MAXBYTES = ALL.add(
            Key.of("logfile_maxbytes", Types.BYTES, "50MB", "the size at which the daemon's log is rotated; 0: never"));
    static final Key<Integer> LOGFILE_BACKUPS =
            ALL.add(Key.of("logfile_backups", Types.COUNT, "10", "how many old logs are kept"));
    static final Key<LogLevel> LOGLEVEL =
            ALL.add(Key.of("loglevel", Types.LOG_LEVEL, "info", "how much the daemon logs"));
    static final Key<Path> AUDIT_LOGFILE = ALL.add(Key.optional(
                    "audit_logfile",
                    types -> types.fileInFolder,
                    "none",
                    "where it is written down who changed what, and who was refused")
            .ours());
    static final Key<Long> AUDIT_LOGFILE_MAXBYTES = ALL.add(Key.of(
                    "audit_logfile_maxbytes",
                    Types.BYTES,
                    "50MB",
                    "the size at which the audit log is rotated; 0: never")
            .ours());
    static final Key<Integer> AUDIT_LOGFILE_BACKUPS = ALL.add(Key.of(
                    "audit_logfile_backups",
                    atLeastOne("integer", "a number of files, 1 or more"),
                    "10",
                    "how many old audit logs are kept")
            .ours());
    static final Key<Boolean> AUDIT_FAILURE = ALL.add(Key.of(
                    "audit_failure",
                    REFUSES,
                    "continue",
                    "what becomes of changes while the audit log cannot be written: continue, or refuse")
            .ours());
    static final Key<Path> PIDFILE = ALL.add(Key.of(
            "pidfile",
            types -> types.fileInFolder,
            "supervisord.pid",
            "where the process id is written; locked while the daemon lives"));
    static final Key<Integer> UMASK = ALL.add(Key.optional(
            "umask",
            Types.UMASK,
            "022 when the daemon detaches, else the one it was started with",
            "the file mode creation mask of daemon and programs"));
    static final Key<Boolean> NODAEMON =
            ALL.add(Key.of("nodaemon", Types.BOOLEAN, "false", "whether it stays in the foreground"));
    static final Key<Boolean> SILENT =
            ALL.add(Key.of("silent", Types.BOOLEAN, "false", "whether it keeps its log off standard output"));
    static final Key<Integer> MINFDS =
            ALL.add(Key.of("minfds", Types.INTEGER, "1024", "how many file descriptors it must be able to open"));
    static final Key<Integer> MINPROCS =
            ALL.add(Key.of("minprocs", Types.INTEGER, "200", "how many processes it must be able to have"));
    static final Key<Boolean> NOCLEANUP =
            ALL.add(Key.of("nocleanup", Types.BOOLEAN, "false", "whether AUTO logs of an earlier run are kept"));
    static final Key<Path> CHILDLOGDIR = ALL.add(Key.optional(
            "childlogdir", types -> types.existingFolder, "$TMPDIR, else /tmp", "the folder of AUTO logs"));
    static final Key<String> USER =
            ALL.add(Key.optional("user", types -> types.user, "none", "whom the daemon is to become"));
    static final Key<Path> DIRECTORY = ALL.add(Key.optional(
            "directory", types -> types.existingFolder, "where it was started", "the daemon's working directory"));
    static final Key<Boolean> STRIP_ANSI = ALL.add(
            Key.of("strip_ansi", Types.BOOLEAN, "false", "whether terminal escapes are removed from logs of programs"));
    static final Key<Integer> STALL_LIMIT = ALL.add(Key.of(
                    "stall_limit",
                    Types.SECONDS,
                    "60",
                    "how long the event loop may stand still until the daemon ends with status 70; 0: forever")
            .ours());
    static final Key<Path> STATEDIR = ALL.add(Key.optional(
                    "statedir",
                    types -> types.fileInFolder,
                    "a folder for this file below $RUNTIME_DIRECTORY, /run/supervisor or $XDG_RUNTIME_DIR",
                    "where the state of programs is written down for the next daemon")
            .ours());
    static final Key<Boolean> ADOPT = ALL.add(Key.of(
                    "adopt",
                    Types.BOOLEAN,
                    "true",
                    "whether programs outlive a daemon that was killed, and the next daemon takes them over")
            .ours());
    static final Key<Optional<OutputSpec.Format>> CHILD_OUTPUT = ALL.add(Key.of(
                    "child_output",
                    Types.CHILD_OUTPUT,
                    "none",
                    "in the foreground, how the lines of all programs are copied to standard output")
            .ours());
    static final Key<Boolean> PRIORITY_WAITS = ALL.add(Key.of(
                    "priority_waits",
                    Types.BOOLEAN,
                    "false",
                    "whether programs wait until those with a lower priority are running")
            .ours());
    static final Key<Map<String, String>> ENVIRONMENT =
            ALL.add(Key.optional("environment", Types.PAIRS, "none", "more variables for every program"));
    static final Key<Boolean> SHOW_ENVIRONMENT = ALL.add(Key.of(
                    "show_environment",
                    Types.BOOLEAN,
                    "false",
                    "whether --check shows the values of variables that look like secrets")
            .ours());
    static final Key<String> IDENTIFIER =
            ALL.add(Key.of("identifier", Types.TEXT, "supervisor", "the name that clients read"));
    static final Key<Long> HTTP_MAX_BODY =
            ALL.add(Key.of("http_max_body", SIZE, "32MB", "the largest request; beyond it 413")
                    .ours());
    static final Key<Long> HTTP_MAX_MEMORY = ALL.add(Key.of(
                    "http_max_memory",
                    BYTES_OR_USUAL,
                    "0",
                    "what all requests and answers together may hold in memory; 0: a third of the Java heap")
            .ours());
    static final Key<Integer> HTTP_MAX_CONNECTIONS =
            ALL.add(Key.of("http_max_connections", CONNECTIONS, "1000", "how many connections each server has at most")
                    .ours());
    static final Key<Integer> HTTP_MAX_STRANGERS = ALL.add(Key.of(
                    "http_max_strangers",
                    CONNECTIONS,
                    "500",
                    "how many connections one address may have before a request, or a login where one is needed")
            .ours());
    static final Key<Integer> HTTP_IDLE_SECS =
            ALL.add(Key.of("http_idle_secs", SECONDS, "60", "how long a connection may be silent")
                    .ours());
    static final Key<Integer> HTTP_HEADER_SECS =
            ALL.add(Key.of("http_header_secs", SECONDS, "20", "how long the header of a request may take")
                    .ours());

    private DaemonKeys() {}

    private static Type<Integer> atLeastOne(String word, String expected) {
        return new Type<>(word, expected, text -> {
            int number = Numbers.integer(text);
            if (number < 1) {
                throw new BadValue(text + " is not " + expected);
            }
            return number;
        });
    }

    private static Type<Long> bytes(String expected, long least) {
        return new Type<>("bytes", expected, text -> {
            long number = Numbers.bytes(text);
            if (number < least) {
                throw new BadValue(text + " is not " + expected);
            }
            return number;
        });
    }
}
