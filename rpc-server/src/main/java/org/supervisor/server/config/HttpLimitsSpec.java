package org.supervisor.server.config;

import java.time.Duration;

/**
 * The limits on the clients of all HTTP servers.
 *
 * @param bodyBytes the largest request
 * @param memoryBytes what all requests and answers together may hold in memory; 0: a third of the Java heap
 * @param connections how many at a time, on each server
 * @param pendingPerAddress how many of them from one address before they have logged in or sent a request
 * @param idle how long a connection may be silent
 * @param header how long a request's header may take
 */
public record HttpLimitsSpec(
        int bodyBytes, long memoryBytes, int connections, int pendingPerAddress, Duration idle, Duration header) {}
