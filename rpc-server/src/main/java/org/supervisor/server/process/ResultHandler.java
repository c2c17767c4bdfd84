package org.supervisor.server.process;

/**
 * What becomes of the result with which an event listener answers. supervisord calls a Python function that the section names;
 * no Python code runs here, so what the usual ones do is done by ours.
 */
public enum ResultHandler {
    /** {@code OK}: the event was processed; any other result rejects it. */
    DEFAULT,
    /** Of the package supervisor_stdout: every result is the output of a program, which goes to the daemon's own. */
    STANDARD_OUTPUT,
    /** One that we do not have: every result means that the event was processed. */
    FOREIGN;

    /** What stands for the default in a configuration. */
    public static final String DEFAULT_NAME = "supervisor.dispatchers:default_handler";

    /** How the names begin that supervisord itself has; there is but one. */
    public static final String OWN_MODULE = "supervisor.dispatchers:";

    private static final String STANDARD_OUTPUT_NAME = "supervisor_stdout:event_handler";

    /** The one that a section means by this. */
    public static ResultHandler named(String name) {
        return switch (name) {
            case DEFAULT_NAME -> DEFAULT;
            case STANDARD_OUTPUT_NAME -> STANDARD_OUTPUT;
            default -> FOREIGN;
        };
    }
}
