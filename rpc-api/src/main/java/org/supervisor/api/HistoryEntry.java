package org.supervisor.api;

import java.time.Instant;

/**
 * One transition of a process from one state to another, as {@code process.explain} reports it.
 *
 * @param when wall-clock time, whole seconds
 * @param from the state before
 * @param to the state after; the same if only its inner state has changed, such as from stopping to
 *     killing it, or if a signal was sent to it
 * @param cause why and, if it was requested, by whom; for people
 * @param stdout the last lines it wrote before an exit that was not requested: 10 lines or 2 KiB at most; otherwise
 *     empty
 * @param stderr likewise; empty if it is redirected to stdout
 */
public record HistoryEntry(
        Instant when, ProcessState from, ProcessState to, String cause, String stdout, String stderr) {}
