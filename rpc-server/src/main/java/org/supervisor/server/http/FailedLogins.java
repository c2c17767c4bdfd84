package org.supervisor.server.http;

import java.time.Duration;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.LongSupplier;

/**
 * Who has failed to log in lately, and how long the next attempt has to wait: nobody is kept waiting on a connection, the
 * answer says when to try again. Counted for each address together with the name that was tried, which has 100 attempts, and for each address
 * whatever the name, which has 200; then every failure doubles the pause, from a second to a minute. Whoever guesses from
 * one address hinders nobody at another. A name is counted whether or not there is such a user. Bounded: the address that failed longest ago is forgotten first. Any
 * thread.
 */
final class FailedLogins {
    /** More than a script has before its maker looks: scripts of supervisord's users are never told to wait. */
    static final int FREE_FOR_NAME = 100;

    static final int FREE_FOR_ADDRESS = 200;
    private static final int MOST = 4096;
    private static final int MOST_DOUBLINGS = 6;
    private static final Duration LONGEST_PAUSE = Duration.ofMinutes(1);
    private static final Duration FORGOTTEN_AFTER = Duration.ofMinutes(15);

    private final LongSupplier nanos;
    private final Map<String, Count> counts = new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Count> eldest) {
            return size() > MOST;
        }
    };

    /** How often, and when last. */
    private record Count(int failures, long lastNanos) {}

    /**
     * Nobody has failed yet.
     *
     * @param nanos a clock that only goes forward
     */
    FailedLogins(LongSupplier nanos) {
        this.nanos = nanos;
    }

    /** How long an address has to wait before it tries this name; zero: not at all. */
    synchronized Duration pause(String address, byte[] name) {
        if (counts.isEmpty()) {
            return Duration.ZERO;
        }
        long left = Math.max(left(address, FREE_FOR_ADDRESS), left(key(address, name), FREE_FOR_NAME));
        return Duration.ofNanos(Math.max(0, left));
    }

    /** It was wrong. */
    synchronized void failed(String address, byte[] name) {
        count(address);
        count(key(address, name));
    }

    /** It was right: this address may err again with this name. */
    synchronized void succeeded(String address, byte[] name) {
        if (!counts.isEmpty()) {
            counts.remove(key(address, name));
        }
    }

    private void count(String key) {
        long now = nanos.getAsLong();
        Count before = counts.get(key);
        boolean isOld = before == null || now - before.lastNanos() > FORGOTTEN_AFTER.toNanos();
        counts.put(key, new Count(isOld ? 1 : before.failures() + 1, now));
    }

    private long left(String key, int free) {
        Count count = counts.get(key);
        if (count == null || count.failures() < free) {
            return 0;
        }
        int doublings = Math.min(MOST_DOUBLINGS, count.failures() - free);
        long pause = Math.min(
                LONGEST_PAUSE.toNanos(), Duration.ofSeconds(1L << doublings).toNanos());
        return count.lastNanos() + pause - nanos.getAsLong();
    }

    /** Two names with one hash only share their pause. */
    private static String key(String address, byte[] name) {
        return address + " " + Arrays.hashCode(name);
    }
}
