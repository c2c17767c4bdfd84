/**
 * Types out, XML-RPC in: a client for Supervisor RPC and for supervisord 4. Enters: method calls with names and times.
 * Leaves: records of {@code org.supervisor.api}, or a {@link org.supervisor.client.SupervisorException} whose message
 * explains what to do. Everything public may be used by any thread unless documented otherwise. Start at
 * {@link org.supervisor.client.SupervisorClient}; {@link org.supervisor.client.Calls} lists all calls.
 */
package org.supervisor.client;
