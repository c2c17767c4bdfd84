package org.supervisor.client;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Function;

/**
 * A value from the wire, to be read as the type it should have.
 *
 * @param where where it was found, for messages
 * @param value what was found
 */
record Wire(String where, Object value) {
    private static final int LONGEST_SHOWN = 60;

    /** A text; a number is accepted. */
    String text() {
        if (value instanceof String || value instanceof Number) {
            return value.toString();
        }
        throw unexpected("a string");
    }

    /** A whole number; a text of digits is accepted. */
    int integer() {
        if (value instanceof Integer number) {
            return number;
        }
        if (value instanceof String text && text.matches("-?\\d{1,9}")) {
            return Integer.parseInt(text);
        }
        throw unexpected("an int");
    }

    /** A whole number that may be too large for an int, and is then a double. */
    long count() {
        if (value instanceof Double number) {
            return number.longValue();
        }
        return integer();
    }

    /** A number that may have a fraction. */
    double number() {
        return value instanceof Double number ? number : integer();
    }

    /** A truth value; 0 and 1 are accepted. */
    boolean truth() {
        if (value instanceof Boolean truth) {
            return truth;
        }
        if (value instanceof Integer number) {
            return number != 0;
        }
        throw unexpected("a boolean");
    }

    /** The elements of an array. */
    <T> List<T> list(Function<Wire, T> element) {
        if (!(value instanceof Object[] elements)) {
            throw unexpected("an array");
        }
        List<T> list = new ArrayList<>(elements.length);
        for (int i = 0; i < elements.length; i++) {
            list.add(element.apply(new Wire(where + "[" + i + "]", elements[i])));
        }
        return list;
    }

    /** An element of an array. */
    Wire at(int index, int size) {
        if (value instanceof Object[] elements && elements.length == size) {
            return new Wire(where + "[" + index + "]", elements[index]);
        }
        throw unexpected("an array of " + size);
    }

    /** A member of a struct that must be there. */
    Wire member(String name) {
        return optionalMember(name).orElseThrow(() -> unexpected("a struct with the member " + name));
    }

    /** A member of a struct that newer servers have. */
    Optional<Wire> optionalMember(String name) {
        if (!(value instanceof Map<?, ?> members)) {
            throw unexpected("a struct");
        }
        return Optional.ofNullable(members.get(name)).map(found -> new Wire(where + "." + name, found));
    }

    /** The members of a struct, arrays as lists. */
    Map<String, Object> members() {
        if (!(value instanceof Map<?, ?> members)) {
            throw unexpected("a struct");
        }
        Map<String, Object> copy = new TreeMap<>();
        members.forEach((name, member) -> copy.put(String.valueOf(name), plain(member)));
        return copy;
    }

    private static Object plain(Object value) {
        if (value instanceof Object[] elements) {
            return Arrays.stream(elements).map(Wire::plain).toList();
        }
        return value instanceof Map<?, ?> ? new Wire("", value).members() : value;
    }

    ProtocolViolationException unexpected(String expected) {
        String shown = value instanceof Object[] elements ? "an array of " + elements.length : String.valueOf(value);
        return new ProtocolViolationException(
                where + " should be " + expected + ", but is "
                        + (shown.length() > LONGEST_SHOWN ? shown.substring(0, LONGEST_SHOWN) + "..." : shown),
                null);
    }
}
