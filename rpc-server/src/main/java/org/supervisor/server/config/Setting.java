package org.supervisor.server.config;

import java.nio.file.Path;
import java.util.List;
import org.apache.commons.configuration2.tree.ImmutableNode;

/**
 * A value and its place.
 *
 * @param value its text, nothing expanded
 * @param file the file
 * @param lines the number, from 1, of each line of the value
 */
record Setting(String value, Path file, List<Integer> lines) {
    private static final String FILE = "file";
    private static final String LINES = "lines";

    /** A value of one line. */
    Setting(String value, Path file, int line) {
        this(value, file, List.of(line));
    }

    /** The setting of a node. */
    @SuppressWarnings("unchecked") // set by node()
    static Setting of(ImmutableNode node) {
        return new Setting((String) node.getValue(), (Path) node.getAttributes().get(FILE), (List<Integer>)
                node.getAttributes().get(LINES));
    }

    /** This as the node of a key. */
    ImmutableNode node(String key) {
        return new ImmutableNode.Builder()
                .name(key)
                .value(value)
                .addAttribute(FILE, file)
                .addAttribute(LINES, lines)
                .create();
    }

    /** The line at which it begins. */
    int line() {
        return lines.getFirst();
    }

    /** The place of a line of the value in the file: comments between them are no part of the value. */
    int line(int index) {
        return lines.get(Math.min(index, lines.size() - 1));
    }
}
