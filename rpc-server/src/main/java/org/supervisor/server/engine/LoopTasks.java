package org.supervisor.server.engine;

import java.time.Duration;
import org.apiguardian.api.API;

/** Lets an aspect do something on the loop's thread when nothing has happened to a program. What is done must not block. */
@API(status = API.Status.EXPERIMENTAL)
public interface LoopTasks {
    /** Soon. Any thread. */
    void execute(Runnable task);

    /** When this much time has passed. Any thread. */
    void after(Duration pause, Runnable task);
}
