package org.supervisor.api;

import java.util.Optional;

/**
 * The answers to the methods with the Perl names, such as {@code start_process}: one word each. An answer other than
 * the requested result is still an answer, not a failure.
 */
public enum Answer {
    /** The process is running now, or was already. */
    STARTED("started"),
    /** The process is not running: it was stopped, killed, or had not been running. */
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
