package org.supervisor.server.engine;

import org.apiguardian.api.API;
import org.supervisor.api.Signal;

/**
 * Who requests something, as the audit log has it.
 *
 * @param who the name; {@code anonymous}: nobody had to log in, or nobody knows
 * @param way how the name was shown: {@code password}, {@code token}, {@code certificate}, {@code peer} for the owner of the
 *     other end of a UNIX socket, {@code signal}, {@code program}, or {@code none}
 * @param from the address, or the socket and the user at its other end
 * @param request an id that all calls of one request have; empty: it was no request
 */
@API(status = API.Status.EXPERIMENTAL)
public record Origin(String who, String way, String from, String request) {
    /** Who is not known. */
    public static final String ANONYMOUS = "anonymous";

    /** The supervisor itself. */
    public static final Origin OURSELVES = new Origin("supervisor", "program", "", "");

    /** Of a caller of whom nothing more is known. */
    static Origin of(Caller caller) {
        return new Origin(caller.name().orElse(ANONYMOUS), way(caller), from(caller.via()), "");
    }

    private static String way(Caller caller) {
        return switch (caller.via()) {
            case Caller.Via.Tcp _ -> caller.login().isPresent() ? "password" : "none";
            case Caller.Via.Unix _ -> caller.name().isPresent() ? "peer" : "none";
            case Caller.Via.Signalled _ -> "signal";
            case Caller.Via.Program _ -> "program";
        };
    }

    /** Where a request comes from, in words. */
    public static String from(Caller.Via via) {
        return switch (via) {
            case Caller.Via.Tcp(String host, int port) -> host + ":" + port;
            case Caller.Via.Unix(String socket, var peer) ->
                socket + peer.map(user -> " user " + user).orElse("");
            case Caller.Via.Signalled(Signal _), Caller.Via.Program() -> "";
        };
    }
}
