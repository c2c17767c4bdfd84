package org.supervisor.api;

/**
 * What a process uses, together with all that it has started, as {@code process.usage} reports it.
 *
 * @param name its address: {@code group:name}, or {@code name} if both are equal
 * @param cpuPercent processor time lately, in percent of one processor; may exceed 100
 * @param residentBytes memory; pages that several of them share count for each
 * @param processes how many there are, at least 1
 * @param threads of all of them, at least 1
 */
public record ProcessUsage(String name, double cpuPercent, long residentBytes, int processes, int threads) {}
