package org.supervisor.api;

import java.util.Optional;

/** One of the two output streams of a process. */
public enum LogStream {
    STDOUT("stdout"),
    STDERR("stderr");

    private final String word;

    LogStream(String word) {
        this.word = word;
    }

    /** The word on the wire and in file names: {@code stdout} or {@code stderr}. */
    public String word() {
        return word;
    }

    /** The stream with this word, if there is one. */
    public static Optional<LogStream> ofWord(String word) {
        for (LogStream stream : values()) {
            if (stream.word.equals(word)) {
                return Optional.of(stream);
            }
        }
        return Optional.empty();
    }
}
