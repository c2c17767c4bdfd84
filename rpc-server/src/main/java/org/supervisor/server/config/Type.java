package org.supervisor.server.config;

import java.util.function.BinaryOperator;
import java.util.function.Function;

/**
 * A kind of value.
 *
 * @param word what it is called where keys are explained
 * @param expected completes the sentence "expected ..."
 * @param conversion from text to value
 * @param remark what becomes of a text whose value is replaced by the nearest possible one; empty for all others
 */
record Type<T>(String word, String expected, Conversion<T> conversion, Function<String, String> remark) {
    /** A kind of value that has no shorter name than what is expected of it. */
    Type(String expected, Conversion<T> conversion, Function<String, String> remark) {
        this(expected, expected, conversion, remark);
    }

    /** A kind of value that is taken as it is, or not at all. */
    Type(String expected, Conversion<T> conversion) {
        this(expected, conversion, _ -> "");
    }

    /** A kind of value with a name, that is taken as it is, or not at all. */
    Type(String word, String expected, Conversion<T> conversion) {
        this(word, expected, conversion, _ -> "");
    }

    /** Turns text into a value. */
    @FunctionalInterface
    interface Conversion<T> {
        /**
         * The value.
         *
         * @throws BadValue in supervisord's words
         */
        T of(String text) throws BadValue;
    }

    /** The same kind of value, with every complaint in the same words: {@code prefix} and the text. */
    Type<T> complainingOf(String prefix) {
        return complaining((text, _) -> prefix + text);
    }

    /** The same kind of value, with a place after every complaint. */
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
