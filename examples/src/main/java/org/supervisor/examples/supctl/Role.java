package org.supervisor.examples.supctl;

/** Who may run a verb; each role includes those before it. */
enum Role {
    /** Reads states, logs and events. */
    VIEWER,
    /** Starts, stops and signals processes. */
    OPERATOR,
    /** Changes which programs there are, and ends the supervisor. */
    ADMIN
}
