package org.supervisor.server.config;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.supervisor.api.Signal;
import org.supervisor.server.process.OutputSpec;
import org.supervisor.server.process.RestartPolicy;

/** The keys of a program. A key that means different things in the two dialects is declared twice. */
final class ProgramKeys {
    /** All, in the order in which they are explained. */
    static final Keys ALL = new Keys(Change.UPDATE);

    static final Key<String> COMMAND = ALL.add(Key.optional(
            "command", Types.TEXT, "required", "what to run: split like a shell line, run without a shell"));
    static final Key<String> PERL_COMMAND = ALL.add(Key.optionalPerl(
            "command",
            _ -> PerlTypes.GIVEN,
            "required",
            "what to run: by /bin/sh if a character of it needs a shell, else without"));
    static final Key<String> PROCESS_NAME = ALL.add(Key.of(
            "process_name",
            Types.TEXT,
            "%(" + Names.PROGRAM + ")s",
            "what the processes are called; with %(process_num) in it if there are several"));
    static final Key<String> NAME = ALL.add(Key.optionalPerl(
            "name", _ -> PerlTypes.NAME, "what follows program:", "what clients call it; no two may have the same"));
    static final Key<Integer> NUMPROCS =
            ALL.add(Key.of("numprocs", Types.INTEGER, "1", "how many processes there are"));
    static final Key<Integer> NUMPROCS_START =
            ALL.add(Key.of("numprocs_start", Types.INTEGER, "0", "the first process_num"));
    static final Key<Integer> PRIORITY = ALL.add(Key.of(
            "priority", Types.INTEGER, "999", "order: the lower, the earlier it is started and the later stopped"));
    static final Key<Integer> NICENESS = ALL.add(Key.ofPerl(
            "priority",
            _ -> PerlTypes.NICENESS,
            "0",
            "niceness, added to the daemon's own; not an order, as in supervisord's files"));
    static final Key<Boolean> AUTOSTART =
            ALL.add(Key.of("autostart", Types.BOOLEAN, "true", "whether it is started with the daemon")
                    .perl("auto-start", Types.BOOLEAN, "1"));
    static final Key<Integer> STARTSECS =
            ALL.add(Key.of("startsecs", Types.SECONDS, "1", "how long it must live to count as running; 0: at once"));
    static final Key<Integer> START_WAIT_SECS = ALL.add(Key.ofPerl(
            "start-wait-secs",
            _ -> PerlTypes.SECONDS,
            "10",
            "how long it must live to count as started, and the pause before the next attempt"));
    static final Key<Integer> STARTRETRIES = ALL.add(Key.of(
            "startretries",
            LaunchTypes.RETRIES,
            "3",
            "retries after the first attempt; the pause grows by a second each time"));
    static final Key<Integer> START_RETRIES = ALL.add(
            Key.ofPerl("start-retries", _ -> LaunchTypes.ATTEMPTS, "5", "launches before it is given up, at least 1"));
    static final Key<RestartPolicy.When> AUTORESTART = ALL.add(Key.of(
            "autorestart",
            Types.AUTORESTART,
            "unexpected",
            "whether it is started again when it ends by itself; unexpected: with a code that is not in exitcodes"));
    static final Key<Boolean> AUTO_RESTART = ALL.add(Key.ofPerl(
            "auto-restart",
            _ -> Types.BOOLEAN,
            "1",
            "whether it is started again when it ends by itself with one of exit-codes"));
    static final Key<List<Integer>> EXITCODES =
            ALL.add(Key.of("exitcodes", Types.EXIT_CODES, "0", "the codes that are expected when it ends by itself"));
    static final Key<List<Integer>> EXIT_CODES = ALL.add(Key.ofPerl(
            "exit-codes",
            _ -> Types.EXIT_CODES,
            "0,1",
            "the codes after which it is started again; after any other, or a signal, it stays down"));
    static final Key<Integer> RESTART_PAUSE_MIN = ALL.add(Key.of(
                    "restart_pause_min",
                    Types.SECONDS,
                    "1",
                    "the least seconds between launches of a program that keeps ending within a second, doubled up to"
                            + " 10; 0: every restart is immediate")
            .perl("restart-pause-min", PerlTypes.SECONDS, "1")
            .ours());
    static final Key<Signal> STOPSIGNAL =
            ALL.add(Key.of("stopsignal", Types.NAMED_SIGNAL, "TERM", "the signal that requests it to end")
                    .perl("stop-signal", Types.SIGNAL, "TERM"));
    static final Key<Integer> STOPWAITSECS =
            ALL.add(Key.of("stopwaitsecs", Types.SECONDS, "10", "how long it may take to end after each stop signal")
                    .perl("stop-wait-secs", PerlTypes.SECONDS, "10"));
    static final Key<Integer> STOP_RETRIES = ALL.add(Key.ofPerl(
            "stop-retries", _ -> PerlTypes.ATTEMPTS, "5", "how often the stop signal is sent before KILL, at least 1"));
    static final Key<Boolean> STOPASGROUP = ALL.add(
            Key.of("stopasgroup", Types.BOOLEAN, "false", "whether the stop signal goes to the whole process group"));
    static final Key<Boolean> KILLASGROUP = ALL.add(Key.optional(
            "killasgroup", Types.BOOLEAN, "as stopasgroup", "whether KILL goes to the whole process group"));
    static final Key<Signal> RELOAD_SIGNAL = ALL.add(Key.of(
                    "reload_signal",
                    Types.SIGNAL,
                    "HUP",
                    "the signal that makes it read its own configuration again, sent by supctl reload-program")
            .perl("reload-signal", Types.SIGNAL, "HUP")
            .ours());
    static final Key<String> USER = ALL.add(Key.optional(
                    "user",
                    types -> types.user,
                    "the daemon's own",
                    "whom to run it as; that user must be allowed to enter directory and to run the program")
            .perlOptional("user", types -> types.user, "the daemon's own"));
    static final Key<String> GROUP =
            ALL.add(Key.optionalPerl("group", types -> types.userGroup, "the user's own", "the group to run it as"));
    static final Key<Boolean> REDIRECT_STDERR = ALL.add(Key.of(
            "redirect_stderr", Types.BOOLEAN, "false", "whether standard error goes where standard output goes"));

