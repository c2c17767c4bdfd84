/**
 * The XML-RPC interface without its transport. Enters: the bytes of a request. Leaves: the bytes of a response.
 * Handlers only translate: unpack, ask {@link org.supervisor.server.engine.Control}, pack. Nothing here holds a thread
 * while a process starts or stops; any thread may call. Start at {@link org.supervisor.server.rpc.RpcEndpoint}; HTTP is
 * in the {@code http} package.
 */
@API(status = API.Status.INTERNAL)
package org.supervisor.server.rpc;

import org.apiguardian.api.API;
