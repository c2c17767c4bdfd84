package org.supervisor.client;

import java.io.Closeable;
import java.util.Map;

/**
 * The answer to an HTTP request.
 *
 * @param status 200 for success
 * @param reason what the server calls that status; empty if it is not known
 * @param headers by lower-case name
 */
record HttpReply(int status, String reason, Map<String, String> headers, HttpBody body) implements Closeable {
    @Override
    public void close() {
        body.close();
    }
}
