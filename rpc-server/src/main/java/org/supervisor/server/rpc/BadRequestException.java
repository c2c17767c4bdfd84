package org.supervisor.server.rpc;

/** A request that is not an XML-RPC call at all, to be refused with HTTP status 400. Carries no stack trace. */
public final class BadRequestException extends Exception {
    private static final long serialVersionUID = 1;

    BadRequestException(String message) {
        super(message, null, false, false);
    }
}
