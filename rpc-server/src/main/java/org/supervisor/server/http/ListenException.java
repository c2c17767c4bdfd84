package org.supervisor.server.http;

import java.io.IOException;

/** A listener could not be opened. The message is for people; the daemon prints it and ends with status 2. */
public final class ListenException extends IOException {
    private static final long serialVersionUID = 1;

    static final String TAKEN = "Another program is already listening on a port that one of our HTTP servers is"
            + " configured to use.  Shut this program down first before starting supervisord.";

    ListenException(String message, Throwable cause) {
        super(message, cause);
    }
}
