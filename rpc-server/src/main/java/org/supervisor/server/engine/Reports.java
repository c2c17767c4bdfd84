package org.supervisor.server.engine;

import java.io.PrintWriter;
import java.io.StringWriter;

/** Words for our own mistakes. */
final class Reports {
    private Reports() {}

    /** A mistake in the supervisor that concerns one program. */
    static String bug(String program, Throwable failure) {
        return program + ": " + bug(failure);
    }

    /** A mistake in the supervisor, told so that it can be found. */
    static String bug(Throwable failure) {
        StringWriter text = new StringWriter();
        failure.printStackTrace(new PrintWriter(text, true));
        return "a mistake in the supervisor itself; it goes on, please report this: "
                + text.toString().stripTrailing();
    }
}
