package org.supervisor.server.config;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.supervisor.server.process.Command;

/** How the two originals split a command. */
final class CommandLine {
    private static final String BLANKS = " \t\r\n";
    private static final Pattern PERL_SHELL =
            Pattern.compile("(?s)exec\\s.*|\\w+=.*|.*[$&*(){}\\[\\]'\";\\\\|?<>~`\\n].*");

    private final String text;
    private final List<String> words = new ArrayList<>();
    private int at;

    private CommandLine(String text) {
        this.text = text;
    }

    /** As Python's {@code shlex.split}: POSIX quoting, no shell. What cannot be split is refused when it is started. */
    static Command supervisord(String text) {
        try {
            List<String> words = new CommandLine(text).split();
            return words.isEmpty() ? new Command.Unusable(text, "command is empty") : new Command.Direct(text, words);
        } catch (BadValue e) {
            return new Command.Unusable(text, "can't parse command " + PythonText.repr(text) + ": " + e.getMessage());
        }
    }

    /**
     * As Perl's {@code exec} with one string: a shell only if a character needs it, else words between blanks.
     *
     * @see <a href="https://perldoc.perl.org/functions/exec">perldoc -f exec</a>
     */
    static Command perl(String text) {
        String line = text.strip();
        return PERL_SHELL.matcher(line).matches()
                ? new Command.Shell(line)
                : new Command.Direct(line, List.of(line.split("\\s+")));
    }

    private List<String> split() throws BadValue {
        while (at < text.length()) {
            if (BLANKS.indexOf(text.charAt(at)) >= 0) {
                at++;
            } else {
                words.add(word());
            }
        }
        return words;
    }

    private String word() throws BadValue {
        StringBuilder word = new StringBuilder();
        while (at < text.length() && BLANKS.indexOf(text.charAt(at)) < 0) {
            char c = text.charAt(at++);
            switch (c) {
                case '\\' -> word.append(escaped());
                case '\'' -> singleQuoted(word);
                case '"' -> doubleQuoted(word);
                default -> word.append(c);
            }
        }
        return word.toString();
    }

    private char escaped() throws BadValue {
        if (at == text.length()) {
            throw new BadValue("No escaped character");
        }
        return text.charAt(at++);
    }

    private void singleQuoted(StringBuilder word) throws BadValue {
        int end = text.indexOf('\'', at);
        if (end < 0) {
            throw new BadValue("No closing quotation");
        }
        word.append(text, at, end);
        at = end + 1;
    }

    /** A backslash escapes itself and the quote, and is an ordinary character before anything else. */
    private void doubleQuoted(StringBuilder word) throws BadValue {
        while (at < text.length()) {
            char c = text.charAt(at++);
            if (c == '"') {
                return;
            }
            if (c == '\\') {
                char next = escaped();
                if (next != '"' && next != '\\') {
                    word.append('\\');
                }
                word.append(next);
            } else {
                word.append(c);
            }
        }
        throw new BadValue("No closing quotation");
    }
}
