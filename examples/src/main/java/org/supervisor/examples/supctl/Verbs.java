package org.supervisor.examples.supctl;

import java.util.List;
import org.supervisor.api.FaultCode;
import org.supervisor.client.FaultException;
import org.supervisor.client.NotReachableException;
import org.supervisor.client.SupervisorException;
import org.supervisor.client.UnauthorizedException;

/** The commands of supervisorctl, with its output and its exit statuses. */
final class Verbs {
    private final Session session;

    Verbs(Session session) {
        this.session = session;
    }

    /**
     * Runs one command.
     *
     * @param words the verb, then its arguments
     * @return the exit status
     */
    int run(List<String> words) {
        String verb = words.get(0);
        List<String> arguments = words.subList(1, words.size());
        try {
            return run(verb, arguments);
        } catch (SupervisorException e) {
            return failed(verb, e);
        }
    }

    private int run(String verb, List<String> arguments) {
        return switch (verb) {
            case "status" -> new StatusVerbs(session).status(arguments);
            case "pid" -> new StatusVerbs(session).pid(arguments);
            case "explain" -> new ExplainVerb(session).explain(arguments);
            case "events" -> new EventsVerb(session).events(arguments);
            case "avail" -> withoutArguments(verb, arguments) ? new StatusVerbs(session).avail() : Exit.FAILED;
            case "version" -> withoutArguments(verb, arguments) ? new StatusVerbs(session).version() : Exit.FAILED;
            case "start" -> new ActVerbs(session).start(arguments);
            case "stop" -> new ActVerbs(session).stop(arguments);
            case "restart" -> new ActVerbs(session).restart(arguments);
            case "signal" -> new ActVerbs(session).signal(arguments);
            case "clear" -> new ActVerbs(session).clear(arguments);
            case "reread" -> withoutArguments(verb, arguments) ? new ConfigVerbs(session).reread() : Exit.FAILED;
            case "update" -> new ConfigVerbs(session).update(arguments);
            case "add" -> new ConfigVerbs(session).add(arguments);
            case "remove" -> new ConfigVerbs(session).remove(arguments);
            case "tail" -> new LogVerbs(session).tail(arguments);
            case "maintail" -> new LogVerbs(session).maintail(arguments);
            case "reopen" -> withoutArguments(verb, arguments) ? new LogVerbs(session).reopen() : Exit.FAILED;
            case "fg" -> new LogVerbs(session).foreground(arguments);
            case "reload" -> withoutArguments(verb, arguments) ? new DaemonVerbs(session).reload() : Exit.FAILED;
            case "shutdown" -> withoutArguments(verb, arguments) ? new DaemonVerbs(session).shutdown() : Exit.FAILED;
            case "help" -> help(arguments);
            case "quit", "exit" -> Exit.OK;
            default -> unknown(verb);
        };
    }

    private boolean withoutArguments(String verb, List<String> arguments) {
        if (!arguments.isEmpty()) {
            wrongUsage(session, verb, verb + " accepts no arguments");
        }
        return arguments.isEmpty();
    }

    /** Says what is wrong, and how it is right. */
    static void wrongUsage(Session session, String verb, String complaint) {
        session.print("Error: " + complaint);
        session.print(Manual.of(verb));
    }

    private int help(List<String> arguments) {
        session.print(arguments.isEmpty() ? Manual.verbs() : Manual.of(arguments.get(0)));
        return Exit.OK;
    }

    private int unknown(String verb) {
        session.print("*** Unknown syntax: " + verb);
        return Exit.FAILED;
    }

    private int failed(String verb, SupervisorException e) {
        return switch (e) {
            case NotReachableException unreachable -> notReachable(verb, unreachable);
            case FaultException fault
            when fault.is(FaultCode.UNKNOWN_METHOD) -> {
                session.print(session.target().url() + " does not know " + fault.getMessage()
                        + "; if it is a supervisord, its"
                        + " configuration may lack the section [rpcinterface:supervisor]");
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

    private int notReachable(String verb, NotReachableException e) {
        boolean isEnd = verb.equals("shutdown") || verb.equals("reload");
        String prefix = isEnd ? "ERROR: " : "";
        String suffix = verb.equals("shutdown") ? " (already shut down?)" : "";
        String url = session.target().url();
        return switch (e.reason()) {
            case REFUSED -> {
                session.print(prefix + url + " refused connection" + suffix);
                yield isEnd ? Exit.FAILED : Exit.REFUSED;
            }
            case NO_SOCKET -> {
                session.print(prefix + url + " no such file" + suffix);
                yield isEnd ? Exit.FAILED : verb.equals("status") ? Exit.STATUS_UNKNOWN : Exit.NOT_RUNNING;
            }
            case FORBIDDEN, UNKNOWN_HOST, TIMED_OUT, BROKEN, OTHER -> {
                session.print("error: " + e.getMessage());
                yield verb.equals("status") ? Exit.STATUS_UNKNOWN : Exit.FAILED;
            }
        };
    }
}
