package org.supervisor.examples.supctl;

import java.util.List;
import org.supervisor.client.NotReachableException.Reason;

/**
 * One command of the console. Each is a class of its own, listed once in {@link Verbs}, and is created only when it is
 * run or described; dispatch, help, completion and the tests of the documentation take everything they need from here.
 */
interface Verb {
    /** What the words after the verb are. */
    Argument argument();

    /** What it does, in one line. */
    String purpose();

    /** How to use it, one form a line. */
    List<String> usage();

    /** Command lines worth copying; none if the usage is enough. */
    default List<String> examples() {
        return List.of();
    }

    /** The options that it has, with their hyphens: others are refused. */
    default List<String> options() {
        return List.of();
    }

    /** Whether it can print JSON, if {@link Session#isJson}. */
    default boolean hasJson() {
        return false;
    }

    /**
     * Runs it.
     *
     * @param arguments the words after the verb
     * @return the exit status, one of {@link Exit}
     */
    int run(Session session, List<String> arguments);

    /** What is printed if the supervisor cannot be reached. */
    default String complaintIfUnreachable(String complaint) {
        return complaint;
    }

    /** The exit status if the supervisor cannot be reached. */
    default int statusIfUnreachable(Reason reason) {
        return switch (reason) {
            case REFUSED -> Exit.REFUSED;
            case NO_SOCKET -> Exit.NOT_RUNNING;
            case FORBIDDEN, UNKNOWN_HOST, NOT_TRUSTED, TIMED_OUT, BROKEN, OTHER -> Exit.FAILED;
        };
    }

    /** What it does and how it is used, for people. */
    default String help() {
        return purpose() + ":\n  " + String.join("\n  ", usage())
                + (options().isEmpty() ? "" : "\nOptions: " + String.join(", ", options()))
                + (hasJson() ? "\nWith --json: JSON, one line for each answer." : "")
                + (examples().isEmpty() ? "" : "\nExamples:\n  supctl " + String.join("\n  supctl ", examples()));
    }

    /** Prints what is wrong with its arguments and what is expected, and returns the exit status. */
    default int misused(Session session, String complaint, int status) {
        session.print("Error: " + complaint);
        session.print(help());
        return status;
    }
}
