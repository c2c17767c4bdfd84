package org.supervisor.server.process;

import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.TimeZone;

/**
 * Moments as people of this place read them. {@code java.time}'s own zones would search every jar for further rules of time at
 * their first use, which takes longer than all else that a start writes down; {@code TimeZone} knows the same rules.
 */
public final class WallTime {
    private WallTime() {}

    /** A moment in the default time zone. */
    public static OffsetDateTime local(Instant moment) {
        int offsetMillis = TimeZone.getDefault().getOffset(moment.toEpochMilli());
        return OffsetDateTime.ofInstant(moment, ZoneOffset.ofTotalSeconds(offsetMillis / 1000));
    }
}
