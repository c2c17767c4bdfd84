package org.supervisor.server.output;

import java.time.Duration;
import java.util.function.Consumer;

/**
 * Reports the bytes that one log drops: when that begins, and how many they were when it ends. A log that fails
 * repeatedly is reported once a minute at most, with the sum. Not thread-safe: its owner guards it.
 */
final class DropReports {
    /** How long to report nothing after a report. */
    static final Duration SILENCE = Duration.ofMinutes(1);

    private final Consumer<String> complain;
    private final Object name; // converted to text when it is needed, which is hardly ever
    private String reason = "";
    private boolean isBeginReported;
    private boolean hasReported;
    private long reportedAtNanos;
    private long unreported;

    /**
     * Nothing is lost yet.
     *
     * @param name the log's
     * @param complain receives the reports
     */
    DropReports(Object name, Consumer<String> complain) {
        this.name = name;
        this.complain = complain;
    }

    /** Why the last bytes were lost. */
    String reason() {
        return reason;
    }

    /** From now on bytes are lost, or for another reason than before. */
    void begin(String why, long nowNanos) {
        reason = why;
        if (mayReport(nowNanos)) {
            isBeginReported = true;
            report("cannot write to " + name + ": " + why + "; its output is dropped until that works", nowNanos);
        }
    }

    /** It can be written again, after this many bytes were lost. */
    void end(long bytes, long nowNanos) {
        unreported += bytes;
        if (isBeginReported || mayReport(nowNanos)) {
            reportSum("writing to " + name + " works again; ", nowNanos);
        }
    }

    /** It works; reports earlier losses if it is time. */
    void remind(long nowNanos) {
        if (unreported > 0 && mayReport(nowNanos)) {
            reportSum("writing to " + name + " failed more often since; ", nowNanos);
        }
    }

    /** The log ends; this many bytes were lost and not reported yet. */
    void close(long bytes, long nowNanos) {
        unreported += bytes;
        if (unreported > 0) {
            reportSum(bytes > 0 ? name + " is given up; " : "writing to " + name + " failed more often; ", nowNanos);
        }
    }

    private boolean mayReport(long nowNanos) {
        return !hasReported || nowNanos - reportedAtNanos >= SILENCE.toNanos();
    }

    private void reportSum(String what, long nowNanos) {
        report(what + unreported + " bytes were dropped: " + reason, nowNanos);
        isBeginReported = false;
        unreported = 0;
    }

    private void report(String text, long nowNanos) {
        hasReported = true;
        reportedAtNanos = nowNanos;
        complain.accept(text);
    }
}
