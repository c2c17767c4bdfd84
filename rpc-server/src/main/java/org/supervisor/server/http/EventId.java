package org.supervisor.server.http;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Identifies an event.
 *
 * @param life the run of the supervisor in which it happened; empty if the client did not give it
 * @param sequence its place in that run
 */
record EventId(String life, long sequence) {
    private static final Pattern FORM = Pattern.compile("(?:([0-9a-z]+)-)?([0-9]{1,18})");

    /** Reads {@code life-sequence}, or a sequence number alone; empty if it is neither. */
    static Optional<EventId> parse(String text) {
        Matcher form = FORM.matcher(text);
        return form.matches()
                ? Optional.of(new EventId(Optional.ofNullable(form.group(1)).orElse(""), Long.parseLong(form.group(2))))
                : Optional.empty();
    }

    /** Whether it can be an event of this run. */
    boolean isOf(String thisLife) {
        return life.isEmpty() || life.equals(thisLife);
    }
}
