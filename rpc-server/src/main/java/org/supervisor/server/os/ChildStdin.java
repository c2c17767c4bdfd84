package org.supervisor.server.os;

/** The result of opening a child's standard input. */
public sealed interface ChildStdin {
    /** A non-blocking descriptor to write to; the receiver closes it. */
    record Open(int fd) implements ChildStdin {}

    /**
     * It cannot be written to.
     *
     * @param message a sentence
     */
    record Unavailable(Reason reason, String message) implements ChildStdin {}

    /** Why not. */
    enum Reason {
        /** The child has closed it, or put something else in its place. */
        CLOSED,
        /** There is no such process any more. */
        GONE,
        /** The kernel does not permit it. */
        DENIED,
        /** Something else. */
        OTHER
    }
}
