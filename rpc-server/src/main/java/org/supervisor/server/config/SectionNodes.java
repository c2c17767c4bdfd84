package org.supervisor.server.config;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.commons.configuration2.tree.ImmutableNode;

/** Collects what a grammar reads, as nodes. Parts of a section that have the same name are one. */
final class SectionNodes {
    private final Path file;
    private final Map<String, Integer> headers = new LinkedHashMap<>();
    private final Map<String, List<ImmutableNode>> assignments = new LinkedHashMap<>();
    private List<ImmutableNode> current = List.of();

    SectionNodes(Path file) {
        this.file = file;
    }

    /** Whether no section has begun yet. */
    boolean isEmpty() {
        return headers.isEmpty();
    }

    /** A section begins, or goes on. */
    void header(int line, String section) {
        headers.putIfAbsent(section, line);
        current = assignments.computeIfAbsent(section, _ -> new ArrayList<>());
    }

    /**
     * A key of the section is given a value.
     *
     * @param lines of the value, each with its number from 1
     */
    void assignment(String key, String value, List<Integer> lines) {
        current.add(new Setting(value, file, lines).node(key));
    }

    /** The parent node of all sections. */
    ImmutableNode root() {
        ImmutableNode.Builder root = new ImmutableNode.Builder(headers.size());
        headers.forEach((name, line) -> root.addChild(
                Section.of(name, file, line, assignments.get(name)).node()));
        return root.create();
    }
}
