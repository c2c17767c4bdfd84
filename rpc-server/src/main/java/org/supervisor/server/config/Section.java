package org.supervisor.server.config;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.apache.commons.configuration2.tree.ImmutableNode;

/**
 * A section: a node that has the section's name, the file and the line of its first header as attributes, and below it a node for
 * each value given to a key, in the order of the files.
 */
record Section(ImmutableNode node) {
    private static final String FILE = "file";
    private static final String LINE = "line";

    /** A section with these values of keys. */
    static Section of(String name, Path file, int line, List<ImmutableNode> settings) {
        return new Section(new ImmutableNode.Builder()
                .name(name)
                .addAttribute(FILE, file)
                .addAttribute(LINE, line)
                .addChildren(settings)
                .create());
    }

    /** Its name, without brackets. */
    String name() {
        return node.getNodeName();
    }

    /** The file of its first header. */
    Path file() {
        return (Path) node.getAttributes().get(FILE);
    }

    /** The line of its first header. */
    int line() {
        return (int) node.getAttributes().get(LINE);
    }

    /** The value in force: the last. */
    Optional<Setting> get(String key) {
        List<ImmutableNode> children = node.getChildren();
        for (int i = children.size() - 1; i >= 0; i--) {
            if (children.get(i).getNodeName().equals(key)) {
                return Optional.of(Setting.of(children.get(i)));
            }
        }
        return Optional.empty();
    }

    /** Each key with all its values, in the order of the files. */
    Map<String, List<Setting>> settings() {
        Map<String, List<Setting>> settings = new LinkedHashMap<>();
        for (ImmutableNode child : node.getChildren()) {
            settings.computeIfAbsent(child.getNodeName(), _ -> new ArrayList<>())
                    .add(Setting.of(child));
        }
        return settings;
    }

    /** The same section with other texts as values. */
    Section withValues(UnaryOperator<String> change) {
        return new Section(node.replaceChildren(node.getChildren().stream()
                .map(child -> child.setValue(change.apply((String) child.getValue())))
                .toList()));
    }

    /** The part after the colon: {@code web} in {@code program:web}; the whole name without a colon. */
    String suffix() {
        return name().substring(name().indexOf(':') + 1);
    }
}
