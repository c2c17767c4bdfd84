package org.supervisor.examples.supctl;

import java.util.ArrayList;
import java.util.List;
import org.supervisor.api.FaultCode;
import org.supervisor.api.Outcome;
import org.supervisor.client.FaultException;
import org.supervisor.client.SupervisorException;
import org.supervisor.client.SupervisorMethods;

/** What is done to processes: start, stop, restart, signal, clear. Several names are taken one after another. */
final class ActVerbs {
    private final Session session;
    private final SupervisorMethods supervisor;
    private final List<Outcome> outcomes = new ArrayList<>();

    ActVerbs(Session session) {
        this.session = session;
        this.supervisor = session.client().supervisor();
    }

    int start(List<String> names) {
        return isNamed("start", names) ? finished(each(names, new Start())) : Exit.WRONG_ARGUMENTS;
    }

    int stop(List<String> names) {
        return isNamed("stop", names) ? finished(each(names, new Stop())) : Exit.FAILED;
    }

    int restart(List<String> names) {
        if (!isNamed("restart", names)) {
            return Exit.FAILED;
        }
        each(names, new Stop());
        return finished(each(names, new Start()));
    }

    int signal(List<String> signalAndNames) {
        if (signalAndNames.size() < 2) {
            Verbs.wrongUsage(session, "signal", "signal requires a signal name and a process name");
            return Exit.FAILED;
        }
        List<String> names = signalAndNames.subList(1, signalAndNames.size());
        return finished(each(names, new Signalling(signalAndNames.get(0))));
    }

    int clear(List<String> names) {
        return isNamed("clear", names) ? finished(each(names, new Clear())) : Exit.FAILED;
    }

    private boolean isNamed(String verb, List<String> names) {
        if (names.isEmpty()) {
            Verbs.wrongUsage(session, verb, verb + " requires a process name");
        }
        return !names.isEmpty();
    }

    private int finished(int status) {
        if (session.isJson()) {
            Json.outcomes(outcomes, session.screen().out());
        }
        return status;
    }

    /** The last failure decides the exit status. */
    private int each(List<String> names, Act act) {
        if (names.contains("all")) {
            return report(act.all(), act);
        }
        int status = Exit.OK;
        for (String name : names) {
            Namespec namespec = Namespec.of(name);
            int outcome = namespec.isGroup() ? group(namespec.group(), act) : one(name, namespec, act);
            status = outcome == Exit.OK ? status : outcome;
        }
        return status;
    }

    private int group(String group, Act act) {
        try {
            return report(act.group(group), act);
        } catch (FaultException e) {
            if (!e.is(FaultCode.BAD_NAME)) {
                throw e;
            }
            print(new Outcome(group, group, e.code(), e.text()), group + ": ERROR (no such group)");
            return act.statusForUnknownGroup();
        }
    }

    private int one(String name, Namespec namespec, Act act) {
        try {
            act.one(name);
            return report(new Outcome(namespec.group(), namespec.process(), FaultCode.SUCCESS.code(), "OK"), act);
        } catch (FaultException e) {
            if (e.is(FaultCode.SHUTDOWN_STATE) || e.is(FaultCode.UNKNOWN_METHOD)) {
                throw e;
            }
            return report(new Outcome(namespec.group(), namespec.process(), e.code(), e.text()), act);
        }
    }

    private int report(List<Outcome> results, Act act) {
        int status = Exit.OK;
        for (Outcome result : results) {
            int outcome = report(result, act);
            status = outcome == Exit.OK ? status : outcome;
        }
        return status;
    }

    private int report(Outcome result, Act act) {
        if (result.isSuccess()) {
            print(result, result.namespec() + ": " + act.done());
            return Exit.OK;
        }
        FaultCode fault = FaultCode.of(result.status()).orElse(FaultCode.FAILED);
        print(result, result.namespec() + ": ERROR (" + complaint(fault, result) + ")");
        hint(fault, result);
        if (fault == act.harmless()) {
            return Exit.OK;
        }
        return switch (fault) {
            case SPAWN_ERROR, ABNORMAL_TERMINATION, NOT_RUNNING -> Exit.NOT_RUNNING;
            default -> Exit.FAILED;
        };
    }

