package org.supervisor.api;

import java.util.Optional;

/**
 * What the supervisor answers to the methods with the Perl names ({@code start_process} and its kin): one word each.
 * A request that ends with another word than it was made for is still an answer, not a failure.
 */
public enum Answer {
    /** The process runs now, or did so already. */
    STARTED("started"),
    /** The process does not run: it was stopped, killed, or had not been running. */
    STOPPED("stopped"),
    /** The reload signal was sent. */
    RELOADED("reloaded"),
    /** There is a live process. */
    ALIVE("alive"),
    /** There is no live process. */
    DEAD("dead"),
    /** The supervisor gave up: all attempts failed. */
    GAVE_UP("stop"),
    /** There is no process of that name. */
    UNKNOWN("unknown");

    private final String word;

    Answer(String word) {
        this.word = word;
    }

    /** The word on the wire. */
    public String word() {
        return word;
    }

    /** The answer with this word, if it is one of ours. */
    public static Optional<Answer> ofWord(String word) {
        for (Answer answer : values()) {
            if (answer.word.equals(word)) {
                return Optional.of(answer);
            }
        }
        return Optional.empty();
    }
}
