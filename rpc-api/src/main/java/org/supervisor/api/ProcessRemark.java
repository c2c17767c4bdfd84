package org.supervisor.api;

/**
 * What is worth a few words about a process beside its state, as {@code process.remarks} reports it.
 *
 * @param name its address: {@code group:name}, or {@code name} if both are equal
 * @param isCompleted whether it has ended as expected, by itself, and has not been launched again: supervisord's clients see
 *     EXITED
 * @param text for people, such as "unhealthy" or when it is due next; may be empty
 */
public record ProcessRemark(String name, boolean isCompleted, String text) {}
