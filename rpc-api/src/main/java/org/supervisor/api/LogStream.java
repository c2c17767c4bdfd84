package org.supervisor.api;

import java.util.Locale;

/** One of the two output streams of a process. */
public enum LogStream {
    STDOUT,
    STDERR;

    /** The word on the wire and in file names: {@code stdout} or {@code stderr}. */
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }
}
