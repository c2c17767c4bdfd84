package org.supervisor.server.metrics;

import java.util.Optional;
import org.supervisor.server.engine.ProcessCounts;
import org.supervisor.server.engine.ProcessView;
import org.supervisor.server.os.TreeUsage;

/**
 * One process at one scrape.
 *
 * @param usage what it uses with all that belongs to it; empty: it does not run
 */
record ProcessSample(ProcessView view, ProcessCounts counts, Optional<TreeUsage> usage) {}
