package org.supervisor.server.output;

/** One of the two outputs of a child. */
public enum Stream {
    /** Standard output. */
    STDOUT("stdout", Level.INFO),
    /** Standard error. */
    STDERR("stderr", Level.ERROR);

    private final String word;
    private final Level level;

    Stream(String word, Level level) {
        this.word = word;
        this.level = level;
    }

    /** What files, events and the wire call it: {@code stdout} or {@code stderr}. */
    public String word() {
        return word;
    }

    /** The level at which the Perl original logs its lines. */
    Level level() {
        return level;
    }
}
