package org.supervisor.server.os;

/** The result of sending a signal. */
public enum SignalSent {
    /** Delivered, or pending for a process that has ended but was not reaped. */
    SENT,
    /** There is no such process or group. */
    GONE,
    /** We may not signal that process. */
    DENIED
}
