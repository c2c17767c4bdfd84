package org.supervisor.server.os;

/** The result of an order. */
public sealed interface SpawnResult {
    /**
     * The program runs. The receiver closes the descriptors; -1 stands for none.
     *
     * @param pid the leader of a process group of its own
     * @param pidfd readable when the process has ended; -1 if descriptors are to be saved, or none was available
     * @param stdinFd non-blocking, to write to; if it was wanted, could not be opened later, or if the child is to read
     *     the end when it is closed. With -1 use {@link Descriptors#openStdinOf}
     * @param stdoutFd non-blocking
     * @param stderrFd non-blocking; -1 if merged
     */
    record Spawned(int pid, int pidfd, int stdinFd, int stdoutFd, int stderrFd) implements SpawnResult {}

    /**
     * Nothing runs and nothing is left open.
     *
     * @param message a sentence that names the path and the cause
     * @param errno the kernel's number for it, 0 if it was not the kernel
     */
    record Refused(Reason reason, String message, int errno) implements SpawnResult {}

    /** Why a program could not be launched. */
    enum Reason {
        /** The file does not exist. */
        NO_FILE,
        /** The file has no execute permission at all. */
        NOT_EXECUTABLE,
        /** The file is a directory. */
        IS_DIRECTORY,
        /** Permission denied: to execute the file, switch user or raise priority. */
        NO_PERMISSION,
        /** The working directory cannot be entered. */
        NO_DIRECTORY,
        /** There is no such user or group. */
        UNKNOWN_USER,
        /** No descriptor is free, here or in the whole system. */
        TOO_MANY_FILES,
        /** No more processes can be started. */
        TOO_MANY_PROCESSES,
        /** The file is no program, or its interpreter does not exist. */
        BAD_FORMAT,
        /** Something else. */
        OTHER
    }
}
