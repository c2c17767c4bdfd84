package org.supervisor.api;

import java.time.Instant;

/**
 * Whether a process is wanted up or down, as {@code process.goal} reports it. Only requests change it: a process that has ended
 * by itself is wanted as before.
 *
 * @param isUp whether it is wanted up
 * @param since since when; wall-clock time, whole seconds
 * @param by who or what has requested it; for people
 */
public record ProcessGoal(boolean isUp, Instant since, String by) {}
