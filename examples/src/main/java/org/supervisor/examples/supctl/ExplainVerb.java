package org.supervisor.examples.supctl;

import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;
import org.supervisor.api.FaultCode;
import org.supervisor.api.Passage;
import org.supervisor.api.StreamAccount;
import org.supervisor.client.FaultException;

/** Why processes are where they are. */
final class ExplainVerb {
    private static final int STATE_WIDTH = 10;
    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("uuuu-MM-dd HH:mm:ss", Locale.ROOT).withZone(ZoneId.systemDefault());

    private final Session session;

    ExplainVerb(Session session) {
        this.session = session;
    }

    int explain(List<String> names) {
        if (names.isEmpty()) {
            Verbs.wrongUsage(session, "explain", "explain requires a process name");
            return Exit.WRONG_ARGUMENTS;
        }
        int status = Exit.OK;
        for (String name : names) {
            try {
                explain(name, session.client().explain(name), session.client().account(name));
            } catch (FaultException e) {
                if (!e.is(FaultCode.BAD_NAME)) {
                    throw e;
                }
                session.print(name + ": ERROR (no such process)");
                status = Exit.FAILED;
            }
        }
        return status;
    }

    private void explain(String name, List<Passage> passages, List<StreamAccount> accounts) {
        if (session.isJson()) {
            Json.explanation(name, passages, accounts, session.screen().out());
            return;
        }
        session.print(name + ":" + (passages.isEmpty() ? " nothing has happened yet" : ""));
        for (Passage passage : passages) {
            session.print("  " + TIME.format(passage.when()) + "  "
                    + StatusVerbs.padded(passage.from().name(), STATE_WIDTH) + "-> "
                    + StatusVerbs.padded(passage.to().name(), STATE_WIDTH) + passage.cause());
            lines("stdout", passage.stdout());
            lines("stderr", passage.stderr());
        }
        session.print("  bytes of output, in all its lives:");
        session.print(row("", "read", "written", "removed", "dropped", "pending", "log"));
        accounts.forEach(this::print);
    }

    /** Without what a terminal would obey. */
    private void lines(String stream, String text) {
        text.lines()
                .forEach(
                        line -> session.print("      " + stream + " | " + line.replaceAll("[\\p{Cntrl}&&[^\t]]", "?")));
    }

    private void print(StreamAccount account) {
        session.print(row(
                account.stream().name().toLowerCase(Locale.ROOT),
                account.read(),
                account.written(),
                account.removed(),
                account.dropped(),
                account.pending(),
                account.log().orElse("none")));
        account.trouble().ifPresent(trouble -> session.print("            being dropped: " + trouble));
    }

    private static String row(Object... cells) {
        return String.format("    %-7s %12s %12s %12s %12s %8s  %s", cells);
    }
}
