package org.supervisor.api;

/** How a caller has shown who it is. */
public enum WayIn {
    /** Not at all: nobody has to log in there. */
    NONE,
    /** By a name and a password. */
    PASSWORD,
    /** By a token. */
    TOKEN,
    /** The kernel knows the user at the other end of the UNIX socket. */
    SOCKET
}
