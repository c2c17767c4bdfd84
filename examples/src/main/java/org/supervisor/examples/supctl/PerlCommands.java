package org.supervisor.examples.supctl;

import java.util.function.Supplier;
import org.supervisor.api.Answer;
import org.supervisor.client.FaultException;
import org.supervisor.client.NotReachableException;
import org.supervisor.client.ProtocolViolationException;
import org.supervisor.client.SupervisorException;
import org.supervisor.client.TimedOutException;
import org.supervisor.client.UnauthorizedException;
import org.supervisor.client.UnknownProcessException;

/**
 * The commands of the Perl original: one word is printed, and the exit status is 0 whenever the supervisor answered,
 * whatever the word; otherwise it is 1 and the failure is printed as {@code <what> error - <text>}.
 */
final class PerlCommands {
    private final Session session;

    PerlCommands(Session session) {
        this.session = session;
    }

    int run(String command, String name) {
        return switch (command) {
            case "start" -> ask(() -> started(name));
            case "stop" -> ask(() -> session.client().stop(name).word());
            case "status" -> ask(() -> session.client().status(name).word());
            case "reload" -> ask(() -> session.client().reload(name).word());
            case "kill" -> ask(() -> session.client().kill(name).word());
            case "stop-supervisor" ->
                ask(() -> {
                    session.client().stopSupervisor();
                    return Answer.STOPPED.word();
                });
            default -> throw new IllegalArgumentException(command);
        };
    }

    /** Connects, and prints an empty line. */
    int connect() {
        return ask(() -> {
            session.client().connect();
            return "";
        });
    }

    private String started(String name) {
        Answer answer = session.client().start(name);
        if (answer == Answer.GAVE_UP) {
            session.screen().out().flush();
            session.screen().err().println(name + " does not stay up" + reason(name));
        }
        return answer.word();
    }

    private String reason(String name) {
        try {
            String reason = session.client().supervisor().processInfo(name).spawnError();
            return reason.isEmpty() ? "; its log may show why" : ": " + reason;
        } catch (SupervisorException e) {
            return "; its log may show why";
        }
    }

    private int ask(Supplier<String> question) {
        try {
            session.print(question.get());
            return 0;
        } catch (UnknownProcessException e) {
            session.print(Answer.UNKNOWN.word());
            session.screen().err().println(e.getMessage());
            return 0;
        } catch (SupervisorException e) {
            session.print(whatWentWrong(e));
            if (e instanceof NotReachableException unreachable) {
                Unreachable.adviseNextStep(session, unreachable.reason());
            }
            return 1;
        }
    }

    /** Type and text of the original, then an explanation. */
    private String whatWentWrong(SupervisorException e) {
        String what = "supervisor.rpc.client.";
        return switch (e) {
            case NotReachableException unreachable
            when unreachable.reason() != NotReachableException.Reason.BROKEN ->
                what + "init error - unable to connect to " + session.target().hostAndPort() + ": " + e.getMessage();
            case FaultException fault ->
                what + "_call.rpc_error error - server error: " + fault.code() + ", message: " + fault.text();
            case ProtocolViolationException _ ->
                what + "_call.xml_decode error - unable to decode the packet: " + e.getMessage();
            case UnauthorizedException _ ->
                what + "_call.network error - " + e.getMessage() + ": supctl -u NAME -p PASSWORD ...";
            case NotReachableException _, TimedOutException _, UnknownProcessException _ ->
                what + "_call.network error - a network communication error has occured: " + e.getMessage();
        };
    }
}
