package org.supervisor.server.config;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.supervisor.server.process.Dialect;

/** What {@code --explain-key} prints. */
public final class KeyHelp {
    /** Reads no value, so it need not know where files are searched. */
    private static final Types ANYWHERE = new Types(new Users(new Nobody()), Optional.empty());

    /** No user and no group. */
    private static final class Nobody implements UserLookup {
        @Override
        public Optional<Found> find(String user) {
            return Optional.empty();
        }

        @Override
        public boolean hasGroup(String group) {
            return false;
        }
    }

    private KeyHelp() {}

    /** The description of all keys of this name, in either dialect; empty if there is none. */
    public static Optional<String> of(String name) {
        String texts = sections().entrySet().stream()
                .filter(entry -> names(entry.getKey()).contains(name))
                .map(entry -> text(entry.getKey(), entry.getValue()))
                .collect(Collectors.joining("\n"));
        return Optional.of(texts).filter(text -> !text.isEmpty());
    }

    /** {@code ; did you mean "command"?}, or nothing. */
    public static String hint(String name) {
        Set<String> known = new TreeSet<>();
        sections().keySet().forEach(key -> known.addAll(names(key)));
        return NearSpelling.hint(name, known);
    }

    private static Map<Key<?>, List<String>> sections() {
        Map<Key<?>, List<String>> sections = new LinkedHashMap<>();
        Vocabulary.kinds()
                .forEach((kind, lists) -> lists.forEach(keys -> keys.all()
                        .forEach(key -> sections.computeIfAbsent(key, _ -> new ArrayList<>())
                                .add("[" + kind + (Vocabulary.hasName(kind) ? ":x]" : "]")))));
        return sections;
    }

    private static List<String> names(Key<?> key) {
        List<String> names = new ArrayList<>();
        for (Dialect dialect : Dialect.values()) {
            key.in(dialect).ifPresent(form -> names.add(form.name()));
        }
        return names;
    }

    private static String text(Key<?> key, List<String> sections) {
        StringBuilder out = new StringBuilder();
        key.supervisord().ifPresent(form -> append(out, form, String.join(", ", sections) + " of supervisord files"));
        key.perl().ifPresent(form -> append(out, form, "[program:x] of Perl files"));
        return out.append("  meaning: ")
                .append(key.meaning())
                .append("\n  a change needs: ")
                .append(key.change().words())
                .append(key.isOurs() ? "\n  known to neither original\n" : "\n")
                .toString();
    }

    private static void append(StringBuilder out, Key.Form<?> form, String place) {
        Type<?> type = form.type().apply(ANYWHERE);
        out.append(form.name()).append(", in ").append(place).append('\n');
        out.append("  type: ").append(type.word());
        out.append(type.word().equals(type.expected()) ? "" : ": " + type.expected());
        out.append("\n  default: ").append(form.absence()).append('\n');
    }
}
