package org.supervisor.server;

/** The daemon cannot start, for a reason that a person outside can mend. The message is all there is to say. */
final class StartException extends RuntimeException {
    private static final long serialVersionUID = 1;
    private final int exitStatus;

    StartException(int exitStatus, String message) {
        super(message, null, false, false);
        this.exitStatus = exitStatus;
    }

    int exitStatus() {
        return exitStatus;
    }
}
