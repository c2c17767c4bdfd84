package org.supervisor.api;

import java.util.Optional;

/**
 * Where the output of one stream of a process went, as {@code process.account} reports it: all its runs together, since
 * its group was added. In bytes as the process wrote them. Always {@code read = written + removed + dropped + pending}.
 *
 * @param stream stdout, to which stderr may be redirected, or stderr
 * @param log the log file, if there is one
 * @param read taken from the process
 * @param written handed to its log
 * @param removed not meant for the log: escapes, captured text, or there is no log
 * @param dropped lost because the log could not be written
 * @param pending held back: the start of a line or of a capture token
 * @param trouble why bytes are being dropped at present; empty if they are not
 */
public record StreamAccount(
        LogStream stream,
        Optional<String> log,
        long read,
        long written,
        long removed,
        long dropped,
        long pending,
        Optional<String> trouble) {}
