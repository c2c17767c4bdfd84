package org.supervisor.client;

/** The answer did not come in time. What was asked for may happen nevertheless. */
public final class TimedOutException extends SupervisorException {
    private static final long serialVersionUID = 1;

    TimedOutException(String message, Throwable cause) {
        super(message, cause);
    }
}
