package org.supervisor.server.process;

/** Turns a program into a process; implemented outside this room. */
public interface Launcher {
    /**
     * Orders a launch and returns at once. The answer is given later, on the loop's thread, by
     * {@link ManagedProcess#on} with {@link Event.Launched} or {@link Event.LaunchRefused}.
     */
    void launch(ManagedProcess process);
}
