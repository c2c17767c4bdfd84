/**
 * The way in for code of others. An {@link org.supervisor.server.extension.Extension} gives the engine aspects, the RPC
 * interface methods and the HTTP servers routes; the daemon finds it by {@code [rpcinterface:x]}. Besides it, these are public
 * API: {@code Aspect}, {@code LoopTasks}, {@code LaunchPlan}, {@code Facts}, {@code Control}, {@code Caller} and
 * {@code RefusedException} of {@code engine}, {@code Method} and {@code Arguments} of {@code rpc}, {@code Route} of
 * {@code http}, what those name of {@code process}, and all of {@code org.supervisor.api}.
 */
@API(status = API.Status.INTERNAL)
package org.supervisor.server.extension;

import org.apiguardian.api.API;
