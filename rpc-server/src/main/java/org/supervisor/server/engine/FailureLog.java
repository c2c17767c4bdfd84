package org.supervisor.server.engine;

import java.io.PrintWriter;
import java.io.StringWriter;
import org.supervisor.api.LogLevel;
import org.supervisor.server.output.MainLog;

/**
 * Writes mistakes of the supervisor itself to the main log, so that they can be found, and lets it go on. Any thread.
 */
final class FailureLog {
    private final MainLog log;

    FailureLog(MainLog log) {
        this.log = log;
    }

    /** Does something; what it throws is reported. */
    void attempt(Runnable step) {
        try {
            step.run();
        } catch (Throwable failure) {
            report(failure);
        }
    }

    /** A mistake that concerns one process. */
    void report(String process, Throwable failure) {
        write(process + ": ", failure);
    }

    /** A mistake that concerns no process, or an unknown one. */
    void report(Throwable failure) {
        write("", failure);
    }

    /**
     * A mistake that is reported harms nothing else; if there is too little memory to report it, the loop cannot go on.
     */
    private void write(String prefix, Throwable failure) {
        try {
            log.log(LogLevel.CRITICAL, prefix + text(failure));
        } catch (VirtualMachineError full) {
            throw full;
        } catch (Throwable unwritten) {
            // the log cannot take it; the loop and the programs go on
        }
    }

    private static String text(Throwable failure) {
        StringWriter text = new StringWriter();
        failure.printStackTrace(new PrintWriter(text, true));
        return "a mistake in the supervisor itself; it goes on, please report this: "
                + text.toString().stripTrailing();
    }
}
