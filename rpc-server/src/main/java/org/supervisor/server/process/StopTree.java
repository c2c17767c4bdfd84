package org.supervisor.server.process;

import org.apiguardian.api.API;

/**
 * A stop reaches all that a process has started, and is over when none of that is left; what has left its process group or lost its
 * parent included.
 */
@API(status = API.Status.EXPERIMENTAL)
public record StopTree() implements AspectSpec {}
