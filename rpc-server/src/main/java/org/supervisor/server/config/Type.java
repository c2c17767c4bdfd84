package org.supervisor.server.config;

import java.util.function.BinaryOperator;
import java.util.function.Function;

/**
 * A kind of value.
 *
 * @param word its name where keys are explained
 * @param expected completes the sentence "expected ..."
 * @param conversion from text to value
 * @param remark the remark on a text whose value is replaced by the nearest possible one; empty for all others
 */
record Type<T>(String word, String expected, Conversion<T> conversion, Function<String, String> remark) {
    /** A kind of value whose name is the text of what is expected. */
    Type(String expected, Conversion<T> conversion, Function<String, String> remark) {
        this(expected, expected, conversion, remark);
    }

    /** A kind of value that is accepted as it is, or refused. */
    Type(String expected, Conversion<T> conversion) {
        this(expected, conversion, _ -> "");
    }

    /** A kind of value with a name, that is accepted as it is, or refused. */
    Type(String word, String expected, Conversion<T> conversion) {
        this(word, expected, conversion, _ -> "");
    }

    /** Turns text into a value. */
    @FunctionalInterface
    interface Conversion<T> {
        /**
         * The value.
         *
         * @throws BadValue in supervisord's wording
         */
        T of(String text) throws BadValue;
    }

    /** The same kind of value, with the same message for every problem: {@code prefix} and the text. */
    Type<T> complainingOf(String prefix) {
        return complaining((text, _) -> prefix + text);
    }

    /** The same kind of value, with a place after every message. */
    Type<T> complainingIn(String place) {
        return complaining((_, complaint) -> complaint + place);
    }

    private Type<T> complaining(BinaryOperator<String> complaint) {
        return new Type<>(
                word,
                expected,
                text -> {
                    try {
                        return conversion.of(text);
                    } catch (BadValue e) {
                        throw e.saying(complaint.apply(text, e.getMessage()));
                    }
                },
                remark);
    }
}
