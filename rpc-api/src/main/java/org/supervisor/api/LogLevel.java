package org.supervisor.api;

import java.util.Locale;
import java.util.Optional;

/** The severity of a line of the supervisor's own log, most severe first. Names and labels are supervisord's. */
public enum LogLevel {
    CRITICAL("CRIT"),
    ERROR("ERRO"),
    WARN("WARN"),
    INFO("INFO"),
    DEBUG("DEBG"),
    TRACE("TRAC"),
    BLATHER("BLAT");

    private final String label;

    LogLevel(String label) {
        this.label = label;
    }

    /** Four letters, as in supervisord's log. */
    public String label() {
        return label;
    }

    /** Whether a log that shows lines down to {@code threshold} shows one of this level. */
    public boolean isShownAt(LogLevel threshold) {
        return compareTo(threshold) <= 0;
    }

    /** The level with this name in any case, such as {@code info}; empty if there is none. */
    public static Optional<LogLevel> named(String name) {
        String upper = name.toUpperCase(Locale.ROOT);
        for (LogLevel level : values()) {
            if (level.name().equals(upper)) {
                return Optional.of(level);
            }
        }
        return Optional.empty();
    }
}
