package org.supervisor.api;

import java.time.Instant;

/**
 * One passage of a process from a state to another, as {@code process.explain} tells it.
 *
 * @param when wall-clock time, whole seconds
 * @param from the state before
 * @param to the state after; the same when only its inner state has changed, such as from asking it to end to killing it
 * @param cause why, in words for people
 */
public record Passage(Instant when, ProcessState from, ProcessState to, String cause) {}
