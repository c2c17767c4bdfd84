package org.supervisor.server.config;

/** A text that is not what it should be. Its message is in supervisord's words. */
final class BadValue extends Exception {
    private static final long serialVersionUID = 1L;

    private final String advice;
    private final String part;
    private final int line;
    private final String unknownName;

    BadValue(String message) {
        this(message, "", "", 0, "");
    }

    private BadValue(String message, String advice, String part, int line, String unknownName) {
        super(message, null, false, false); // an answer, not an accident: nobody reads its stack
        this.advice = advice;
        this.part = part;
        this.line = line;
        this.unknownName = unknownName;
    }

    /** A text in which there is {@code %(name)s}, and the name is not known. */
    static BadValue ofUnknownName(String message, String name) {
        return new BadValue(message, "", "", 0, name);
    }

    /** The same in other words. */
    BadValue saying(String message) {
        return new BadValue(message, advice, part, line, unknownName);
    }

    /** The same, with advice that is better than what the type of the value expects. */
    BadValue advising(String text) {
        return new BadValue(getMessage(), text, part, line, unknownName);
    }

    /**
     * The same, with the part of the value that is bad.
     *
     * @param index of the line of the value in which it stands, from 0
     */
    BadValue in(String text, int index) {
        return new BadValue(getMessage(), advice, text, index, unknownName);
    }

    /** What to do; empty: what the type expects says enough. */
    String advice() {
        return advice;
    }

    /** The part that is bad; empty: all of it. */
    String part() {
        return part;
    }

    /** The name that is not known; empty if that is not what is wrong. */
    String unknownName() {
        return unknownName;
    }

    /** The line of the part within the value, from 0. */
    int line() {
        return line;
    }
}
