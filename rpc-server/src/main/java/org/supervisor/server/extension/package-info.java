/**
 * The way in for code of others. An {@link org.supervisor.server.extension.Extension} gives the engine aspects, the RPC
 * interface methods and the HTTP servers routes; the daemon finds it by {@code [rpcinterface:x]}. Public API are the types that
 * carry {@link org.apiguardian.api.API}, in this package and the others, and all of {@code org.supervisor.api}.
 */
@API(status = API.Status.INTERNAL)
package org.supervisor.server.extension;

import org.apiguardian.api.API;
