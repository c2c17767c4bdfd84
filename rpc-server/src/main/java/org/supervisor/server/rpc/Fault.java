package org.supervisor.server.rpc;

import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletionException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.supervisor.api.FaultCode;
import org.supervisor.server.engine.RefusedException;

/**
 * The answer of a failed call.
 *
 * @param code the code for clients
 * @param text for people
 */
record Fault(int code, String text) {
    private static final Logger LOG = LoggerFactory.getLogger(Fault.class);

    private static final Fault UNFORESEEN = new Fault(
            FaultCode.FAILED.code(),
            FaultCode.FAILED.text("the supervisor made a mistake in answering; its log has the details"));

    /** The fault for a failure. An unexpected failure is logged with its stack trace; the caller gets FAILED. */
    static Fault of(Throwable failure) {
        return switch (failure) {
            case CompletionException e when e.getCause() != null -> of(e.getCause());
            case RefusedException e -> new Fault(e.code().code(), e.getMessage());
            case Throwable e -> {
                LOG.error("an RPC method failed", e);
                yield UNFORESEEN;
            }
        };
    }

    /** As a struct, for the answer to several calls. */
    Map<String, Object> struct() {
        Map<String, Object> members = new TreeMap<>();
        members.put("faultCode", code);
        members.put("faultString", text);
        return members;
    }
}
