package org.supervisor.server.survival;

import java.util.Collection;
import java.util.List;
import java.util.Map;
import org.supervisor.api.HistoryEntry;
import org.supervisor.server.process.ProcessName;

/**
 * All that a journal has to hold at one moment.
 *
 * @param processes those of this supervisor
 * @param leftovers those of an earlier one that are being stopped
 * @param history what happened to the processes lately, oldest first
 */
public record JournalContent(
        Collection<ProcessRecord> processes,
        Collection<ProcessRecord> leftovers,
        Map<ProcessName, List<HistoryEntry>> history) {}
