package org.supervisor.client;

import java.util.Optional;
import org.supervisor.api.FaultCode;

/** The supervisor refused a request, with a reason. */
public final class FaultException extends SupervisorException {
    private static final long serialVersionUID = 1;
    private final int code;
    private final String text;

    FaultException(String method, int code, String text) {
        super(method + " was refused with fault " + code + ": " + text, null);
        this.code = code;
        this.text = text;
    }

    /** The reason, if it is one of the documented ones. */
    public Optional<FaultCode> faultCode() {
        return FaultCode.of(code);
    }

    /** Whether this is the reason. */
    public boolean is(FaultCode reason) {
        return code == reason.code();
    }

    /** The number on the wire. */
    public int code() {
        return code;
    }

    /** The text on the wire, such as {@code BAD_NAME: web}. */
    public String text() {
        return text;
    }
}
