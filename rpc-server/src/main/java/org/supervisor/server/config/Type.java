package org.supervisor.server.config;

/**
 * A kind of value.
 *
 * @param expected completes the sentence "expected ..."
 * @param conversion from text to value
 */
record Type<T>(String expected, Conversion<T> conversion) {
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
        return new Type<>(expected, text -> {
            try {
                return conversion.of(text);
            } catch (BadValue e) {
                throw new BadValue(prefix + text);
            }
        });
    }
}
