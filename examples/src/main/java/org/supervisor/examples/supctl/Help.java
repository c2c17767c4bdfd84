package org.supervisor.examples.supctl;

import java.util.ArrayList;
import java.util.List;

/** The help texts; those of the verbs come from the verbs. Loaded on demand. */
final class Help {
    private static final int NAME_WIDTH = 16;

    private Help() {}

    /** All verbs. */
    static String verbs() {
        List<String> lines = new ArrayList<>();
        lines.add("Commands (help COMMAND shows more):");
        for (Verbs.Entry entry : Verbs.all()) {
            lines.add("  " + Columns.padded(entry.name(), NAME_WIDTH)
                    + entry.verb().purpose());
        }
        return String.join("\n", lines);
    }

    /** One verb, by its name. */
    static String of(String name) {
        return Verbs.named(name)
                .map(Help::of)
                .orElseGet(() -> "*** No help on " + name + NearSpelling.hint(name, Verbs.names())
                        + "; help lists all commands");
    }

    static String of(Verbs.Entry entry) {
        return switch (entry.origin()) {
            case SUPERVISORCTL -> entry.verb().help();
            case OURS -> entry.verb().help() + "\nNot in supervisorctl.";
        };
    }

    /** What {@code --help} shows. */
    static String overview() {
        return """
            supctl - controls a supervisor

            Usage:
              supctl [OPTIONS] COMMAND [ARGUMENTS]
              supctl [OPTIONS] --start|--stop|--status|--reload|--kill NAME
              supctl [OPTIONS] --stop-supervisor
              supctl [OPTIONS]                      asks for commands, with completion by the Tab key

            Which supervisor (by default 127.0.0.1, port 9505, or $SUPERVISOR_SERVER_URL):
              --host HOST, --address HOST
              --port PORT
              -s, --serverurl URL         http://host:port, https://host:port or unix:///path/of/the/socket
              -c, --configuration FILE    take URL, user and password from its [supervisorctl] section
              -u, --username NAME
              -p, --password PASSWORD
              --token-file FILE           log in with the token in this file
              --cacert FILE               for https: the certificates to trust, in PEM
              --cert FILE                 for https: the certificate to present, with its key

            How to answer:
              --json                      JSON in one line, where help COMMAND mentions it
              -i, --interactive           read commands from standard input even if it is not a terminal
              -r, --history_file FILE     where to keep typed lines; by default ~/.supctl_history
              -h, --help, -?              this text; after a command, help on the command

            Examples:
              supctl status
              supctl start web            print "web: started", or why it failed; exit status 0 only if it is up
              supctl --status web         print alive, dead or unknown; exit status 0 if the supervisor answered
              supctl restart workers:*    all processes of a group
              supctl tail -f web stderr
              supctl events PROCESS_STATE_EXITED PROCESS_STATE_FATAL
              supctl -s unix:///run/supervisor.sock --json status
              source <(supctl completion bash)

            """ + verbs() + "\n";
    }
}
