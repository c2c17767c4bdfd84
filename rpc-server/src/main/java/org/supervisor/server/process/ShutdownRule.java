package org.supervisor.server.process;

import org.apiguardian.api.API;

/**
 * Whether the supervisor ends with a process, as in a container.
 *
 * @param onExit when it has ended by itself and is not started again
 * @param onFatal when it is given up
 */
@API(status = API.Status.EXPERIMENTAL)
public record ShutdownRule(boolean onExit, boolean onFatal) implements AspectSpec {}
