package org.supervisor.server.config;

/** A text that is no valid value. Its message has supervisord's wording. */
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
        super(message, null, false, false); // an expected result: its stack trace is never read
        this.advice = advice;
        this.part = part;
        this.line = line;
        this.unknownName = unknownName;
    }

    /** A text with {@code %(name)s} where the name is unknown. */
    static BadValue ofUnknownName(String message, String name) {
        return new BadValue(message, "", "", 0, name);
    }

    /** The same with another message. */
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
     * @param index of the line of the value that has it, from 0
     */
    BadValue in(String text, int index) {
        return new BadValue(getMessage(), advice, text, index, unknownName);
    }

    /** What to do; empty: the type's expectation is enough. */
    String advice() {
        return advice;
    }

    /** The part that is bad; empty: all of it. */
    String part() {
        return part;
    }

    /** The unknown name; empty if something else is wrong. */
    String unknownName() {
        return unknownName;
    }

    /** The line of the part within the value, from 0. */
    int line() {
        return line;
    }
}
