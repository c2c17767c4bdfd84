package org.supervisor.client;

/** The supervisor requires a user name and a password, or rejects the given ones. */
public final class UnauthorizedException extends SupervisorException {
    private static final long serialVersionUID = 1;

    UnauthorizedException(String message, Throwable cause) {
        super(message, cause);
    }
}
