package org.supervisor.api;

/** What a user may do; each role includes those before it. */
public enum Role {
    /** Reads states, logs and events. */
    VIEWER,
    /** Starts, stops and signals processes. */
    OPERATOR,
    /** Changes which programs there are, and ends the supervisor. */
    ADMIN
}
