package org.supervisor.examples.supctl;

import org.supervisor.api.ProcessState;

/** Colours for people at a terminal, unless NO_COLOR is set (https://no-color.org). */
final class Colours {
    private static final boolean WANTED = System.getenv("NO_COLOR") == null && !"dumb".equals(System.getenv("TERM"));
    private static final String GREEN = "\u001b[32m";
    private static final String YELLOW = "\u001b[33m";
    private static final String RED = "\u001b[31m";
    private static final String PLAIN = "\u001b[0m";

    private Colours() {}

    static boolean areWanted() {
        return WANTED;
    }

    static String of(ProcessState state, String text) {
        if (!WANTED) {
            return text;
        }
        return switch (state) {
            case RUNNING -> GREEN + text + PLAIN;
            case STARTING, STOPPING, BACKOFF -> YELLOW + text + PLAIN;
            case FATAL, UNKNOWN -> RED + text + PLAIN;
            case STOPPED, EXITED -> text;
        };
    }
}
