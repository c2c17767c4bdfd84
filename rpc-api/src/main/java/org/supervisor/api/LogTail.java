package org.supervisor.api;

/**
 * A piece from the end of a log.
 *
 * @param text what was read
 * @param offset the size of the log in bytes; ask from here next time
 * @param overflow whether the log was longer than requested, so that the beginning is missing
 */
public record LogTail(String text, long offset, boolean overflow) {}
