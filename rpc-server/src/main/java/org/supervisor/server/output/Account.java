package org.supervisor.server.output;

/**
 * Where the bytes of one stream went, counted in bytes the child wrote; what formats add is not counted. Always
 * {@code read = written + removed + dropped + pending}.
 *
 * @param read taken from the child
 * @param written handed to its log file
 * @param removed not meant for a log: escapes, capture tokens and what stood between them, or there is no log
 * @param dropped lost because the log could not be written; lines that were written in part count as lost
 * @param pending held back: the start of a line or of a capture token, or short text directly after a capture
 */
public record Account(long read, long written, long removed, long dropped, long pending) {}
