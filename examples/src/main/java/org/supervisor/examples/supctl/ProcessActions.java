package org.supervisor.examples.supctl;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import org.supervisor.api.FaultCode;
import org.supervisor.api.Outcome;
import org.supervisor.client.FaultException;
import org.supervisor.client.SupervisorException;

/** Applies actions to processes, one name after another, and prints the result of each. */
final class ProcessActions {
    private final Session session;
    private final List<Outcome> outcomes = new ArrayList<>();

    ProcessActions(Session session) {
        this.session = session;
    }

    /** Applies the actions one after another, each to all names; the last one decides the exit status. */
    int run(List<String> names, ProcessAction... actions) {
        int status = Exit.OK;
        for (ProcessAction action : actions) {
            status = each(names, action);
        }
        if (session.isJson()) {
            session.printJson(outcomes.stream().map(ProcessActions::json).toList());
        }
        return status;
    }

    private static JsonObject json(Outcome outcome) {
        return new JsonObject()
                .with("name", outcome.namespec())
                .with("ok", outcome.isSuccess())
                .with("status", outcome.status())
                .with("description", outcome.description());
    }

    /** The last failure decides the exit status. */
    private int each(List<String> names, ProcessAction action) {
        if (names.contains("all")) {
            return report(action.all(), action);
        }
        int status = Exit.OK;
        for (String name : names) {
            Namespec namespec = Namespec.of(name);
            int outcome = namespec.isGroup() ? group(namespec.group(), action) : one(name, namespec, action);
            status = outcome == Exit.OK ? status : outcome;
        }
        return status;
    }

    private int group(String group, ProcessAction action) {
        try {
            return report(action.group(group), action);
        } catch (FaultException e) {
            if (!e.is(FaultCode.BAD_NAME)) {
                throw e;
            }
            print(new Outcome(group, group, e.code(), e.text()), group + ": ERROR (no such group)");
            new ProcessNames(session).suggest(group + ":*");
            return action.statusForUnknownGroup();
        }
    }

    private int one(String name, Namespec namespec, ProcessAction action) {
        String process = namespec.process().orElseThrow();
        try {
            action.one(name);
            return report(new Outcome(namespec.group(), process, FaultCode.SUCCESS.code(), "OK"), action);
        } catch (FaultException e) {
            if (e.is(FaultCode.SHUTDOWN_STATE) || e.is(FaultCode.UNKNOWN_METHOD)) {
                throw e;
            }
            return report(new Outcome(namespec.group(), process, e.code(), e.text()), action);
        }
    }

    private int report(List<Outcome> results, ProcessAction action) {
        int status = Exit.OK;
        for (Outcome result : results) {
            int outcome = report(result, action);
            status = outcome == Exit.OK ? status : outcome;
        }
        return status;
    }

    private int report(Outcome result, ProcessAction action) {
        if (result.isSuccess()) {
            print(result, result.namespec() + ": " + action.done());
            return Exit.OK;
        }
        FaultCode fault = FaultCode.of(result.status()).orElse(FaultCode.FAILED);
        print(result, result.namespec() + ": ERROR (" + complaint(fault, result) + ")");
        hint(fault, result);
        if (action.harmless().filter(fault::equals).isPresent()) {
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

    /** Answers what a person would ask next. */
    private void hint(FaultCode fault, Outcome result) {
        switch (fault) {
            case BAD_NAME -> new ProcessNames(session).suggest(result.namespec());
            case SPAWN_ERROR ->
                advise(() -> "  " + reason(result) + "; see: supctl tail " + result.namespec() + " stderr");
            case NO_FILE, NOT_EXECUTABLE -> advise(() -> "  " + reason(result));
            default -> {}
        }
    }

    /** The reason costs a call, which only a person is worth. */
    private void advise(Supplier<String> words) {
        if (session.screen().isOutputTerminal()) {
            session.advise(words.get());
        }
    }

    private String reason(Outcome result) {
        try {
            return session.client().supervisor().processInfo(result.namespec()).spawnError();
        } catch (SupervisorException e) {
            return e.getMessage();
        }
    }
}
