package org.supervisor.server.config;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.supervisor.server.process.NativeText;

/** What {@code --check} prints: plain text, always in the same order, each line ended by a newline. */
public final class Check {
    private static final int WIDEST = 60;

    private Check() {}

    /** A configuration that can be used: its dialect, every value in force with its source, warnings. */
    public static String of(Loaded loaded) {
        SupervisorSpec spec = loaded.spec();
        StringBuilder out = new StringBuilder()
                .append(Printable.line(NativeText.of(spec.file())))
                .append(": ")
                .append(spec.dialect().title())
                .append(" dialect (")
                .append(loaded.dialectReason())
                .append(")\n");
        for (Path included : loaded.files().subList(1, loaded.files().size())) {
            out.append("includes ")
                    .append(Printable.line(NativeText.of(included)))
                    .append('\n');
        }
        appendValues(out, loaded.values());
        int programs =
                spec.groups().stream().mapToInt(g -> g.processes().size()).sum();
        out.append('\n')
                .append(count(spec.groups().size(), "group"))
                .append(", ")
                .append(count(programs, "process"));
        out.append(", ").append(count(spec.servers().size(), "listener")).append(", ");
        out.append(count(loaded.warnings().size(), "warning")).append(", no problems\n");
        loaded.warnings().forEach(warning -> out.append("  ").append(warning).append('\n'));
        return out.toString();
    }

    /** A configuration that cannot be used: the table of its problems. */
    public static String of(ConfigException problems) {
        return problems.report();
    }

    private static void appendValues(StringBuilder out, List<EffectiveValue> values) {
        Map<String, List<EffectiveValue>> sections = new LinkedHashMap<>();
        values.forEach(value -> sections.computeIfAbsent(value.section(), _ -> new ArrayList<>())
                .add(value));
        sections.forEach((section, mine) -> {
            out.append("\n[").append(Printable.line(section)).append("]\n");
            int width = mine.stream()
                    .mapToInt(v -> shown(v).length())
                    .filter(w -> w <= WIDEST)
                    .max()
                    .orElse(0);
            for (EffectiveValue value : mine) {
                String text = shown(value);
                out.append("  ").append(text).append(" ".repeat(Math.max(0, width - text.length())));
                out.append("  ").append(value.source()).append('\n');
            }
        });
    }

    private static String shown(EffectiveValue value) {
        return Printable.line(value.key() + " = " + value.value());
    }

    private static String count(int number, String noun) {
        String plural = noun.endsWith("s") ? noun + "es" : noun + "s";
        return number + " " + (number == 1 ? noun : plural);
    }
}
