package org.supervisor.server.process;

import org.apiguardian.api.API;
import org.supervisor.api.Signal;

/**
 * When a process is started, stopped, restarted and reloaded, and how.
 *
 * @param priority the lower, the earlier it is started and the later it is stopped
 * @param autoStart whether it is started with the daemon
 * @param start when a start has succeeded
 * @param stop how it is stopped
 * @param restart what happens when it ends by itself
 * @param reloadSignal the signal that makes it reload
 */
@API(status = API.Status.EXPERIMENTAL)
public record Lifecycle(
        int priority, boolean autoStart, StartRule start, StopRule stop, RestartPolicy restart, Signal reloadSignal) {}
