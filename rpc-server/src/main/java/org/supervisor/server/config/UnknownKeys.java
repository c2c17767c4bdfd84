package org.supervisor.server.config;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/** Warns of sections and keys that mean nothing: of a key once, however many sections have it. */
final class UnknownKeys {
    private record Place(Section section, Setting setting) {}

    private final Document document;
    private final Findings findings;
    /** By key and hint. */
    private final Map<List<String>, List<Place>> unknown = new LinkedHashMap<>();

    UnknownKeys(Document document, Findings findings) {
        this.document = document;
        this.findings = findings;
    }

    /** Looks at the whole document. */
    void warn() {
        for (Section section : document.sections()) {
            Vocabulary.keysOf(section.name())
                    .ifPresentOrElse(keys -> collect(section, keys), () -> findings.warn(unknown(section)));
        }
        unknown.forEach((key, places) -> findings.warn(unknown(key.getFirst(), key.getLast(), places)));
    }

    private static Warning unknown(Section section) {
        return new Warning(
                section.file(),
                section.line(),
                section.name(),
                "",
                "unknown section" + Vocabulary.nearSection(section.name()));
    }

    private void collect(Section section, Set<String> keys) {
        section.settings().forEach((key, settings) -> {
            if (!keys.isEmpty() && !keys.contains(key)) {
                unknown.computeIfAbsent(List.of(key, NearSpelling.hint(key, keys)), _ -> new ArrayList<>())
                        .add(new Place(section, settings.getLast()));
            }
        });
    }

    private static Warning unknown(String key, String hint, List<Place> places) {
        Place first = places.getFirst();
        String others = places.stream()
                .skip(1)
                .map(p -> "[" + p.section().name() + "] line " + p.setting().line()
                        + (p.setting().file().equals(first.setting().file())
                                ? ""
                                : " of " + p.setting().file()))
                .collect(Collectors.joining(", "));
        return new Warning(
                first.setting().file(),
                first.setting().line(),
                first.section().name(),
                key,
                "unknown key" + hint + (others.isEmpty() ? "" : "; also in " + others));
    }
}
