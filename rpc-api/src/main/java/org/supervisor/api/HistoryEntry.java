package org.supervisor.api;

import java.time.Instant;

/**
 * One transition of a process from one state to another, as {@code process.explain} reports it.
 *
 * @param when wall-clock time, whole seconds
 * @param from the state before
 * @param to the state after; the same when only its inner state has changed, such as from asking it to end to
 *     killing it, or when it was sent a signal
 * @param cause why and, if somebody asked for it, who, in words for people
 * @param stdout the last lines it wrote before an end that nobody had asked for: 10 lines or 2 KiB at most; else empty
 * @param stderr likewise; empty if it is redirected to stdout
 */
public record HistoryEntry(
        Instant when, ProcessState from, ProcessState to, String cause, String stdout, String stderr) {}
