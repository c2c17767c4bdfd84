package org.supervisor.server.output;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.NoSuchFileException;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Consumer;
import org.supervisor.server.process.FailureReason;
import org.supervisor.server.process.TimeSource;

/** Why a log cannot be written, since when, and how much of it was dropped. Not thread-safe: its owner guards it. */
final class WriteTrouble {
    /** How long to leave a file alone after it could not be written. */
    static final Duration RETRY_AFTER = Duration.ofMillis(250);

    private final TimeSource time;
    private final DropReports reports;
    private String reason; // why the last write failed; null: it did not
    private long retryAtNanos;
    private long dropped; // not announced yet

    /**
     * There is none yet.
     *
     * @param name the log's
     * @param complain receives the reports
     */
    WriteTrouble(Object name, TimeSource time, Consumer<String> complain) {
        this.time = time;
        this.reports = new DropReports(name, complain);
    }

    /** Why it cannot be written; empty if it can. */
    Optional<String> reason() {
        return Optional.ofNullable(reason);
    }

    /** Whether it is too early to try again. */
    boolean isTooEarly() {
        return reason != null && time.nanos() - retryAtNanos < 0;
    }

    /** The cause may be gone: it may be tried again at once. */
    void retryNow() {
        retryAtNanos = time.nanos();
    }

    /** It could not be written. */
    void begin(IOException failure) {
        String why = reason(failure);
        boolean isNews = !why.equals(reason);
        reason = why;
        long now = time.nanos();
        retryAtNanos = now + RETRY_AFTER.toNanos();
        if (isNews) {
            reports.begin(why, now);
        }
    }

    /** It can be written, as far as is known. */
    void forget() {
        reason = null;
    }

    /** It can be written, and nothing was dropped that is not announced yet. */
    void end() {
        forget();
        reports.remind(time.nanos());
    }

    /** So many bytes were not written. */
    void drop(int bytes) {
        dropped += bytes;
    }

    /** Whether bytes were dropped that the log does not know of. */
    boolean hasDropped() {
        return dropped > 0;
    }

    /** The line that reports in the log how much is missing. */
    String announcement() {
        return "[supervisor: " + dropped + " bytes dropped: " + reports.reason() + "]\n";
    }

    /** That line has been written. */
    void announced() {
        reports.end(dropped, time.nanos());
        reason = null;
        dropped = 0;
    }

    /** The log ends. */
    void close() {
        reports.close(dropped, time.nanos());
        dropped = 0;
    }

    /** In words for people. */
    static String reason(IOException e) {
        return switch (e) {
            case NoSuchFileException _ -> "No such directory";
            case AccessDeniedException _ -> "Permission denied";
            default -> FailureReason.of(e);
        };
    }
}
