package org.supervisor.server.config;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.supervisor.server.config.Scan.Fault;
import org.supervisor.server.process.NativeText;

/**
 * Reads the lines of a supervisord file as Python's {@code RawConfigParser} does with {@code strict=False} and
 * {@code inline_comment_prefixes=(';', '#')}.
 *
 * @see <a href="https://docs.python.org/3.11/library/configparser.html#supported-ini-file-structure">configparser</a>
 */
final class PythonGrammar {
    private static final String SIGNS = ";#";
    private static final String BOGUS = "\n\t[line ";
    private static final int MOST_BOGUS_LINES = 1000;
    private static final String NO_BRACKET = "expected a closing bracket, such as: [supervisord]";
    private static final Pattern HEADER_IN_VALUE =
            Pattern.compile("\\[\\s*([A-Za-z_-]+)\\s*([:\\]]).*", Pattern.DOTALL);

    private final Path file;
    private final SectionNodes nodes;
    private final List<Warning> warnings = new ArrayList<>();
    private final List<Fault> faults = new ArrayList<>();
    private final StringBuilder bogus = new StringBuilder();
    private int bogusLines;
    /** By section, its keys with the lines of their last values. */
    private final Map<String, Map<String, Integer>> seen = new HashMap<>();

    private Map<String, Integer> keys = Map.of();
    private String section = "";
    private int indent;
    private Pending pending;

    /** A key whose value may go on. */
    private static final class Pending {
        private final int number;
        private final String key;
        private final List<String> parts = new ArrayList<>();
        private final List<Integer> numbers = new ArrayList<>();
        private boolean cutInQuotes;
        private char quote; // the one that is open; 0: none

        private Pending(int number, String key) {
            this.number = number;
            this.key = key;
        }

        private void add(int line, String part, boolean cut) {
            parts.add(part);
            numbers.add(line);
            quote = quoteAfter(quote, part);
            cutInQuotes |= cut && quote != 0;
        }

        private String value() {
            return PythonText.stripEnd(String.join("\n", parts));
        }
    }

    private PythonGrammar(Path file) {
        this.file = file;
        this.nodes = new SectionNodes(file);
    }

    /** Parses the text of a file. */
    static Scan scan(String text, Path file) {
        PythonGrammar grammar = new PythonGrammar(file);
        int number = 0;
        for (String line : text.lines().toList()) {
            if (!grammar.take(++number, line)) {
                break;
            }
        }
        grammar.flush();
        return grammar.finished();
    }

    /** Returns whether to go on. */
    private boolean take(int number, String line) {
        int cut = commentStart(line);
        String content = PythonText.strip(cut < 0 ? line : line.substring(0, cut));
        if (content.isEmpty()) {
            if (cut < 0 && pending != null) {
                pending.add(
                        number, "", false); // an empty line inside a value belongs to it, if more of the value follows
            }
            return true;
        }
        int column = PythonText.indent(line);
        if (pending != null && column > indent) {
            checkContinuation(number, content);
            pending.add(number, content, cut >= 0);
            return true;
        }
        indent = column;
        int bracket = content.lastIndexOf(']');
        if (content.startsWith("[") && bracket > 1) {
            flush();
            section = content.substring(1, bracket);
            keys = seen.computeIfAbsent(section, _ -> new HashMap<>());
            nodes.header(number, section);
            return true;
        }
        if (nodes.isEmpty()) {
            missingHeader(number, line);
            return false;
        }
        assignment(number, line, content, cut >= 0);
        return true;
    }

    /** An indented header is part of the value above it, and so are all keys of its section. */
    private void checkContinuation(int number, String content) {
        Matcher header = HEADER_IN_VALUE.matcher(content);
        if (!header.matches() || (header.group(2).equals("]") && !Vocabulary.isSection(header.group(1)))) {
            return;
        }
        String name = content.substring(1, content.indexOf(']') < 0 ? content.length() : content.indexOf(']'));
        faults.add(new Fault(
                number,
                content,
                "continues the value of \"" + pending.key + "\" in line " + pending.number
                        + ", because it is indented; remove the blanks before it" + Vocabulary.nearSection(name),
                "line " + number + " of " + PythonText.repr(NativeText.of(file)) + " is indented, so that "
                        + PythonText.repr(content) + " is a part of the value of " + PythonText.repr(pending.key)));
    }

