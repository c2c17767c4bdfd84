package org.supervisor.client;

/** What listens at the address does not answer as a supervisor would. */
public final class ProtocolViolationException extends SupervisorException {
    private static final long serialVersionUID = 1;

    ProtocolViolationException(String message, Throwable cause) {
        super(message, cause);
    }
}
