package org.supervisor.server.process;

/**
 * How the result of an event listener is handled. supervisord calls a Python function that the section names; no Python
 * code runs here, so the usual ones are implemented here.
 */
public enum ResultHandler {
    /** {@code OK}: the event was processed; any other result rejects it. */
    DEFAULT,
    /**
     * Of the package supervisor_stdout: every result is the output of a program, which goes to the daemon's own output.
     */
    STANDARD_OUTPUT,
    /** Any other: every result means that the event was processed. */
    FOREIGN;

    /** The name of the default in a configuration. */
    public static final String DEFAULT_NAME = "supervisor.dispatchers:default_handler";

    /** The prefix of supervisord's own handlers; there is only one. */
    public static final String OWN_MODULE = "supervisor.dispatchers:";

    private static final String STANDARD_OUTPUT_NAME = "supervisor_stdout:event_handler";

    /** The handler of this name. */
    public static ResultHandler named(String name) {
        return switch (name) {
            case DEFAULT_NAME -> DEFAULT;
            case STANDARD_OUTPUT_NAME -> STANDARD_OUTPUT;
            default -> FOREIGN;
        };
    }
}
