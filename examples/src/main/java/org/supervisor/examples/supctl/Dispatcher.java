package org.supervisor.examples.supctl;

import java.util.List;
import java.util.Optional;
import org.supervisor.api.FaultCode;
import org.supervisor.client.FaultException;
import org.supervisor.client.NotReachableException;
import org.supervisor.client.SupervisorException;
import org.supervisor.client.UnauthorizedException;

/** Runs verbs, and reports their failures in supervisorctl's words. */
final class Dispatcher {
    private final Session session;

    Dispatcher(Session session) {
        this.session = session;
    }

    /**
     * Runs one command.
     *
     * @param words the verb, then its arguments
     * @return the exit status
     */
    int run(List<String> words) {
        String name = words.get(0);
        Optional<Verbs.Entry> entry = Verbs.named(name);
        if (entry.isEmpty()) {
            return unknown(name);
        }
        Verb verb = entry.get().verb();
        List<String> arguments = words.subList(1, words.size());
        if (arguments.contains("--help")) {
            session.print(Help.of(entry.get()));
            return Exit.OK;
        }
        if (verb.argument() == Argument.NONE && !arguments.isEmpty()) {
            return verb.misused(session, name + " accepts no arguments", Exit.FAILED);
        }
        Optional<String> unknown = unknownOption(verb, arguments);
        if (unknown.isPresent()) {
            return verb.misused(
                    session,
                    "option " + unknown.get() + " not recognized" + NearSpelling.hint(unknown.get(), verb.options()),
                    Exit.WRONG_ARGUMENTS);
        }
        try {
            return verb.run(session, arguments);
        } catch (SupervisorException e) {
            return failed(verb, e);
        }
    }

    private static Optional<String> unknownOption(Verb verb, List<String> arguments) {
        return arguments.stream()
                .filter(word -> word.startsWith("--"))
                .map(word -> word.replaceFirst("=.*", ""))
                .filter(option -> !verb.options().contains(option))
                .findFirst();
    }

    /** Standard output is as supervisorctl's, so hints go to standard error. */
    private int unknown(String name) {
        session.print("*** Unknown syntax: " + name);
        session.screen().out().flush();
        NearSpelling.of(name, Verbs.names())
                .ifPresentOrElse(
                        near -> session.complain("did you mean " + near + "?"),
                        () -> session.advise("supctl help lists all commands"));
        return Exit.FAILED;
    }

    private int failed(Verb verb, SupervisorException e) {
        return switch (e) {
            case NotReachableException unreachable -> unreachable(verb, unreachable);
            case FaultException fault
            when fault.is(FaultCode.UNKNOWN_METHOD) -> {
                session.print(session.target().url() + ": " + fault.getMessage()
                        + "; its configuration may lack the section [rpcinterface:supervisor], or it is a supervisord"
                        + " and does not have this method");
                yield Exit.NO_SUCH_INTERFACE;
            }
            case FaultException fault
            when fault.is(FaultCode.SHUTDOWN_STATE) -> {
                session.print("ERROR: supervisor shutting down");
                yield Exit.FAILED;
            }
            case UnauthorizedException unauthorized -> {
                session.print("Server requires authentication");
                session.print("error: " + unauthorized.getMessage() + ": supctl -u NAME -p PASSWORD ...");
                yield Exit.FAILED;
            }
            case SupervisorException other -> {
                session.print("error: " + other.getMessage());
                yield Exit.FAILED;
            }
        };
    }

    private int unreachable(Verb verb, NotReachableException e) {
        String url = session.target().url();
        session.print(
                switch (e.reason()) {
                    case REFUSED -> verb.complaintIfUnreachable(url + " refused connection");
                    case NO_SOCKET -> verb.complaintIfUnreachable(url + " no such file");
                    case FORBIDDEN, UNKNOWN_HOST, NOT_TRUSTED, TIMED_OUT, BROKEN, OTHER -> "error: " + e.getMessage();
                });
        Unreachable.adviseNextStep(session, e.reason());
        return verb.statusIfUnreachable(e.reason());
    }
}
