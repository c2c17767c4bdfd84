package org.supervisor.server.config;

import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The sections of a supervisord file and the files it includes, later ones merged over earlier ones. */
final class Document {
    private static final String DEFAULTS = "DEFAULT";

    private static final IncludeCombiner COMBINER = new IncludeCombiner();

    private final Map<String, Section> sections = new LinkedHashMap<>();

    /** Adds the sections of a file. */
    void add(List<Section> more) {
        more.forEach(section -> sections.merge(section.name(), section, Document::combined));
    }

    private static Section combined(Section earlier, Section later) {
        return new Section(COMBINER.combine(earlier.node(), later.node()));
    }

    /** All sections in the order of their first appearance, without the one that holds defaults for all. */
    Collection<Section> sections() {
        return sections.values().stream()
                .filter(s -> !s.name().equals(DEFAULTS))
                .toList();
    }

    /** The sections whose names begin so. */
    List<Section> startingWith(String prefix) {
        return sections().stream().filter(s -> s.name().startsWith(prefix)).toList();
    }

    /** A section by its full name. */
    Optional<Section> section(String name) {
        return Optional.ofNullable(sections.get(name)).filter(_ -> !name.equals(DEFAULTS));
    }

    /** What holds for every section that does not say otherwise: {@code [DEFAULT]}. */
    Optional<Section> defaults() {
        return Optional.ofNullable(sections.get(DEFAULTS));
    }
}
