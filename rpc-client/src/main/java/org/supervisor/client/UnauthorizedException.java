package org.supervisor.client;

/** The supervisor wants a user name and a password, or others than were given. */
public final class UnauthorizedException extends SupervisorException {
    private static final long serialVersionUID = 1;

    UnauthorizedException(String message, Throwable cause) {
        super(message, cause);
    }
}
