package org.supervisor.server.http;

import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Logs what any client can cause: one line a minute, with the number of those that were left out. Any thread. */
final class SeldomLog {
    private static final Logger LOG = LoggerFactory.getLogger("http");
    private static final Duration PAUSE = Duration.ofMinutes(1);

    private long last;
    private boolean hasLogged;
    private long omitted;

    /** Logs a text, unless one was logged within the last minute. */
    synchronized void warn(String text) {
        long now = System.nanoTime();
        if (hasLogged && now - last < PAUSE.toNanos()) {
            omitted++;
            return;
        }
        LOG.warn("{}{}", text, omitted == 0 ? "" : " (" + omitted + " more such lines were left out)");
        hasLogged = true;
        last = now;
        omitted = 0;
    }
}
