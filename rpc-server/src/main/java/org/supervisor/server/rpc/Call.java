package org.supervisor.server.rpc;

import java.util.List;

/**
 * A request, parsed.
 *
 * @param method the name of the method, not empty
 * @param parameters Integer, Boolean, String, Double, Date, byte[], Object[] or Map
 */
record Call(String method, List<?> parameters) {
    /** Whether nobody can change it: it has no arrays, structs or dates. */
    boolean isImmutable() {
        return parameters.stream()
                .allMatch(value -> value instanceof String || value instanceof Number || value instanceof Boolean);
    }
}
