package org.supervisor.server.config;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/** How much the daemon's own log says, with supervisord's names and numbers. */
public enum LogLevel {
    CRITICAL(50),
    ERROR(40),
    WARN(30),
    INFO(20),
    DEBUG(10),
    TRACE(5),
    BLATHER(3);

    private final int severity;

    LogLevel(int severity) {
        this.severity = severity;
    }

    /** The higher, the more important. */
    public int severity() {
        return severity;
    }

    /** The name as it stands in a file: {@code info}. */
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }

    static Optional<LogLevel> parse(String word) {
        return Arrays.stream(values())
                .filter(level -> level.word().equals(word.toLowerCase(Locale.ROOT)))
                .findFirst();
    }
}
