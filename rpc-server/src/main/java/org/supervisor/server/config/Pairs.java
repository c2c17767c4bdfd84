package org.supervisor.server.config;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * supervisord's {@code KEY=value,KEY2="value 2"}: the words of Python's {@code shlex.shlex} in its non-POSIX mode, in
 * groups of four. There are no escapes, and a hash begins a comment.
 *
 * @see <a href="https://docs.python.org/3/library/shlex.html#parsing-rules">shlex</a>
 */
final class Pairs {
    private static final String BLANKS = " \t\r\n";
    private static final String QUOTES = "'\"";
    private static final String WORD_SIGNS = "_/.+-():";
    private static final int PAIR = 3;

    private final String text;
    private final List<String> tokens = new ArrayList<>();
    private final List<Integer> starts = new ArrayList<>();
    private int at;

    private Pairs(String text) {
        this.text = text;
    }

    /** The pairs in the order of the text; of a key given twice the last. */
    static Map<String, String> parse(String text) throws BadValue {
        Pairs reader = new Pairs(text);
        List<String> tokens = reader.tokens();
        Map<String, String> pairs = new LinkedHashMap<>();
        for (int i = 0; i < tokens.size(); i += PAIR + 1) { // the fourth separates pairs, whatever it is
            if (i + PAIR > tokens.size() || !tokens.get(i + 1).equals("=")) {
                throw reader.bad("Unexpected end of key/value pairs in value '" + text + "'", i);
            }
            pairs.put(tokens.get(i), unquoted(tokens.get(i + 2)));
        }
        return pairs;
    }

    /** Reports the pair that begins with a token, or the one before it, if no comma separates the two. */
    private BadValue bad(String message, int token) {
        boolean isSeparated = token == 0 || tokens.get(token - 1).equals(",");
        int first = isSeparated ? token : token - PAIR - 1;
        boolean hasValue = token + 1 >= tokens.size() || tokens.get(token + 1).equals("=");
        int next = !isSeparated ? token : hasValue ? token + PAIR : token + 1;
        int start = first < starts.size() ? starts.get(first) : at;
        int end = next < starts.size() ? starts.get(next) : text.length();
        int line = (int) text.substring(0, start).chars().filter(c -> c == '\n').count();
        return new BadValue(message).in(text.substring(start, end).strip(), line);
    }

    private static String unquoted(String token) {
        int start = 0;
        int end = token.length();
        while (start < end && QUOTES.indexOf(token.charAt(start)) >= 0) {
            start++;
        }
        while (end > start && QUOTES.indexOf(token.charAt(end - 1)) >= 0) {
            end--;
        }
        return token.substring(start, end);
    }

    private List<String> tokens() throws BadValue {
        while (at < text.length()) {
            char c = text.charAt(at);
            if (BLANKS.indexOf(c) >= 0) {
                at++;
            } else if (c == '#') {
                skipLine();
            } else {
                starts.add(at);
                tokens.add(token(c));
            }
        }
        return tokens;
    }

    private String token(char c) throws BadValue {
        if (QUOTES.indexOf(c) >= 0) {
            return quoted(c);
        }
        if (isWordSign(c)) {
            return word();
        }
        int sign = text.codePointAt(at);
        at += Character.charCount(sign);
        return Character.toString(sign);
    }

    private String quoted(char quote) throws BadValue {
        int end = text.indexOf(quote, at + 1);
        if (end < 0) {
            throw bad("No closing quotation", tokens.size() - tokens.size() % (PAIR + 1));
        }
        String token = text.substring(at, end + 1);
        at = end + 1;
        return token;
    }

    /** A quote inside a word is part of it, and a comment does not end it: it goes on in the next line. */
    private String word() {
        StringBuilder word = new StringBuilder();
        while (at < text.length()) {
            char c = text.charAt(at);
            if (c == '#') {
                skipLine();
            } else if (isWordSign(c) || QUOTES.indexOf(c) >= 0) {
                word.append(c);
                at++;
            } else {
                break;
            }
        }
        return word.toString();
    }

    private void skipLine() {
        int end = text.indexOf('\n', at);
        at = end < 0 ? text.length() : end + 1;
    }

    private static boolean isWordSign(char c) {
        boolean isLetter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
        return isLetter || (c >= '0' && c <= '9') || WORD_SIGNS.indexOf(c) >= 0;
    }
}
