package org.supervisor.server.rpc;

import java.util.List;

/**
 * A request, parsed.
 *
 * @param method the name of the method, not empty
 * @param parameters Integer, Long, Boolean, String, Double, Date, byte[], Object[] or Map
 */
record Call(String method, List<?> parameters) {}
