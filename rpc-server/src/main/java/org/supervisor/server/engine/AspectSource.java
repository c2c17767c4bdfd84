package org.supervisor.server.engine;

import java.util.List;
import org.apiguardian.api.API;

/** Creates aspects beside those that the engine has itself. */
@API(status = API.Status.EXPERIMENTAL)
public interface AspectSource {
    /**
     * The aspects of one life of the engine, in the order in which each takes its part.
     *
     * @param loop where they may do something later
     */
    List<Aspect> aspects(LoopTasks loop);
}
