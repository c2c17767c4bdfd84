package org.supervisor.server.engine;

import org.apiguardian.api.API;
import org.supervisor.api.FaultCode;

/** A request that cannot be met, with the XML-RPC fault code for the reason. Carries no stack trace. */
@API(status = API.Status.EXPERIMENTAL)
public final class RefusedException extends RuntimeException {
    private static final long serialVersionUID = 1;
    private final FaultCode code;

    /**
     * Refuses a request.
     *
     * @param code the documented reason
     * @param detail what follows the colon in the fault's text; null: there is nothing
     */
    public RefusedException(FaultCode code, String detail) {
        super(code.text(quotesTheCaller(code) ? Excerpt.of(detail) : detail), null, false, false);
        this.code = code;
    }

    /** Whether the detail is a name that the caller gave; else it is text of ours, which is as long as it has to be. */
    private static boolean quotesTheCaller(FaultCode code) {
        return switch (code) {
            case FAILED, ABNORMAL_TERMINATION, SPAWN_ERROR, CANT_REREAD, NOT_PERMITTED -> false;
            case UNKNOWN_METHOD,
                    INCORRECT_PARAMETERS,
                    BAD_ARGUMENTS,
                    SIGNATURE_UNSUPPORTED,
                    SHUTDOWN_STATE,
                    BAD_NAME,
                    BAD_SIGNAL,
                    NO_FILE,
                    NOT_EXECUTABLE,
                    ALREADY_STARTED,
                    NOT_RUNNING,
                    SUCCESS,
                    ALREADY_ADDED,
                    STILL_RUNNING -> true;
        };
    }

    /** The documented reason. */
    public FaultCode code() {
        return code;
    }
}
