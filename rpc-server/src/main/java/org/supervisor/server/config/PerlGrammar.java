package org.supervisor.server.config;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.supervisor.server.config.Scan.Fault;

/**
 * Reads the lines of a Perl file as Config::IniFiles does without options: comments only at the beginning of a line, no
 * continuation lines, here-documents.
 *
 * @see <a href="https://metacpan.org/pod/Config::IniFiles">Config::IniFiles</a>
 */
final class PerlGrammar {
    private static final String HERE_DOCUMENT = "<<";

    private final List<String> text;
    private final SectionNodes nodes;
    private final List<Fault> faults = new ArrayList<>();
    private int at;

    private PerlGrammar(String text, Path file) {
        this.text = text.lines().toList();
        this.nodes = new SectionNodes(file);
    }

    /** Parses a text. */
    static Scan scan(String text, Path file) {
        PerlGrammar grammar = new PerlGrammar(text, file);
        while (grammar.at < grammar.text.size()) {
            grammar.take(grammar.text.get(grammar.at++));
        }
        return new Scan(grammar.nodes.root(), List.copyOf(grammar.faults), List.of());
    }

    private void take(String line) {
        String content = line.strip();
        if (content.isEmpty() || content.startsWith(";") || content.startsWith("#")) {
            return;
        }
        if (content.startsWith("[") && content.endsWith("]")) {
            String section = content.substring(1, content.length() - 1).strip();
            if (!section.isEmpty()) {
                nodes.header(at, section);
                return;
            }
        }
        int equals = line.indexOf('=');
        String key = equals < 0 ? "" : line.substring(0, equals).strip();
        if (key.isEmpty()) {
            boolean isOpen = content.startsWith("[");
            fault(
                    at,
                    content,
                    isOpen
                            ? "expected a name in brackets, such as: [program:web]"
                            : "expected a line such as: key = value");
        } else if (nodes.isEmpty()) {
            fault(at, content, "expected a section such as [program:web] first");
        } else {
            int number = at;
            String value = line.substring(equals + 1).strip();
            nodes.assignment(key, hereDocument(number, value), List.of(number));
        }
    }

    private String hereDocument(int number, String value) {
        String end = value.startsWith(HERE_DOCUMENT)
                ? value.substring(HERE_DOCUMENT.length()).strip()
                : "";
        if (end.isEmpty()) {
            return value;
        }
        int last = at;
        while (last < text.size() && !text.get(last).equals(end)) {
            last++;
        }
        if (last == text.size()) {
            fault(number, value, "expected a line \"" + end + "\" at the end of the here-document");
            at = last; // all that follows may be meant as its text
            return value;
        }
        String body = String.join("\n", text.subList(at, last));
        at = last + 1;
        return body;
    }

    private void fault(int number, String found, String expected) {
        faults.add(new Fault(number, found, expected, "line " + number + ": " + found + ": " + expected));
    }
}
