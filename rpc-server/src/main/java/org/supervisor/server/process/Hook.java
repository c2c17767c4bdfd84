package org.supervisor.server.process;

import org.apiguardian.api.API;

/** A moment in the life of a process at which a command of its own can be run. */
@API(status = API.Status.EXPERIMENTAL)
public enum Hook {
    /** Before each launch, which fails if the command fails. */
    PRE_START("pre_start"),
    /** When it has become running. */
    POST_START("post_start"),
    /** Before it is stopped; the stop goes on whether it succeeds or fails. */
    PRE_STOP("pre_stop"),
    /** When it has ended, for whatever reason; the next launch waits for it. */
    POST_STOP("post_stop"),
    /** Instead of the stop signal. */
    STOP("stop_command"),
    /** Instead of the reload signal. */
    RELOAD("reload_command");

    private final String word;

    Hook(String word) {
        this.word = word;
    }

    /** As its key has it, and the variable of its environment. */
    public String word() {
        return word;
    }
}
