package org.supervisor.client;

/** There was no connection to the supervisor, or it broke. {@link #reason} distinguishes the cases. */
public final class NotReachableException extends SupervisorException {
    private static final long serialVersionUID = 1;
    private final Reason reason;

    /** Why there is no connection. */
    public enum Reason {
        /** Nothing listens at the address. */
        REFUSED,
        /** There is no such UNIX socket. */
        NO_SOCKET,
        /** The UNIX socket exists, but this user may not connect to it. */
        FORBIDDEN,
        /** The resolver does not know the name of the host. */
        UNKNOWN_HOST,
        /** One side does not trust the other's certificate, or it is for another host. */
        NOT_TRUSTED,
        /** The connection was not established in time. */
        TIMED_OUT,
        /** The connection was established and then broke; the request may have been carried out. */
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
