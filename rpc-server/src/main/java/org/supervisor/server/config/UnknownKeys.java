package org.supervisor.server.config;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.supervisor.server.process.NativeText;

/** Unknown keys. One that several sections have is reported once, with all its places. */
final class UnknownKeys {
    private record Place(Section section, Setting setting) {}

    /** By key and hint. */
    private final Map<List<String>, List<Place>> unknown = new LinkedHashMap<>();

    /** Warns of all unknown sections and keys of a supervisord file. */
    static void warn(Document document, Findings findings) {
        UnknownKeys keys = new UnknownKeys();
        for (Section section : document.sections()) {
            Vocabulary.keysOf(section.name())
                    .ifPresentOrElse(known -> keys.collect(section, known), () -> findings.warn(unknown(section)));
        }
        keys.unknown.forEach((key, places) -> {
            Place first = places.getFirst();
            findings.warn(new Warning(
                    first.setting().file(),
                    first.setting().line(),
                    first.section().name(),
                    key.getFirst(),
                    text(key.getLast(), places)));
        });
    }

    private static Warning unknown(Section section) {
        return new Warning(
                section.file(),
                section.line(),
                section.name(),
                "",
                "unknown section" + Vocabulary.nearSection(section.name()));
    }

    /**
     * Collects those of a section.
     *
     * @param known the known keys; empty if any key is allowed
     */
    void collect(Section section, Set<String> known) {
        section.settings().forEach((key, settings) -> {
            if (!known.isEmpty() && !known.contains(key)) {
                unknown.computeIfAbsent(List.of(key, NearSpelling.hint(key, known)), _ -> new ArrayList<>())
                        .add(new Place(section, settings.getLast()));
            }
        });
    }

    /** The report on a key whose first place is in this section; empty if an earlier section has it. */
    Optional<String> firstIn(Section section, String key, Set<String> known) {
        String hint = NearSpelling.hint(key, known);
        List<Place> places = unknown.get(List.of(key, hint));
        return places.getFirst().section().equals(section) ? Optional.of(text(hint, places)) : Optional.empty();
    }

    private static String text(String hint, List<Place> places) {
        Setting first = places.getFirst().setting();
        String others = places.stream()
                .skip(1)
                .map(p -> "[" + p.section().name() + "] line " + p.setting().line()
                        + (p.setting().file().equals(first.file())
                                ? ""
                                : " of " + NativeText.of(p.setting().file())))
                .collect(Collectors.joining(", "));
        return "unknown key" + hint + (others.isEmpty() ? "" : "; also in " + others);
    }
}
