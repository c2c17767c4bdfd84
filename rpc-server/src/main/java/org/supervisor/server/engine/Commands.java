package org.supervisor.server.engine;

/**
 * What can be done to processes. Loop's thread.
 *
 * @param requests in supervisord's sense
 * @param stops in their order
 * @param perl in the Perl original's sense
 * @param stdin to their standard input
 */
record Commands(Requests requests, OrderedStops stops, PerlRequests perl, StandardInput stdin) {}
