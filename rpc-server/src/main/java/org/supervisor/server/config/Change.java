package org.supervisor.server.config;

/** What is necessary before another value of a key takes effect. */
enum Change {
    /** Nothing: clients read it, each time. */
    NOTHING("nothing; only clients read it"),
    /** The groups that differ are stopped and started. */
    UPDATE("supctl update, which restarts the groups that differ"),
    /** Everything is stopped, the file is read, everything is started. */
    RELOAD("supctl reload, which restarts everything");

    private final String words;

    Change(String words) {
        this.words = words;
    }

    /** Completes the sentence "a change needs ...". */
    String words() {
        return words;
    }
}
