package org.supervisor.server.config;

import java.nio.file.Path;
import java.util.List;

/**
 * A value and where it stands.
 *
 * @param value its text, nothing expanded
 * @param file the file
 * @param lines the number, from 1, of each line of the value
 */
record Setting(String value, Path file, List<Integer> lines) {
    /** A value of one line. */
    Setting(String value, Path file, int line) {
        this(value, file, List.of(line));
    }

    /** Where it begins. */
    int line() {
        return lines.getFirst();
    }

    /** Where a line of the value stands in the file: comments between them are no part of the value. */
    int line(int index) {
        return lines.get(Math.min(index, lines.size() - 1));
    }
}
