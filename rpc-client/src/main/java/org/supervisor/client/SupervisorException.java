package org.supervisor.client;

/**
 * A call failed. The subclasses tell the cause apart: the network's
 * ({@link NotReachableException}, {@link TimedOutException}), the caller's ({@link UnauthorizedException},
 * {@link UnknownProcessException}), the supervised program's ({@link FaultException}) or the server's
 * ({@link ProtocolViolationException}).
 */
public abstract sealed class SupervisorException extends RuntimeException
        permits NotReachableException,
                UnauthorizedException,
                UnknownProcessException,
                FaultException,
                TimedOutException,
                ProtocolViolationException {
    private static final long serialVersionUID = 1;

    SupervisorException(String message, Throwable cause) {
        super(message, cause);
    }
}
