package org.supervisor.examples.supctl;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.supervisor.api.ProcessInfo;
import org.supervisor.api.ProcessRemark;
import org.supervisor.api.ProcessState;
import org.supervisor.client.NotReachableException.Reason;

final class StatusVerb implements Verb {
    private static final int LEAST_NAME_WIDTH = 30;
    private static final int GAP = 3;
    private static final int STATE_WIDTH = 10;
    private static final String COMPLETED = "COMPLETED";

    /** How long people are shown that the supervisor took programs over. */
    private static final Duration WORTH_MENTIONING = Duration.ofHours(1);

    @Override
    public Argument argument() {
        return Argument.PROCESSES;
    }

    @Override
    public String purpose() {
        return "Show the state of processes";
    }

    @Override
    public List<String> usage() {
        return List.of("status [NAME...]", "status GROUP:*");
    }

    @Override
    public List<String> examples() {
        return List.of("status", "status web workers:*", "--json status web");
    }

    @Override
    public boolean hasJson() {
        return true;
    }

    @Override
    public int run(Session session, List<String> names) {
        List<ProcessInfo> all = session.client().supervisor().allProcessInfo();
        List<ProcessInfo> shown = new ArrayList<>();
        int status = Exit.OK;
        if (names.isEmpty() || names.contains("all")) {
            shown = all;
        } else {
            for (String name : names) {
                List<ProcessInfo> found = matching(all, Namespec.of(name));
                if (found.isEmpty()) {
                    status = Exit.STATUS_UNKNOWN;
                    reportUnknown(session, name);
                }
                shown.addAll(found);
            }
        }
        Map<String, ProcessRemark> remarks = remarks(session);
        if (session.isJson()) {
            session.printJson(shown.stream()
                    .map(info -> json(info, remarks.get(info.namespec())))
                    .toList());
        } else {
            show(session, shown, remarks);
        }
        if (names.isEmpty() && session.screen().isOutputTerminal()) {
            session.ifKnown(() -> session.client().takeover())
                    .flatMap(found -> found)
                    .filter(found -> found.when().isAfter(Instant.now().minus(WORTH_MENTIONING)))
                    .ifPresent(found -> session.advise(
                            "The supervisor " + found.description() + ". To see more: supctl explain NAME"));
        }
        boolean isOneDown = shown.stream().anyMatch(info -> info.state().isStoppedLike());
        return isOneDown ? Exit.STATUS_NOT_RUNNING : status;
    }

    @Override
    public int statusIfUnreachable(Reason reason) {
        return Exit.STATUS_UNKNOWN;
    }

    /** By name; a supervisord has none. */
    static Map<String, ProcessRemark> remarks(Session session) {
        Map<String, ProcessRemark> remarks = new HashMap<>();
        session.ifKnown(() -> session.client().remarks())
                .ifPresent(all -> all.forEach(remark -> remarks.put(remark.name(), remark)));
        return remarks;
    }

    private static List<ProcessInfo> matching(List<ProcessInfo> all, Namespec wanted) {
        List<ProcessInfo> found = new ArrayList<>();
        for (ProcessInfo info : all) {
            if (info.group().equals(wanted.group())
                    && wanted.process().map(info.name()::equals).orElse(true)) {
                found.add(info);
            }
        }
        return found;
    }

    private static void reportUnknown(Session session, String name) {
        Namespec wanted = Namespec.of(name);
        String complaint =
                wanted.isGroup() ? wanted.group() + ": ERROR (no such group)" : name + ": ERROR (no such process)";
        if (session.isJson()) {
            session.complain(complaint);
        } else {
            session.print(complaint);
        }
        new ProcessNames(session).suggest(name);
    }

    private static void show(Session session, List<ProcessInfo> infos, Map<String, ProcessRemark> remarks) {
        int width = LEAST_NAME_WIDTH;
        for (ProcessInfo info : infos) {
            width = Math.max(width, info.namespec().length());
        }
        for (ProcessInfo info : infos) {
            Optional<ProcessRemark> remark = Optional.ofNullable(remarks.get(info.namespec()));
            String text = remark.map(ProcessRemark::text)
                    .filter(words -> !words.isEmpty())
                    .orElse("");
            session.print(Columns.padded(info.namespec(), width + GAP)
                    + coloured(session, info.state(), word(info, remark))
                    + (info.description().isEmpty() || text.isEmpty()
                            ? info.description() + text
                            : info.description() + "; " + text));
        }
    }

    /** The state for people: what has completed is EXITED to supervisord's clients. */
    static String word(ProcessInfo info, Optional<ProcessRemark> remark) {
        boolean isCompleted = info.state() == ProcessState.EXITED
                && remark.filter(ProcessRemark::isCompleted).isPresent();
        return isCompleted ? COMPLETED : info.state().name();
    }

    private static String coloured(Session session, ProcessState state, String text) {
        String word = Columns.padded(text, STATE_WIDTH);
        return session.screen().isOutputTerminal() ? Colours.of(state, word) : word;
    }

    private static JsonObject json(ProcessInfo info, ProcessRemark remark) {
        Optional<ProcessRemark> remarked = Optional.ofNullable(remark);
        return new JsonObject()
                .with("name", info.namespec())
                .with("state", word(info, remarked))
                .with("pid", info.pid())
                .with("started", JsonObject.seconds(info.started()))
                .with("stopped", JsonObject.seconds(info.stopped()))
                .with("now", info.now().getEpochSecond())
                .with("exit_status", info.exitStatus())
                .with("spawn_error", info.spawnError())
                .with("stdout_log", info.stdoutLog())
                .with("stderr_log", info.stderrLog())
                .with("description", info.description())
                .with("remark", remarked.map(ProcessRemark::text).orElse(""));
    }
}
