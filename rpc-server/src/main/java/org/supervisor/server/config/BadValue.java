package org.supervisor.server.config;

/** A text that is not what it should be. Its message is in supervisord's words. */
final class BadValue extends Exception {
    private static final long serialVersionUID = 1L;

    BadValue(String message) {
        super(message, null, false, false); // an answer, not an accident: nobody reads its stack
    }
}
