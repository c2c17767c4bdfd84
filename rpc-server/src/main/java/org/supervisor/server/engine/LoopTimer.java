package org.supervisor.server.engine;

import java.time.Duration;

/** Does things later, on the loop's thread. */
@FunctionalInterface
interface LoopTimer {
    /** @return cancels it; does nothing once it has been done */
    Runnable after(Duration pause, Runnable action);
}
