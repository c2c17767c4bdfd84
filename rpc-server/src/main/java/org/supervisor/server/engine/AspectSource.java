package org.supervisor.server.engine;

import java.util.List;

/** Creates aspects beside those that the engine has itself. */
public interface AspectSource {
    /**
     * The aspects of one life of the engine, in the order in which each takes its part.
     *
     * @param loop where they may do something later
     */
    List<Aspect> aspects(LoopTasks loop);
}
