package org.supervisor.examples.extension;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Hours of a day.
 *
 * @param from the first, from 0
 * @param to the one before which it ends, up to 24
 */
record Hours(int from, int to) {
    private static final Pattern FORM = Pattern.compile("(\\d{1,2})-(\\d{1,2})");

    Hours {
        if (from >= to || to > 24) {
            throw new IllegalArgumentException("hours = " + from + "-" + to + " is no part of a day, such as 8-18");
        }
    }

    /**
     * Hours as people write them.
     *
     * @throws IllegalArgumentException if they are not
     */
    static Hours parse(String text) {
        Matcher matcher = FORM.matcher(text.strip());
        if (!matcher.matches()) {
            throw new IllegalArgumentException("hours = " + text + ": expected two hours, such as 8-18");
        }
        return new Hours(Integer.parseInt(matcher.group(1)), Integer.parseInt(matcher.group(2)));
    }

    boolean contains(int hour) {
        return hour >= from && hour < to;
    }

    @Override
    public String toString() {
        return from + "-" + to;
    }
}
