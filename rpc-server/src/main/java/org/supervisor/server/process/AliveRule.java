package org.supervisor.server.process;

import java.time.Duration;
import org.apiguardian.api.API;

/** What a program has to do again and again while it runs. */
@API(status = API.Status.EXPERIMENTAL)
public sealed interface AliveRule permits Probe, AliveRule.Watchdog, AliveRule.Quiet {
    /** For people: what is looked at. */
    String text();

    /**
     * It writes something, to its stdout or stderr.
     *
     * @param longest how long it may write nothing
     */
    record Quiet(Duration longest) implements AliveRule {
        @Override
        public String text() {
            return "quiet";
        }
    }

    /**
     * It sends {@code WATCHDOG=1} to the socket that {@code NOTIFY_SOCKET} names, as with sd_watchdog_enabled(3).
     *
     * @param period how long there may be none
     */
    record Watchdog(Duration period) implements AliveRule {
        @Override
        public String text() {
            return "watchdog";
        }
    }
}
