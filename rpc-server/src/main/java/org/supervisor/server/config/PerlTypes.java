package org.supervisor.server.config;

import java.util.Map;
import java.util.TreeMap;

/** The kinds of values that differ in Perl files: invalid ones are refused rather than replaced. */
final class PerlTypes {
    private static final int LOWEST_NICENESS = -20;
    private static final int HIGHEST_NICENESS = 19;
    private static final int HIGHEST_UMASK = 0777;
    static final Type<Integer> ATTEMPTS = range("integer", "a whole number of at least 1", 1, Integer.MAX_VALUE);
    static final Type<Integer> SECONDS = range("seconds", "whole seconds, 0 or more", 0, Integer.MAX_VALUE);
    static final Type<Integer> NICENESS = range(
            "integer",
            "a niceness of -20 to 19 (a Perl file's priority is no start order)",
            LOWEST_NICENESS,
            HIGHEST_NICENESS);
    static final Type<Integer> UMASK = new Type<>("octal", "an octal number of 0 to 0777", text -> {
        int umask = Numbers.octal(text);
        if (umask < 0 || umask > HIGHEST_UMASK) {
            throw new BadValue(text + " is not a umask");
        }
        return umask;
    });
    static final Type<String> GIVEN = new Type<>("text", "something", text -> {
        if (text.isEmpty()) {
            throw new BadValue("is empty");
        }
        return text;
    });
    static final Type<String> NAME = new Type<>(Types.NAME.word(), Types.NAME.expected(), text -> {
        if (text.isEmpty()) {
            throw new BadValue("the name is empty");
        }
        return Types.NAME.conversion().of(text);
    });
    static final Type<Map<String, String>> ENVIRONMENT =
            new Type<>("variables", "variables such as: A=1;;B=two words", PerlTypes::environment);

    private PerlTypes() {}

    private static Type<Integer> range(String word, String expected, int lowest, int highest) {
        return new Type<>(
                word,
                expected,
                text -> {
                    int value = Numbers.integer(text);
                    if (value < lowest || value > highest) {
                        throw new BadValue(text + " is not " + expected);
                    }
                    return value;
                },
                text -> Numbers.remark(text, Integer.MIN_VALUE, Integer.MAX_VALUE));
    }

    private static Map<String, String> environment(String text) throws BadValue {
        Map<String, String> variables = new TreeMap<>();
        for (String pair : text.split(";;", -1)) {
            int equals = pair.indexOf('=');
            if (equals > 0) {
                variables.put(pair.substring(0, equals).strip(), pair.substring(equals + 1));
            } else if (!pair.isBlank()) {
                throw new BadValue("no NAME=value: " + PythonText.repr(pair));
            }
        }
        return variables;
    }
}
