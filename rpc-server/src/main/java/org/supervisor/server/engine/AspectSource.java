package org.supervisor.server.engine;

import java.util.List;
import org.apiguardian.api.API;

/** Creates aspects besides the engine's own. */
@API(status = API.Status.EXPERIMENTAL)
public interface AspectSource {
    /**
     * The aspects of one run of the engine, in the order in which they are called.
     *
     * @param loop runs what they want done later
     */
    List<Aspect> aspects(LoopTasks loop);
}
