package org.supervisor.api;

import java.util.Optional;

/** The fault codes of the XML-RPC interface. Codes and names are supervisord's but the last; 5 and 7 do not exist. */
public enum FaultCode {
    UNKNOWN_METHOD(1),
    INCORRECT_PARAMETERS(2),
    BAD_ARGUMENTS(3),
    SIGNATURE_UNSUPPORTED(4),
    SHUTDOWN_STATE(6),
    BAD_NAME(10),
    BAD_SIGNAL(11),
    NO_FILE(20),
    NOT_EXECUTABLE(21),
    FAILED(30),
    ABNORMAL_TERMINATION(40),
    SPAWN_ERROR(50),
    ALREADY_STARTED(60),
    NOT_RUNNING(70),
    /** Not a fault: the status of a part that went well in the answer to a call about many processes. */
    SUCCESS(80),
    ALREADY_ADDED(90),
    STILL_RUNNING(91),
    CANT_REREAD(92),
    /** Ours: the caller has not the role, or no right to the program. */
    NOT_PERMITTED(100);

    private final int code;

    FaultCode(int code) {
        this.code = code;
    }

    /** The number on the wire. */
    public int code() {
        return code;
    }

    /** The text on the wire: the name, then a colon and the detail if there is one. */
    public String text(String detail) {
        return detail == null ? name() : name() + ": " + detail;
    }

    /** The fault with this number, if it is one of ours. */
    public static Optional<FaultCode> of(int code) {
        for (FaultCode fault : values()) {
            if (fault.code == code) {
                return Optional.of(fault);
            }
        }
        return Optional.empty();
    }
}
