package org.supervisor.server.engine;

import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * A file of variables in the syntax of systemd's EnvironmentFile: {@code NAME=value} lines, comments after {@code #} or
 * {@code ;} at the beginning of a line, quotes, and a backslash before the end of a line that goes on in the next. What systemd
 * skips with a warning is a problem here.
 *
 * @see <a href="https://www.freedesktop.org/software/systemd/man/latest/systemd.exec.html#EnvironmentFile=">systemd.exec(5)</a>
 */
final class VariablesFile {
    private static final Pattern NAME = Pattern.compile("[A-Za-z_][A-Za-z0-9_]*");
    private static final String ESCAPED_IN_QUOTES = "\"\\`$";
    private static final int SHOWN = 48;

    private final String place;
    private final String text;
    private final Map<String, String> variables = new LinkedHashMap<>();
    private int at;
    private int line = 1;

    private VariablesFile(String place, String text) {
        this.place = place;
        this.text = text;
    }

    /**
     * The variables; of a name given twice the last.
     *
     * @param place begins a message
     * @throws IOException the text is not in this syntax; the message has the line
     */
    static Map<String, String> parse(String place, String text) throws IOException {
        VariablesFile file = new VariablesFile(place, text.replace("\r\n", "\n"));
        file.parse();
        return file.variables;
    }

    private void parse() throws IOException {
        if (text.indexOf('\0') >= 0) {
            throw problem(1, "expected text", "a NUL character");
        }
        while (at < text.length()) {
            char c = text.charAt(at);
            if (Character.isWhitespace(c)) {
                next();
            } else if (c == '#' || c == ';') {
                restOfLine();
            } else {
                variable();
            }
        }
    }

    private char next() {
        char c = text.charAt(at++);
        if (c == '\n') {
            line++;
        }
        return c;
    }

    private String restOfLine() {
        int end = text.indexOf('\n', at);
        String rest = text.substring(at, end < 0 ? text.length() : end);
        at += rest.length();
        return rest;
    }

    private void variable() throws IOException {
        int start = at;
        String whole = restOfLine();
        int equals = whole.indexOf('=');
        String name = equals < 0 ? whole.strip() : whole.substring(0, equals).strip();
        if (equals < 0 || !NAME.matcher(name).matches()) {
            throw problem(line, "expected NAME=value", whole);
        }
        at = start + equals + 1;
        variables.put(name, value());
    }

    /** Parts with and without quotes up to the end of the line. Blanks between and around them do not count. */
    private String value() throws IOException {
        StringBuilder value = new StringBuilder();
        while (at < text.length()) {
            char c = text.charAt(at);
            if (c == '\n') {
                break;
            } else if (c == '\'' || c == '"') {
                quoted(value);
            } else if (Character.isWhitespace(c)) {
                next();
            } else {
                plain(value);
                break;
            }
        }
        return value.toString();
    }

    private void quoted(StringBuilder value) throws IOException {
        int first = line;
        int start = at;
        char quote = next();
        while (at < text.length()) {
            char c = next();
            if (c == quote) {
                return;
            }
            if (c == '\\' && quote == '"' && at < text.length()) {
                char escaped = next();
                if (ESCAPED_IN_QUOTES.indexOf(escaped) >= 0) {
                    value.append(escaped);
                } else if (escaped != '\n') {
                    value.append(c).append(escaped);
                }
            } else {
                value.append(c);
            }
        }
        throw problem(first, "expected another " + quote + " after", text.substring(start));
    }

    /** To the end of the line; a quote in it is part of the value. */
    private void plain(StringBuilder value) {
        int kept = value.length();
        while (at < text.length() && text.charAt(at) != '\n') {
            char c = next();
            if (c == '\\') {
                if (at < text.length()) {
                    char escaped = next();
                    if (escaped != '\n') {
                        value.append(escaped);
                    }
                }
                kept = value.length();
            } else {
                value.append(c);
                kept = Character.isWhitespace(c) ? kept : value.length();
            }
        }
        value.setLength(kept);
    }

    private IOException problem(int where, String expected, String found) {
        String first = found.lines().findFirst().orElse("");
        String shown = first.length() > SHOWN ? first.substring(0, SHOWN) + "..." : first;
        return new IOException(place + ", line " + where + ": " + expected + ", found: " + shown);
    }
}
