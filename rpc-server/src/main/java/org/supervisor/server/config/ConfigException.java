package org.supervisor.server.config;

import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import org.supervisor.server.process.NativeText;

/** A configuration that cannot be used, with all its problems. */
public final class ConfigException extends Exception {
    private static final long serialVersionUID = 1L;
    private static final int WIDEST = 60;

    private final transient Path file;
    private final transient List<Problem> problems;
    private final transient List<Warning> warnings;

    ConfigException(Path file, List<Problem> problems, List<Warning> warnings) {
        super(problems.getFirst().supervisordText());
        this.file = file;
        this.problems = List.copyOf(problems);
        this.warnings = List.copyOf(warnings);
    }

    /** Problems that were found after the configuration had been read. */
    public static ConfigException of(Loaded loaded, List<Problem> problems) {
        return new ConfigException(loaded.spec().file(), problems, loaded.warnings());
    }

    /** All problems; at least one, the one at which supervisord would stop first. */
    public List<Problem> problems() {
        return problems;
    }

    /** The warnings: often the cause of a problem. */
    public List<Warning> warnings() {
        return warnings;
    }

    /** The text of the first problem in supervisord's wording, for {@code Error: ...}. */
    public String supervisordText() {
        return problems.getFirst().supervisordText();
    }

    /**
     * The same for who has the file before him: where the first problem is, what is expected there, and how many others
     * there are. One line.
     */
    public String advisingText() {
        Problem first = problems.getFirst();
        StringBuilder text = new StringBuilder(first.supervisordText());
        if (first.line() > 0) {
            text.append("; line ").append(first.line());
        }
        if (!first.supervisordText().contains(first.expected())) {
            text.append(first.line() > 0 ? ": " : "; ").append(first.expected());
        }
        if (problems.size() > 1) {
            text.append("; problems in all: ").append(problems.size());
        }
        return text.toString();
    }

    /** A table of all problems: place, what was found, what is expected. Ends with a newline. */
    public String report() {
        StringBuilder out = new StringBuilder()
                .append(Printable.line(NativeText.of(file.getFileName())))
                .append(problems.size() == 1 ? " has 1 problem" : " has " + problems.size() + " problems")
                .append("; nothing was started.\n");
        int place = problems.stream()
                .mapToInt(p -> place(p.file(), p.line()).length())
                .max()
                .orElse(0);
        int found = problems.stream()
                .mapToInt(p -> found(p).length())
                .filter(w -> w <= WIDEST)
                .max()
                .orElse(0);
        for (Problem problem : byPlace()) {
            out.append("  ").append(pad(place(problem.file(), problem.line()), place));
            out.append("  ").append(pad(found(problem), found));
            out.append("  ").append(problem.expected()).append('\n');
        }
        warnings.forEach(warning -> out.append("  also: ").append(warning).append('\n'));
        return out.toString();
    }

    private List<Problem> byPlace() {
        List<Path> files = problems.stream().map(Problem::file).distinct().toList();
        return problems.stream()
                .sorted(Comparator.<Problem>comparingInt(p -> files.indexOf(p.file()))
                        .thenComparingInt(Problem::line))
                .toList();
    }

    private String place(Path where, int line) {
        String name = where.equals(file) ? "" : Printable.line(NativeText.of(where)) + (line == 0 ? "" : " ");
        return line == 0 ? name : name + "line " + line;
    }

    private static String found(Problem problem) {
        String section = problem.section().isEmpty() ? "" : "[" + problem.section() + "] ";
        return (section + problem.found()).strip();
    }

    private static String pad(String text, int width) {
        return text + " ".repeat(Math.max(0, width - text.length()));
    }
}
