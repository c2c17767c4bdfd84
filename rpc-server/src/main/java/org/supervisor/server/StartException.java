package org.supervisor.server;

/** The daemon cannot start, for a reason that its user can remove. The message is complete. */
final class StartException extends RuntimeException {
    private static final long serialVersionUID = 1;
    private final ExitCode exitCode;

    StartException(ExitCode exitCode, String message) {
        super(message, null, false, false);
        this.exitCode = exitCode;
    }

    ExitCode exitCode() {
        return exitCode;
    }
}
