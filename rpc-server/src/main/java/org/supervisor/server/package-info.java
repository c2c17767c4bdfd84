/**
 * The entry point of the daemon. {@link org.supervisor.server.Main} reads the command line, and a
 * {@code SupervisorDaemon} builds everything in the order of the data flow and closes it in reverse.
 */
@API(status = API.Status.INTERNAL)
package org.supervisor.server;

import org.apiguardian.api.API;
