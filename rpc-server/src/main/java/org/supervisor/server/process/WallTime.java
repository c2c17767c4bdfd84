package org.supervisor.server.process;

import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.TimeZone;

/**
 * Moments in local time. {@code java.time}'s own zones would search every jar for further time-zone rules at their
 * first use, which takes longer than everything else a start logs; {@code TimeZone} has the same rules.
 */
public final class WallTime {
    private WallTime() {}

    /** A moment in the default time zone. */
    public static OffsetDateTime local(Instant moment) {
        int offsetMillis = TimeZone.getDefault().getOffset(moment.toEpochMilli());
        return OffsetDateTime.ofInstant(moment, ZoneOffset.ofTotalSeconds(offsetMillis / 1000));
    }
}
