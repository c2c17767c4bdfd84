package org.supervisor.server.engine;

import java.time.Duration;
import org.supervisor.server.process.ManagedProcess;

/** Gets what programs report about themselves, as with sd_notify(3). Loop's thread. */
interface Notified {
    /** It is ready for use, or has reloaded. */
    void ready(ManagedProcess process);

    /** What it does at present, for people. */
    void status(ManagedProcess process, String text);

    /** It works. */
    void watchdog(ManagedProcess process);

    /** It has found that it does not work. */
    void watchdogTriggered(ManagedProcess process);

    /** From now on it reports at least so often that it works. */
    void watchdogPeriod(ManagedProcess process, Duration period);

    /** It is to be given so much time, from now on, to get ready or to end. */
    void moreTime(ManagedProcess process, Duration time);
}
