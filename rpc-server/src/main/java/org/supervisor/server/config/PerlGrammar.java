package org.supervisor.server.config;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.supervisor.server.config.Scan.Assignment;
import org.supervisor.server.config.Scan.Fault;
import org.supervisor.server.config.Scan.Header;

/**
 * The lines of a Perl file, as Config::IniFiles sees them without options: comments only at the beginning of a line, no
 * continuation lines, here-documents.
 *
 * @see <a href="https://metacpan.org/pod/Config::IniFiles">Config::IniFiles</a>
 */
final class PerlGrammar {
    private static final Pattern HEADER = Pattern.compile("\\s*\\[\\s*(\\S|\\S.*\\S)\\s*]\\s*");
    private static final Pattern ASSIGNMENT = Pattern.compile("\\s*([^=]*?[^=\\s])\\s*=(.*)");
    private static final Pattern HERE_DOCUMENT = Pattern.compile("<<\\s*(\\S.*)");

    private final List<String> text;
    private final List<Scan.Line> lines = new ArrayList<>();
    private final List<Fault> faults = new ArrayList<>();
    private int at;

    private PerlGrammar(String text) {
        this.text = text.lines().toList();
    }

    /** Takes a text apart. */
    static Scan scan(String text) {
        PerlGrammar grammar = new PerlGrammar(text);
        while (grammar.at < grammar.text.size()) {
            grammar.take(grammar.text.get(grammar.at++));
        }
        return new Scan(List.copyOf(grammar.lines), List.copyOf(grammar.faults));
    }

    private void take(String line) {
        String content = line.strip();
        if (content.isEmpty() || content.startsWith(";") || content.startsWith("#")) {
            return;
        }
        Matcher header = HEADER.matcher(line);
        if (header.matches()) {
            lines.add(new Header(at, header.group(1)));
            return;
        }
        Matcher assignment = ASSIGNMENT.matcher(line);
        if (!assignment.matches()) {
            fault(at, content, "expected a line such as: key = value");
        } else if (lines.isEmpty()) {
            fault(at, content, "expected a section such as [program:web] first");
        } else {
            int number = at;
            String value = assignment.group(2).strip();
            lines.add(new Assignment(number, assignment.group(1).strip(), hereDocument(number, value), false));
        }
    }

    private String hereDocument(int number, String value) {
        Matcher start = HERE_DOCUMENT.matcher(value);
        if (!start.matches()) {
            return value;
        }
        String end = start.group(1).strip();
        int last = at;
        while (last < text.size() && !text.get(last).equals(end)) {
            last++;
        }
        if (last == text.size()) {
            fault(number, value, "expected a line \"" + end + "\" at the end of the here-document");
            return "";
        }
        String body = String.join("\n", text.subList(at, last));
        at = last + 1;
        return body;
    }

    private void fault(int number, String found, String expected) {
        faults.add(new Fault(number, found, expected, "line " + number + ": " + found + ": " + expected));
    }
}
