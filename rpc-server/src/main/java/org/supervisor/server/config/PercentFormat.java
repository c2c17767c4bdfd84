package org.supervisor.server.config;

import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Python's {@code text % mapping}: {@code %(name)s}, {@code %(process_num)02d}, {@code %%}. Values are strings and
 * integers; conversions to floating point are refused.
 *
 * @see <a href="https://docs.python.org/3/library/stdtypes.html#printf-style-string-formatting">printf-style
 *     formatting</a>
 */
final class PercentFormat {
    private static final int LONGEST = 1 << 20;
    private static final String UNFINISHED = "incomplete format";

    private final String template;
    private final Map<String, Object> names;
    private int at;
    private String open = ""; // such as %(name), until its conversion is complete

    private PercentFormat(String template, Map<String, Object> names) {
        this.template = template;
        this.names = names;
    }

    /**
     * Fills in the values.
     *
     * @param label what is being expanded, for messages: {@code program:web.command}
     */
    static String expand(String template, Map<String, Object> names, String label) throws BadValue {
        if (template.indexOf('%') < 0) {
            return template;
        }
        PercentFormat format = new PercentFormat(template, names);
        try {
            return format.expand();
        } catch (UnknownName e) {
            String message = "Format string " + PythonText.repr(template) + " for " + PythonText.repr(label)
                    + " contains names (" + PythonText.repr(e.getMessage()) + ") which cannot be expanded. "
                    + "Available names: "
                    + String.join(", ", names.keySet().stream().sorted().toList());
            throw BadValue.ofUnknownName(message, e.getMessage()).advising(known(e.getMessage(), names.keySet()));
        } catch (BadFormat e) {
            throw new BadValue("Format string " + PythonText.repr(template) + " for " + PythonText.repr(label)
                            + " is badly formatted: " + e.getMessage())
                    .advising(format.advice(e));
        }
    }

    private String advice(BadFormat problem) {
        if (problem.lacksLetter && !open.isEmpty()) {
            return "expected a letter after " + open + ", such as " + open + "s";
        }
        String reason = problem.getMessage();
        int colon = reason.lastIndexOf(": ");
        return "expected %% for a percent sign, %(name)s for a value: "
                + (colon < 0 ? reason : reason.substring(colon + 2));
    }

    private static String known(String name, Set<String> names) {
        List<String> known = names.stream().sorted().toList();
        List<String> ours =
                known.stream().filter(n -> !n.startsWith(Names.VARIABLE)).toList();
        return "unknown name (" + name + ")" + NearSpelling.hint(name, known) + "; known: " + String.join(", ", ours)
                + ", and ENV_X for the variable X, if the daemon has it";
    }

    private static final class UnknownName extends Exception {
        private static final long serialVersionUID = 1L;

        private UnknownName(String name) {
            super(name, null, false, false);
        }
    }

    private static final class BadFormat extends Exception {
        private static final long serialVersionUID = 1L;

        private final boolean lacksLetter;

        private BadFormat(String message) {
            this(message, false);
        }

        private BadFormat(String message, boolean lacksLetter) {
            super(message, null, false, false);
            this.lacksLetter = lacksLetter;
        }
    }

    /** The flags, width and precision between the name and the letter. */
    private record Layout(String flags, int width, int precision) {
        boolean has(char flag) {
            return flags.indexOf(flag) >= 0;
        }

        String pad(String sign, String body, boolean zeros) {
            int missing = Math.max(0, width - sign.length() - body.length());
            if (has('-')) {
                return sign + body + " ".repeat(missing);
            }
            return zeros ? sign + "0".repeat(missing) + body : " ".repeat(missing) + sign + body;
        }
    }

    private String expand() throws UnknownName, BadFormat {
        StringBuilder out = new StringBuilder();
        while (at < template.length()) {
            char c = template.charAt(at++);
            if (out.length() > LONGEST) {
                throw new BadFormat("the result has more than " + LONGEST + " characters");
            }
            if (c != '%') {
                out.append(c);
            } else if (at < template.length() && template.charAt(at) == '%') {
                at++;
                out.append('%');
            } else {
                out.append(conversion());
            }
        }
        return out.toString();
    }

