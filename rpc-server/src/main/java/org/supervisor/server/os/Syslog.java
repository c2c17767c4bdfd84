package org.supervisor.server.os;

import java.lang.foreign.Arena;
import java.time.Duration;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicLong;
import org.supervisor.server.os.Libc.Function;

/**
 * The system's log, syslog(3), as supervisord writes it: name {@value #NAME}, facility LOG_USER. The C library has one
 * for the whole process, and so have we. A thread of its own waits for a slow log daemon; at most
 * {@value #MOST_WAITING} lines wait for it, then lines are dropped and counted. Any thread.
 */
public final class Syslog {
    /** The severity of a line; {@code sys/syslog.h}. */
    public enum Priority {
        CRITICAL(2),
        ERROR(3),
        WARNING(4),
        INFO(6),
        DEBUG(7);

        private final int number;

        Priority(int number) {
            this.number = number;
        }
    }

    private static final String NAME = "supervisord";
    private static final int NO_OPTIONS = 0;
    private static final int LOG_USER = 1 << 3;
    private static final int MOST_WAITING = 10_000;

    private static final AtomicLong DROPPED = new AtomicLong();
    private static final Function SYSLOG = Libc.function("syslog");
    private static final ThreadPoolExecutor WRITER = writer();

    private Syslog() {}

    /** Writes a line, soon. */
    public static void write(Priority priority, String line) {
        WRITER.execute(() -> {
            long dropped = DROPPED.getAndSet(0);
            if (dropped > 0) {
                call(Priority.WARNING, dropped + " lines dropped: the system's log does not take them fast enough");
            }
            call(priority, line);
        });
    }

    /** Waits until earlier lines have been passed to the system, but not for long. */
    public static void flush(Duration atMost) {
        if (WRITER.getPoolSize() == 0) {
            return; // nothing was ever written
        }
        try {
            WRITER.submit(() -> {}).get(atMost.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException | ExecutionException _) {
            // it is stuck, and the lines that wait are lost
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }

    private static ThreadPoolExecutor writer() {
        // the C library keeps the pointer to the name
        Libc.function("openlog").asLong(Libc.string(Arena.global(), NAME), NO_OPTIONS, LOG_USER);
        ThreadFactory factory =
                lines -> Thread.ofPlatform().name("syslog").daemon().unstarted(lines);
        return new ThreadPoolExecutor(
                1,
                1,
                0,
                TimeUnit.SECONDS,
                new ArrayBlockingQueue<>(MOST_WAITING),
                factory,
                (_, _) -> DROPPED.incrementAndGet());
    }

    /** The text is an argument of the format, so that a percent sign in it is only that. */
    private static void call(Priority priority, String line) {
        try (Arena arena = Arena.ofConfined()) {
            SYSLOG.asLong(priority.number, Libc.string(arena, "%s"), Libc.string(arena, line));
        }
    }
}
