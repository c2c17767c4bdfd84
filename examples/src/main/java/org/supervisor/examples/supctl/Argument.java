package org.supervisor.examples.supctl;

/** What the arguments of a verb are: whether there may be any, and how they are completed. */
enum Argument {
    /** None; words after the verb are refused. */
    NONE,
    PROCESSES,
    GROUPS,
    EVENT_TYPES,
    VERBS,
    SHELLS,
    /** Something that cannot be completed. */
    OTHER
}
