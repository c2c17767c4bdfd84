package org.supervisor.server.engine;

import java.time.Duration;
import org.apiguardian.api.API;

/** Lets an aspect do something on the loop's thread that no event of a program triggers. It must not block. */
@API(status = API.Status.EXPERIMENTAL)
public interface LoopTasks {
    /** Soon. Any thread. */
    void execute(Runnable task);

    /** After this much time. Any thread. */
    void after(Duration pause, Runnable task);
}
