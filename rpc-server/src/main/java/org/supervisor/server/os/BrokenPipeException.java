package org.supervisor.server.os;

/** Nobody will ever read what was written: the other end has been closed. */
public final class BrokenPipeException extends OsException {
    private static final long serialVersionUID = 1;

    /** Names the descriptor. */
    public BrokenPipeException(int fd) {
        super("cannot write to descriptor " + fd, Errno.EPIPE);
    }
}
