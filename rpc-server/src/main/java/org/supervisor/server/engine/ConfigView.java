package org.supervisor.server.engine;

import org.apiguardian.api.API;
import org.supervisor.server.process.ProcessSpec;

/**
 * One program as the configuration last read describes it.
 *
 * @param spec the program
 * @param groupPriority the priority of its group
 * @param inUse whether a group of that name is active
 */
@API(status = API.Status.EXPERIMENTAL)
public record ConfigView(ProcessSpec spec, int groupPriority, boolean inUse) {}
