package org.supervisor.server.output;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.LongSupplier;

/**
 * Passes one line of each kind in a minute, shortened if it is long: what unknown clients can cause must not fill the
 * log. The next line of a kind says how many were left out. Any thread.
 */
final class RateLimitedLines {
    private static final long PERIOD_NANOS = Duration.ofMinutes(1).toNanos();
    private static final int LONGEST = 200;

    /** Kinds are texts of programs, and few; above this number all are forgotten. */
    private static final int MOST_KINDS = 256;

    private static final class Kind {
        private long shownNanos;
        private int leftOut;
    }

    private final LongSupplier nanos;
    private final Map<String, Kind> kinds = new HashMap<>();

    /**
     * Nothing has come yet.
     *
     * @param nanos a clock that only goes forward
     */
    RateLimitedLines(LongSupplier nanos) {
        this.nanos = nanos;
    }

    /** The line to be written, if any. */
    synchronized Optional<String> next(String kind, String line) {
        long now = nanos.getAsLong();
        Kind known = kinds.get(kind);
        if (known != null && now - known.shownNanos < PERIOD_NANOS) {
            known.leftOut++;
            return Optional.empty();
        }
        if (kinds.size() >= MOST_KINDS) {
            kinds.clear();
        }
        Kind shown = kinds.computeIfAbsent(kind, _ -> new Kind());
        String text = cut(line) + (shown.leftOut == 0 ? "" : " (" + shown.leftOut + " more of this kind before)");
        shown.shownNanos = now;
        shown.leftOut = 0;
        return Optional.of(text);
    }

    private static String cut(String line) {
        if (line.length() <= LONGEST) {
            return line;
        }
        int end = Character.isHighSurrogate(line.charAt(LONGEST - 1)) ? LONGEST - 1 : LONGEST;
        return line.substring(0, end) + "...";
    }
}
