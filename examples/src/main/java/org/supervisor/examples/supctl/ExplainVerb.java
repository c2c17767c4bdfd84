package org.supervisor.examples.supctl;

import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.supervisor.api.FaultCode;
import org.supervisor.api.HistoryEntry;
import org.supervisor.api.ProcessGoal;
import org.supervisor.api.StreamAccount;
import org.supervisor.client.FaultException;

final class ExplainVerb implements Verb {
    private static final int STATE_WIDTH = 10;
    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("uuuu-MM-dd HH:mm:ss", Locale.ROOT).withZone(ZoneId.systemDefault());

    @Override
    public Argument argument() {
        return Argument.PROCESSES;
    }

    @Override
    public String purpose() {
        return "Show the recent history of processes, and where their output went";
    }

    @Override
    public List<String> usage() {
        return List.of("explain NAME...", "explain GROUP:*", "explain all");
    }

    @Override
    public boolean hasJson() {
        return true;
    }

    @Override
    public int run(Session session, List<String> names) {
        if (names.isEmpty()) {
            return misused(session, "explain requires a process name", Exit.WRONG_ARGUMENTS);
        }
        ProcessNames known = new ProcessNames(session);
        int status = Exit.OK;
        for (String word : names) {
            List<String> meant = known.of(word);
            if (meant.isEmpty()) {
                session.print(Namespec.of(word).group() + ": ERROR (no such group)");
                known.suggest(word);
                status = Exit.FAILED;
            }
            for (String name : meant) {
                if (!explain(session, name)) {
                    session.print(name + ": ERROR (no such process)");
                    known.suggest(name);
                    status = Exit.FAILED;
                }
            }
        }
        return status;
    }

    /** False: there is no such process. */
    private static boolean explain(Session session, String name) {
        try {
            explain(
                    session,
                    name,
                    session.ifKnown(() -> session.client().goal(name)),
                    session.ifKnown(() -> session.client().info(name)).orElse(Map.of()),
                    session.client().explain(name),
                    session.client().account(name));
            return true;
        } catch (FaultException e) {
            if (!e.is(FaultCode.BAD_NAME)) {
                throw e;
            }
            return false;
        }
    }

    private static void explain(
            Session session,
            String name,
            Optional<ProcessGoal> goal,
            Map<String, Object> facts,
            List<HistoryEntry> entries,
            List<StreamAccount> accounts) {
        if (session.isJson()) {
            session.printJson(new JsonObject()
                    .with("name", name)
                    .with("goal", goal.map(ExplainVerb::json))
                    .with("facts", JsonObject.of(facts))
                    .with("passages", entries.stream().map(ExplainVerb::json).toList())
                    .with("output", accounts.stream().map(ExplainVerb::json).toList()));
            return;
        }
        session.print(name + ":" + (entries.isEmpty() ? " nothing has happened yet" : ""));
        goal.ifPresent(wanted -> session.print("  wanted " + (wanted.isUp() ? "up" : "down") + " since "
                + TIME.format(wanted.since()) + ": " + wanted.by()));
        facts.forEach((fact, value) -> FactWords.of(fact, value).forEach(line -> session.print("  " + line)));
        for (HistoryEntry entry : entries) {
            session.print("  " + TIME.format(entry.when()) + "  "
                    + Columns.padded(entry.from().name(), STATE_WIDTH) + "-> "
                    + Columns.padded(entry.to().name(), STATE_WIDTH) + entry.cause());
            lines(session, "stdout", entry.stdout());
            lines(session, "stderr", entry.stderr());
        }
        session.print("  bytes of output, in all its runs:");
        session.print(row("", "read", "written", "removed", "dropped", "pending", "log"));
        accounts.forEach(account -> print(session, account));
    }

    /** Without control characters, which a terminal would act on. */
    private static void lines(Session session, String stream, String text) {
        text.lines()
                .forEach(
                        line -> session.print("      " + stream + " | " + line.replaceAll("[\\p{Cntrl}&&[^\t]]", "?")));
    }

    private static void print(Session session, StreamAccount account) {
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

    private static JsonObject json(ProcessGoal goal) {
        return new JsonObject()
                .with("wanted", goal.isUp() ? "up" : "down")
                .with("since", goal.since().getEpochSecond())
                .with("by", goal.by());
    }

    private static JsonObject json(HistoryEntry entry) {
        return new JsonObject()
                .with("time", entry.when().getEpochSecond())
                .with("from", entry.from().name())
                .with("to", entry.to().name())
                .with("cause", entry.cause())
                .with("stdout", entry.stdout())
                .with("stderr", entry.stderr());
    }

    private static JsonObject json(StreamAccount account) {
        return new JsonObject()
                .with("stream", account.stream().name().toLowerCase(Locale.ROOT))
                .with("log", account.log())
                .with("read", account.read())
                .with("written", account.written())
                .with("removed", account.removed())
                .with("dropped", account.dropped())
                .with("pending", account.pending())
                .with("trouble", account.trouble());
    }
}
