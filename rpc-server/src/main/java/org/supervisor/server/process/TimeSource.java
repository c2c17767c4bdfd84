package org.supervisor.server.process;

import java.time.Instant;
import org.apiguardian.api.API;

/** The two clocks. Deadlines run on the first, people read the second; they are never mixed. Safe for any thread. */
@API(status = API.Status.EXPERIMENTAL)
public interface TimeSource {
    /** Monotonic nanoseconds with an arbitrary origin; compare by difference only. */
    long nanos();

    /** Wall-clock time. */
    Instant now();

    /** The clocks of this machine. */
    TimeSource SYSTEM = new TimeSource() {
        @Override
        public long nanos() {
            return System.nanoTime();
        }

        @Override
        public Instant now() {
            return Instant.now();
        }
    };
}