    /** The keys of standard output. */
    static final Stream STDOUT = Stream.of("stdout", "standard output");
    /** The keys of standard error. */
    static final Stream STDERR = Stream.of("stderr", "standard error");

    static final Key<Path> LOGFILE = ALL.add(Key.optionalPerl(
            "logfile",
            types -> types.fileInFolder,
            "the daemon's --logfile, else /dev/stdout; in an included file, a file in childlogdir",
            "where standard output and standard error of the program go; never rotated"));
    static final Key<Map<String, String>> ENVIRONMENT = ALL.add(Key.optional(
            "environment",
            Types.PAIRS,
            "none",
            "variables on top of the daemon's own and those of [supervisord] environment"));
    static final Key<Map<String, String>> PERL_ENVIRONMENT = ALL.add(Key.optionalPerl(
            "environment",
            _ -> PerlTypes.ENVIRONMENT,
            "the daemon's own variables",
            "all the variables it gets, with ;; between them; nothing is quoted"));
    static final Key<String> DIRECTORY = ALL.add(Key.optional(
            "directory", Types.TEXT, "the daemon's own", "the working directory, entered at the start, not before"));
    static final Key<Path> PERL_DIRECTORY = ALL.add(
            Key.ofPerl("directory", types -> types.existingFolder, "/", "the working directory, which must exist"));
    static final Key<Integer> UMASK =
            ALL.add(Key.optional("umask", Types.UMASK, "the daemon's own", "the file mode creation mask")
                    .perl("umask", PerlTypes.UMASK, "0022"));
    static final Key<String> SERVERURL =
            ALL.add(Key.optional("serverurl", Types.TEXT, "AUTO", "what SUPERVISOR_SERVER_URL says"));
    static final Key<OutputSpec.Format> LOG_FORMAT =
            ALL.add(Key.of("log_format", Types.LOG_FORMAT, "raw", "how lines are written to the log")
                    .perl("log-format", Types.LOG_FORMAT, "perl")
                    .ours());

    private ProgramKeys() {}

    /** The keys of a stream; only supervisord's files have them. */
    record Stream(
            Key<Types.LogTarget> logfile,
            Key<Long> maxBytes,
            Key<Integer> backups,
            Key<Long> captureMaxBytes,
            Key<Boolean> eventsEnabled,
            Key<Boolean> syslog) {

        private static Stream of(String name, String meaning) {
            return new Stream(
                    ALL.add(Key.of(
                            name + "_logfile",
                            types -> types.logTarget,
                            "AUTO",
                            "where " + meaning + " goes; expanded twice, so that a percent sign is %%%%")),
                    ALL.add(Key.of(
                            name + "_logfile_maxbytes",
                            Types.BYTES,
                            "50MB",
                            "the size at which the log is rotated; 0: never")),
                    ALL.add(Key.of(name + "_logfile_backups", Types.COUNT, "10", "how many old logs are kept")),
                    ALL.add(Key.of(
                            name + "_capture_maxbytes",
                            Types.BYTES,
                            "0",
                            "the most of a text between capture tokens that becomes an event; 0: none does")),
                    ALL.add(Key.of(
                            name + "_events_enabled",
                            Types.BOOLEAN,
                            "false",
                            "whether " + meaning + " becomes events")),
                    ALL.add(Key.of(
                            name + "_syslog", Types.BOOLEAN, "false", "whether " + meaning + " also goes to syslog")));
        }
    }
}