    private void assignment(int number, String line, String content, boolean cut) {
        // Python reads "[program:x" as a key of the section before, which is never intended
        int separator = content.startsWith("[") ? -1 : separator(content);
        if (separator <= 0) {
            noAssignment(number, line, content);
            if (separator == 0) {
                flush();
            }
            return;
        }
        flush();
        pending = new Pending(
                number, PythonText.stripEnd(content.substring(0, separator)).toLowerCase(Locale.ROOT));
        pending.add(number, PythonText.strip(content.substring(separator + 1)), cut);
    }

    /** What is no INI file at all has one of these in each line. */
    private void noAssignment(int number, String line, String content) {
        if (++bogusLines > MOST_BOGUS_LINES) {
            return;
        }
        String text = String.format(BOGUS + "%2d]: %s", number, PythonText.repr(line + "\n"));
        bogus.append(text);
        faults.add(new Fault(
                number, content, content.startsWith("[") ? NO_BRACKET : "expected a line such as: key = value", text));
    }

    private void missingHeader(int number, String line) {
        faults.add(new Fault(
                number,
                line.strip(),
                line.strip().startsWith("[") ? NO_BRACKET : "expected a section such as [supervisord] first",
                "File contains no section headers.\nfile: " + PythonText.repr(NativeText.of(file)) + ", line: " + number
                        + "\n" + PythonText.repr(line + "\n")));
    }

    private void flush() {
        if (pending != null) {
            nodes.assignment(pending.key, pending.value(), pending.numbers);
            Integer before = keys.put(pending.key, pending.number);
            if (before != null) {
                warn("replaces the value in line " + before);
            }
            if (pending.cutInQuotes) {
                warn("a comment sign after a blank cuts the value inside quotes; leave out the blank before it");
            }
            pending = null;
        }
    }

    private void warn(String text) {
        warnings.add(new Warning(file, pending.number, section, pending.key, text));
    }

    private Scan finished() {
        String text = "Source contains parsing errors: " + PythonText.repr(NativeText.of(file));
        List<Fault> all = new ArrayList<>();
        for (Fault fault : faults) {
            boolean isBogus = fault.supervisordText().startsWith(BOGUS);
            // supervisord has one message about all such lines, which is shown if the first fault is one
            String more = all.isEmpty() ? bogus.toString() : fault.supervisordText();
            all.add(isBogus ? new Fault(fault.number(), fault.found(), fault.expected(), text + more) : fault);
        }
        if (bogusLines > MOST_BOGUS_LINES) {
            Fault last = all.removeLast();
            String expected = last.expected() + "; " + (bogusLines - MOST_BOGUS_LINES) + " more such lines follow";
            all.add(new Fault(last.number(), last.found(), expected, last.supervisordText()));
        }
        return new Scan(nodes.root(), List.copyOf(all), List.copyOf(warnings));
    }

    /**
     * Where a comment begins, or -1. A sign counts at the beginning of a line and after white space. Both signs are
     * searched in parallel, one occurrence at a time, and the first round with a hit ends the search: so in {@code a;b
     * ;c #d} the hash wins.
     */
    private static int commentStart(String line) {
        String stripped = PythonText.strip(line);
        if (!stripped.isEmpty() && SIGNS.indexOf(stripped.charAt(0)) >= 0) {
            return 0;
        }
        int semicolon = -1;
        int hash = -1;
        boolean semicolons = true;
        boolean hashes = true;
        while (semicolons || hashes) {
            int found = Integer.MAX_VALUE;
            if (semicolons) {
                semicolon = line.indexOf(';', semicolon + 1);
                semicolons = semicolon >= 0;
                found = startsComment(line, semicolon) ? semicolon : found;
            }
            if (hashes) {
                hash = line.indexOf('#', hash + 1);
                hashes = hash >= 0;
                found = startsComment(line, hash) ? Math.min(found, hash) : found;
            }
            if (found < Integer.MAX_VALUE) {
                return found;
            }
        }
        return -1;
    }

    private static boolean startsComment(String line, int at) {
        return at == 0 || (at > 0 && PythonText.isBlank(line.charAt(at - 1)));
    }

    private static int separator(String content) {
        int equals = content.indexOf('=');
        int colon = content.indexOf(':');
        return equals < 0 ? colon : colon < 0 ? equals : Math.min(equals, colon);
    }

    private static char quoteAfter(char before, String value) {
        char open = before;
        for (int i = 0; i < value.length(); i++) {
            char c = value.charAt(i);
            if (open == 0 && (c == '"' || c == '\'')) {
                open = c;
            } else if (c == open) {
                open = 0;
            }
        }
        return open;
    }
}
