package org.supervisor.server.engine;

import java.time.Duration;

/** Does things later, on the loop's thread. */
@FunctionalInterface
interface LoopTimer {
    /** Does it after a pause. What this returns cancels it, and does nothing once it has been done. */
    Runnable after(Duration pause, Runnable action);
}
