package org.supervisor.examples.supctl;

import java.util.ArrayList;
import java.util.List;

/** The help texts. One entry per verb, from which completion is made too. Loaded when somebody asks. */
final class Manual {
    /** What the arguments of a verb are, for completion. */
    enum Argument {
        NONE,
        PROCESSES,
        GROUPS,
        EVENT_TYPES
    }

    /**
     * One verb.
     *
     * @param usage what to type, a form a line
     * @param purpose what it does, in one line
     */
    record Entry(String verb, Argument argument, String purpose, List<String> usage) {}

    private static final List<Entry> ENTRIES = List.of(
            entry("add", Argument.GROUPS, "Make groups of the file last read active", "add GROUP..."),
            entry("avail", Argument.NONE, "List all programs of the file last read", "avail"),
            entry("clear", Argument.PROCESSES, "Empty the logs of processes", "clear NAME...", "clear all"),
            entry(
                    "events",
                    Argument.EVENT_TYPES,
                    "Show what happens, a line an event, until Ctrl-C",
                    "events [TYPE...]      these types and all below them, such as PROCESS_STATE; else all but ticks",
                    "events --process NAME, --process GROUP:*",
                    "events --count N      ends after N events",
                    "events --after ID     from the event after this one; 0: from the oldest that is known",
                    "events --json         a line of JSON an event, with its id"),
            entry("exit", Argument.NONE, "Leave", "exit"),
            entry(
                    "explain",
                    Argument.PROCESSES,
                    "Tell what happened to processes lately and why, and where their output went",
                    "explain NAME..."),
            entry(
                    "fg",
                    Argument.PROCESSES,
                    "See what a process writes, type what it reads; end: Ctrl-D or Ctrl-C",
                    "fg NAME"),
            entry("help", Argument.NONE, "Explain a command", "help [COMMAND]"),
            entry(
                    "maintail",
                    Argument.NONE,
                    "Show the end of the supervisor's own log",
                    "maintail [-BYTES]   the last 1600 bytes, or so many",
                    "maintail -f         and what is added, until Ctrl-C"),
            entry(
                    "pid",
                    Argument.PROCESSES,
                    "Show process ids",
                    "pid           the supervisor's",
                    "pid NAME...",
                    "pid all"),
            entry("quit", Argument.NONE, "Leave", "quit"),
            entry("reload", Argument.NONE, "Restart the supervisor and all that it runs", "reload"),
            entry("remove", Argument.GROUPS, "Forget groups whose processes have stopped", "remove GROUP..."),
            entry("reopen", Argument.NONE, "Open all log files anew, after somebody has moved them", "reopen"),
            entry("reread", Argument.NONE, "Read the configuration and tell what update would change", "reread"),
            entry(
                    "restart",
                    Argument.PROCESSES,
                    "Stop processes, then start them; does not read the configuration",
                    "restart NAME...",
                    "restart GROUP:*",
                    "restart all"),
            entry("shutdown", Argument.NONE, "Stop everything, the supervisor too", "shutdown"),
            entry(
                    "signal",
                    Argument.PROCESSES,
                    "Send a signal to processes",
                    "signal SIGNAL NAME...",
                    "signal SIGNAL GROUP:*",
                    "signal SIGNAL all"),
            entry(
                    "start",
                    Argument.PROCESSES,
                    "Start processes and wait until they are up",
                    "start NAME...",
                    "start GROUP:*",
                    "start all"),
            entry("status", Argument.PROCESSES, "Show how processes are", "status [NAME...]", "status GROUP:*"),
            entry(
                    "stop",
                    Argument.PROCESSES,
                    "Stop processes and wait until they are gone",
                    "stop NAME...",
                    "stop GROUP:*",
                    "stop all"),
            entry(
                    "tail",
                    Argument.PROCESSES,
                    "Show the end of what a process wrote",
                    "tail [-BYTES] NAME [stdout|stderr]   the last 1600 bytes, or so many",
                    "tail -f NAME [stdout|stderr]         and what is added, until Ctrl-C"),
            entry(
                    "update",
                    Argument.GROUPS,
                    "Read the configuration and restart what has changed",
                    "update [GROUP...]",
                    "update all"),
            entry("version", Argument.NONE, "Show the supervisor's version", "version"));

    private Manual() {}

    private static Entry entry(String verb, Argument argument, String purpose, String... usage) {
        return new Entry(verb, argument, purpose, List.of(usage));
    }

    static List<Entry> entries() {
        return ENTRIES;
    }

    /** All verbs. */
    static String verbs() {
        List<String> lines = new ArrayList<>();
        lines.add("Commands (help COMMAND tells more):");
        for (Entry entry : ENTRIES) {
            lines.add("  " + StatusVerbs.padded(entry.verb(), 10) + entry.purpose());
        }
        return String.join("\n", lines);
    }

    /** One verb. */
    static String of(String verb) {
        for (Entry entry : ENTRIES) {
            if (entry.verb().equals(verb)) {
                return entry.purpose() + ":\n  " + String.join("\n  ", entry.usage());
            }
        }
        return "*** No help on " + verb + "; help lists all commands";
    }

    /** What {@code --help} shows. */
    static String overview() {
        return """
            supctl - asks a supervisor, or tells it what to do

            Usage:
              supctl [OPTIONS] COMMAND [ARGUMENTS]
              supctl [OPTIONS] --start|--stop|--status|--reload|--kill NAME
              supctl [OPTIONS] --stop-supervisor
              supctl [OPTIONS]                      asks for commands, with completion by the Tab key

            Which supervisor (by default 127.0.0.1, port 9505, or $SUPERVISOR_SERVER_URL):
              --host HOST, --address HOST
              --port PORT
              -s, --serverurl URL         http://host:port or unix:///path/of/the/socket
              -c, --configuration FILE    take URL, user and password from its [supervisorctl] section
              -u, --username NAME
              -p, --password PASSWORD

            How to answer:
              --json                      JSON in one line (status, avail, reread, start, stop, restart, signal, clear,
                                          explain, events, reopen)
              -i, --interactive           read commands from standard input even if it is not a terminal
              -r, --history_file FILE     where to keep typed lines; by default ~/.supctl_history
              -h, --help, -?

            Examples:
              supctl status
              supctl start web            print "web: started", or why not; exit status 0 only if it is up
              supctl --status web         print alive, dead or unknown; exit status 0 if the supervisor answered
              supctl restart workers:*    all processes of a group
              supctl tail -f web stderr
              supctl events PROCESS_STATE_EXITED PROCESS_STATE_FATAL
              supctl -s unix:///run/supervisor.sock --json status
              source <(supctl completion bash)

            """ + verbs() + "\n";
    }
}
