package org.supervisor.client;

/** There was no connection to the supervisor, or it broke. {@link #reason} tells the cases apart. */
public final class NotReachableException extends SupervisorException {
    private static final long serialVersionUID = 1;
    private final Reason reason;

    /** Why there is no connection. */
    public enum Reason {
        /** Nobody listens at the address. */
        REFUSED,
        /** There is no such UNIX socket. */
        NO_SOCKET,
        /** The UNIX socket is there, but not for this user. */
        FORBIDDEN,
        /** The name of the host means nothing to the resolver. */
        UNKNOWN_HOST,
        /** One side does not trust the other's certificate, or it is for another host. */
        NOT_TRUSTED,
        /** The connection could not be made in time. */
        TIMED_OUT,
        /** The connection was made and then broke; what was asked for may have happened. */
        BROKEN,
        /** The operating system gave another reason; it is in the message. */
        OTHER
    }

    NotReachableException(Reason reason, String message, Throwable cause) {
        super(message, cause);
        this.reason = reason;
    }

    /** Why there is no connection. */
    public Reason reason() {
        return reason;
    }
}
