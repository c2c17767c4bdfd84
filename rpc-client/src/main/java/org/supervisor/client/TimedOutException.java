package org.supervisor.client;

/** The answer did not come in time. The request may still be carried out. */
public final class TimedOutException extends SupervisorException {
    private static final long serialVersionUID = 1;

    TimedOutException(String message, Throwable cause) {
        super(message, cause);
    }
}