    private void print(Outcome outcome, String line) {
        outcomes.add(outcome);
        if (!session.isJson()) {
            session.print(line);
            session.screen().out().flush();
        }
    }

    private static String complaint(FaultCode fault, Outcome result) {
        return switch (fault) {
            case BAD_NAME -> "no such process";
            case BAD_SIGNAL -> "bad signal name";
            case NO_FILE -> "no such file";
            case NOT_EXECUTABLE -> "file is not executable";
            case ABNORMAL_TERMINATION -> "abnormal termination";
            case SPAWN_ERROR -> "spawn error";
            case ALREADY_STARTED -> "already started";
            case NOT_RUNNING -> "not running";
            default -> result.description();
        };
    }

    /** Somebody who watches would ask why next. */
    private void hint(FaultCode fault, Outcome result) {
        if (fault != FaultCode.SPAWN_ERROR || !session.screen().isOutputTerminal()) {
            return;
        }
        try {
            String reason = supervisor.processInfo(result.namespec()).spawnError();
            session.screen().err().println("  " + reason + "; see: supctl tail " + result.namespec() + " stderr");
        } catch (SupervisorException e) {
            session.screen().err().println("  see: supctl tail " + result.namespec() + " stderr");
        }
    }

    /** One thing that can be done to one process, a group or all. */
    private interface Act {
        String done();

        void one(String namespec);

        List<Outcome> group(String group);

        List<Outcome> all();

        /** The fault that does not make the command fail; null: none. */
        default FaultCode harmless() {
            return null;
        }

        default int statusForUnknownGroup() {
            return Exit.FAILED;
        }
    }

    private final class Start implements Act {
        @Override
        public String done() {
            return "started";
        }

        @Override
        public void one(String namespec) {
            supervisor.startProcess(namespec);
        }

        @Override
        public List<Outcome> group(String group) {
            return supervisor.startProcessGroup(group, true);
        }

        @Override
        public List<Outcome> all() {
            return supervisor.startAllProcesses(true);
        }

        @Override
        public FaultCode harmless() {
            return FaultCode.ALREADY_STARTED;
        }

        @Override
        public int statusForUnknownGroup() {
            return Exit.WRONG_ARGUMENTS;
        }
    }

    private final class Stop implements Act {
        @Override
        public String done() {
            return "stopped";
        }

        @Override
        public void one(String namespec) {
            supervisor.stopProcess(namespec);
        }

        @Override
        public List<Outcome> group(String group) {
            return supervisor.stopProcessGroup(group, true);
        }

        @Override
        public List<Outcome> all() {
            return supervisor.stopAllProcesses(true);
        }

        @Override
        public FaultCode harmless() {
            return FaultCode.NOT_RUNNING;
        }
    }

    private final class Signalling implements Act {
        private final String signal;

        Signalling(String signal) {
            this.signal = signal;
        }

        @Override
        public String done() {
            return "signalled";
        }

        @Override
        public void one(String namespec) {
            supervisor.signalProcess(namespec, signal);
        }

        @Override
        public List<Outcome> group(String group) {
            return supervisor.signalProcessGroup(group, signal);
        }

        @Override
        public List<Outcome> all() {
            return supervisor.signalAllProcesses(signal);
        }
    }

    private final class Clear implements Act {
        @Override
        public String done() {
            return "cleared";
        }

        @Override
        public void one(String namespec) {
            supervisor.clearProcessLogs(namespec);
        }

        /** There is no such method, so it is done one by one. */
        @Override
        public List<Outcome> group(String group) {
            List<Outcome> cleared = new ArrayList<>();
            supervisor.allProcessInfo().stream()
                    .filter(info -> info.group().equals(group))
                    .forEach(info -> {
                        supervisor.clearProcessLogs(info.namespec());
                        cleared.add(new Outcome(group, info.name(), FaultCode.SUCCESS.code(), "OK"));
                    });
            if (cleared.isEmpty()) {
                cleared.add(new Outcome(group, group, FaultCode.BAD_NAME.code(), FaultCode.BAD_NAME.text(group)));
            }
            return cleared;
        }

        @Override
        public List<Outcome> all() {
            return supervisor.clearAllProcessLogs();
        }
    }
}