    private String conversion() throws UnknownName, BadFormat {
        Object value = peek() == '(' ? value() : names;
        int flags = at;
        while ("-+ #0".indexOf(peek()) >= 0) {
            at++;
        }
        String flagText = template.substring(flags, at);
        int width = number(0);
        int precision = -1;
        if (peek() == '.') {
            at++;
            precision = number(0);
        }
        if ("hlL".indexOf(peek()) >= 0) {
            at++;
        }
        String text = converted(letter(), value, new Layout(flagText, width, precision));
        open = "";
        return text;
    }

    private char peek() throws BadFormat {
        if (at == template.length()) {
            throw new BadFormat(UNFINISHED, true);
        }
        return template.charAt(at);
    }

    private int letter() throws BadFormat {
        int letter = Character.isHighSurrogate(peek()) ? template.codePointAt(at) : peek();
        at += Character.charCount(letter);
        return letter;
    }

    private Object value() throws UnknownName, BadFormat {
        int start = ++at;
        for (int depth = 1; depth > 0; at++) {
            if (at == template.length()) {
                throw new BadFormat("incomplete format key");
            }
            char c = template.charAt(at);
            depth += c == '(' ? 1 : c == ')' ? -1 : 0;
        }
        String name = template.substring(start, at - 1);
        open = template.substring(start - 2, at);
        Object value = names.get(name);
        if (value == null) {
            throw new UnknownName(name);
        }
        return value;
    }

    private int number(int absent) throws BadFormat {
        if (peek() == '*') {
            throw new BadFormat("* wants int");
        }
        int value = absent;
        while (Character.digit(peek(), 10) >= 0) {
            value = value * 10 + Character.digit(template.charAt(at++), 10);
            if (value > Short.MAX_VALUE) {
                throw new BadFormat("width too big");
            }
        }
        return value;
    }

    private String converted(int letter, Object value, Layout layout) throws BadFormat {
        return switch (letter) {
            case 's', 'r', 'a' -> text(letter, value, layout);
            case 'd', 'i', 'u' -> integer(letter, value, 10, "", "a real number", layout);
            case 'o' -> integer(letter, value, 8, "0o", "an integer", layout);
            case 'x', 'X' -> integer(letter, value, 16, "0x", "an integer", layout);
            case 'c' -> character(value, layout);
            default ->
                throw new BadFormat(
                        String.format(
                                "unsupported format character '%s' (0x%x) at index %d",
                                letter < 0x7f ? Character.toString(letter) : "?",
                                letter,
                                at - Character.charCount(letter)),
                        true);
        };
    }

    private static String text(int letter, Object value, Layout layout) throws BadFormat {
        if (value instanceof Map) {
            throw new BadFormat("a name in parentheses is expected after %, or %% for a percent sign");
        }
        String text = letter == 's' || value instanceof Integer ? value.toString() : PythonText.repr(value.toString());
        boolean cuts = layout.precision() >= 0 && layout.precision() < text.length();
        return layout.pad("", cuts ? text.substring(0, layout.precision()) : text, false);
    }

    private static String integer(int letter, Object value, int base, String prefix, String wanted, Layout layout)
            throws BadFormat {
        if (!(value instanceof Integer number)) {
            throw new BadFormat("%" + (char) letter + " format: " + wanted + " is required, not " + pythonType(value));
        }
        String digits = Integer.toString(Math.abs(number), base);
        digits = "0".repeat(Math.max(0, layout.precision() - digits.length())) + digits;
        String sign = number < 0 ? "-" : layout.has('+') ? "+" : layout.has(' ') ? " " : "";
        String before = sign + (layout.has('#') ? prefix : "");
        String shown = layout.pad(before, digits, layout.has('0'));
        return letter == 'X' ? shown.toUpperCase(java.util.Locale.ROOT) : shown;
    }

    private static String character(Object value, Layout layout) throws BadFormat {
        if (value instanceof Integer number && Character.isValidCodePoint(number)) {
            return layout.pad("", Character.toString(number), false);
        }
        if (value instanceof String text && text.codePointCount(0, text.length()) == 1) {
            return layout.pad("", text, false);
        }
        throw new BadFormat('%' + "c requires int or char");
    }

    private static String pythonType(Object value) {
        return value instanceof Map ? "dict" : "str";
    }
}
