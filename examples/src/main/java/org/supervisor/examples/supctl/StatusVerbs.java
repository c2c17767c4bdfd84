package org.supervisor.examples.supctl;

import java.util.ArrayList;
import java.util.List;
import org.supervisor.api.ConfigInfo;
import org.supervisor.api.FaultCode;
import org.supervisor.api.ProcessInfo;
import org.supervisor.api.ProcessState;
import org.supervisor.client.FaultException;

/** What is: status, pid, avail, version. */
final class StatusVerbs {
    private static final int LEAST_NAME_WIDTH = 30;
    private static final int GAP = 3;
    private static final int STATE_WIDTH = 10;
    private static final int AVAIL_NAME_WIDTH = 32;
    private static final int AVAIL_WORD_WIDTH = 9;

    private final Session session;

    StatusVerbs(Session session) {
        this.session = session;
    }

    int status(List<String> names) {
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
                    notFound(name);
                }
                shown.addAll(found);
            }
        }
        show(shown);
        boolean isOneDown = shown.stream().anyMatch(info -> info.state().isStoppedLike());
        return isOneDown ? Exit.STATUS_NOT_RUNNING : status;
    }

    private static List<ProcessInfo> matching(List<ProcessInfo> all, Namespec wanted) {
        List<ProcessInfo> found = new ArrayList<>();
        for (ProcessInfo info : all) {
            if (info.group().equals(wanted.group())
                    && (wanted.isGroup() || info.name().equals(wanted.process()))) {
                found.add(info);
            }
        }
        return found;
    }

    private void notFound(String name) {
        Namespec wanted = Namespec.of(name);
        String complaint =
                wanted.isGroup() ? wanted.group() + ": ERROR (no such group)" : name + ": ERROR (no such process)";
        if (session.isJson()) {
            session.screen().err().println(complaint);
        } else {
            session.print(complaint);
        }
    }

    private void show(List<ProcessInfo> infos) {
        if (session.isJson()) {
            Json.processes(infos, session.screen().out());
            return;
        }
        int width = LEAST_NAME_WIDTH;
        for (ProcessInfo info : infos) {
            width = Math.max(width, info.namespec().length());
        }
        for (ProcessInfo info : infos) {
            session.print(padded(info.namespec(), width + GAP) + coloured(info.state()) + info.description());
        }
    }

    private String coloured(ProcessState state) {
        String word = padded(state.name(), STATE_WIDTH);
        return session.screen().isOutputTerminal() ? Colours.of(state, word) : word;
    }

    static String padded(String text, int width) {
        return text.length() >= width ? text : text + " ".repeat(width - text.length());
    }

    int pid(List<String> names) {
        if (names.isEmpty()) {
            session.print(Integer.toString(session.client().supervisor().pid()));
            return Exit.OK;
        }
        if (names.contains("all")) {
            session.client().supervisor().allProcessInfo().forEach(info -> session.print(Integer.toString(info.pid())));
            return Exit.OK;
        }
        int status = Exit.OK;
        for (String name : names) {
            int outcome = pidOf(name);
            status = outcome == Exit.OK ? status : outcome;
        }
        return status;
    }

    private int pidOf(String name) {
        try {
            int pid = session.client().supervisor().processInfo(name).pid();
            session.print(Integer.toString(pid));
            return pid == 0 ? Exit.NOT_RUNNING : Exit.OK;
        } catch (FaultException e) {
            if (!e.is(FaultCode.BAD_NAME)) {
                throw e;
            }
            session.print("No such process " + name);
            return Exit.FAILED;
        }
    }

    int avail() {
        List<ConfigInfo> infos = session.client().supervisor().allConfigInfo();
        if (session.isJson()) {
            Json.configurations(infos, session.screen().out());
            return Exit.OK;
        }
        for (ConfigInfo info : infos) {
            session.print(padded(info.namespec(), AVAIL_NAME_WIDTH) + " "
                    + padded(info.inUse() ? "in use" : "avail", AVAIL_WORD_WIDTH) + " "
                    + padded(info.autostart() ? "auto" : "manual", AVAIL_WORD_WIDTH) + " " + info.groupPriority() + ":"
                    + info.processPriority());
        }
        return Exit.OK;
    }

    int version() {
        session.print(session.client().supervisor().version());
        return Exit.OK;
    }
}
