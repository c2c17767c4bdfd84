package org.supervisor.server.engine;

import java.time.Instant;
import org.supervisor.api.ProcessState;

/**
 * One passage of a process from a state to another; the two are the same when only its inner state has changed, such as from
 * asking it to end to killing it.
 *
 * @param when wall-clock time
 * @param from the state before, as the wire shows it
 * @param to the state after
 * @param cause why, in words for people
 * @param stdout the last lines it wrote before an end that nobody had asked for; else empty
 * @param stderr likewise
 */
public record Passage(Instant when, ProcessState from, ProcessState to, String cause, String stdout, String stderr) {}
