/**
 * HTTP: ports, sockets, passwords, limits. Enters: bytes from clients. Leaves: requests to
 * {@link org.supervisor.server.rpc.RpcEndpoint}; log files and events as streams. One Jetty selector thread a listener does
 * nearly all of it and never blocks; a few pool threads read files. Start at
 * {@link org.supervisor.server.http.HttpServer}.
 */
@API(status = API.Status.INTERNAL)
package org.supervisor.server.http;

import org.apiguardian.api.API;
