package org.supervisor.server.engine;

import org.supervisor.api.FaultCode;

/** A request that cannot be met, with the fault code the wire has for the reason. Carries no stack trace. */
public final class RefusedException extends RuntimeException {
    private static final long serialVersionUID = 1;
    private final FaultCode code;

    /**
     * Refuses a request.
     *
     * @param code the documented reason
     * @param detail what follows the colon in the fault's text; null: nothing does
     */
    public RefusedException(FaultCode code, String detail) {
        super(code.text(detail), null, false, false);
        this.code = code;
    }

    /** The documented reason. */
    public FaultCode code() {
        return code;
    }
}
