package org.supervisor.examples.supctl;

import java.util.ArrayList;
import java.util.List;
import org.supervisor.api.LogStream;

/**
 * What is shown below the table. Immutable.
 *
 * @param source where its lines come from
 * @param lines without control characters
 * @param scrolled how many lines above the end of a log, or below the beginning of another text
 */
record TopPane(Source source, List<String> lines, int scrolled) {
    private static final String ESCAPES = "\u001b\\[[0-9;?]*[ -/]*[@-~]";

    /** Where lines come from. */
    sealed interface Source {
        /** The end of a log, with what is added to it. */
        record Log(String name, LogStream stream) implements Source {}

        /** What explain says. */
        record Explanation(String name) implements Source {}

        /** The keys. */
        record Help() implements Source {}
    }

    TopPane {
        lines = lines.stream().map(TopPane::printable).toList();
    }

    static TopPane empty(Source source) {
        return new TopPane(source, List.of(), 0);
    }

    /** Without what a terminal would act on. */
    static String printable(String text) {
        return text.replaceAll(ESCAPES, "").replace("\t", "    ").replaceAll("\\p{Cntrl}", "?");
    }

    TopPane with(List<String> next) {
        return new TopPane(source, next, scrolled);
    }

    /** Up by this many lines, down if it is negative. */
    TopPane scroll(int up) {
        int next = source instanceof Source.Log ? scrolled + up : scrolled - up;
        return new TopPane(source, lines, Math.clamp(next, 0, Math.max(0, lines.size() - 1)));
    }

    /** Those of its lines that are to be seen. */
    List<String> visible(int rows) {
        int from = source instanceof Source.Log
                ? Math.max(0, lines.size() - scrolled - rows)
                : Math.min(scrolled, Math.max(0, lines.size() - rows));
        List<String> seen = new ArrayList<>(lines.subList(from, Math.min(lines.size(), from + rows)));
        while (seen.size() < rows) {
            seen.add("");
        }
        return seen;
    }

    String title() {
        return switch (source) {
            case Source.Log(String name, LogStream stream) -> name + ", " + stream.word() + " (Tab: the other)";
            case Source.Explanation(String name) -> "explain " + name;
            case Source.Help _ -> "Keys";
        };
    }
}
