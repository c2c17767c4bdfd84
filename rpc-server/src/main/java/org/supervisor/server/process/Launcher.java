package org.supervisor.server.process;

/** Turns a program into a process; implemented outside this package. */
public interface Launcher {
    /**
     * Whether a process may be launched now. Asked before each launch and after each {@link Event.Released}, while the
     * process decides: it must not be given an event from here.
     */
    default Gate mayLaunch(ManagedProcess process) {
        return Gate.OPEN;
    }

    /**
     * Orders a launch and returns at once. The result is reported later, on the loop's thread, by
     * {@link ManagedProcess#on} with {@link Event.Launched} or {@link Event.LaunchRefused}.
     */
    void launch(ManagedProcess process);
}
