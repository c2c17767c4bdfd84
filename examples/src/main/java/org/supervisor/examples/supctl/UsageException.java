package org.supervisor.examples.supctl;

/** The command line or the configuration file cannot be understood; the message names what is expected. */
final class UsageException extends RuntimeException {
    private static final long serialVersionUID = 1;

    UsageException(String message) {
        super(message, null, false, false);
    }
}
