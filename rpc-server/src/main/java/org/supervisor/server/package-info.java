/**
 * The daemon's front door. {@link org.supervisor.server.Main} reads the command line, and a {@code SupervisorDaemon} builds everything
 * in the order of the data's way and closes it in reverse.
 */
package org.supervisor.server;
