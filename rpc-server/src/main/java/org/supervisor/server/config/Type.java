package org.supervisor.server.config;

import java.util.function.Function;

/**
 * A kind of value.
 *
 * @param expected completes the sentence "expected ..."
 * @param conversion from text to value
 * @param remark what becomes of a text whose value is replaced by the nearest possible one; empty for all others
 */
record Type<T>(String expected, Conversion<T> conversion, Function<String, String> remark) {
    /** A kind of value that is taken as it is, or not at all. */
    Type(String expected, Conversion<T> conversion) {
        this(expected, conversion, _ -> "");
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
        return new Type<>(
                expected,
                text -> {
                    try {
                        return conversion.of(text);
                    } catch (BadValue e) {
                        throw new BadValue(prefix + text);
                    }
                },
                remark);
    }
}
