package org.supervisor.server.os;

/** What was written will never be read: the other end has been closed. */
public final class BrokenPipeException extends OsException {
    private static final long serialVersionUID = 1;

    /** Names the descriptor. */
    public BrokenPipeException(int fd) {
        super("cannot write to descriptor " + fd, Errno.EPIPE);
    }
}
