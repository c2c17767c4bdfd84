package org.supervisor.server.metrics;

import java.util.Map;
import org.supervisor.api.SupervisorState;
import org.supervisor.server.engine.Counts;
import org.supervisor.server.rpc.CallCounts;

/**
 * The daemon at one scrape.
 *
 * @param version our own
 * @param calls by method
 */
record DaemonSample(
        String version, SupervisorState state, Counts.Daemon counts, Map<String, CallCounts.Counted> calls) {}
