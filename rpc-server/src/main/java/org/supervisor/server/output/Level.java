package org.supervisor.server.output;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;

/** How much a line of the main log matters; the first is the gravest. Names and labels are supervisord's. */
public enum Level {
    CRITICAL("CRIT", "fatal"),
    ERROR("ERRO", "error"),
    WARN("WARN", "warn"),
    INFO("INFO", "info"),
    DEBUG("DEBG", "debug"),
    TRACE("TRAC", "debug"),
    BLATHER("BLAT", "debug");

    private final String label;
    private final String perlWord;

    Level(String label, String perlWord) {
        this.label = label;
        this.perlWord = perlWord;
    }

    /** Four letters, as in supervisord's log. */
    String label() {
        return label;
    }

    /** The nearest of the Perl original's five words. */
    String perlWord() {
        return perlWord;
    }

    /** Whether a log that shows lines down to {@code threshold} shows one of this level. */
    boolean isShownAt(Level threshold) {
        return compareTo(threshold) <= 0;
    }

    /** The level with this name in any case, such as {@code info}; empty if there is none. */
    public static Optional<Level> named(String name) {
        String upper = name.strip().toUpperCase(Locale.ROOT);
        return Arrays.stream(values())
                .filter(level -> level.name().equals(upper))
                .findFirst();
    }

    /** All names, for messages. */
    public static String names() {
        return Arrays.stream(values())
                .map(level -> level.name().toLowerCase(Locale.ROOT))
                .collect(Collectors.joining(", "));
    }
}
