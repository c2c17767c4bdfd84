package org.supervisor.server.engine;

import java.util.concurrent.CompletionException;

/** Unwraps what futures wrap. */
public final class Failures {
    private Failures() {}

    /** What really went wrong; null stays null. */
    public static Throwable cause(Throwable failure) {
        return failure instanceof CompletionException && failure.getCause() != null ? failure.getCause() : failure;
    }
}
