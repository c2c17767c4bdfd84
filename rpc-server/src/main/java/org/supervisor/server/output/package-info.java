/**
 * Where captured bytes go. Enters: raw chunks of a child's stdout and stderr
 * ({@link org.supervisor.server.output.StreamSink}) and the daemon's own lines
 * ({@link org.supervisor.server.output.MainLog}). Leaves: log files, rotated by size
 * ({@link org.supervisor.server.output.LogFile}), and copies for other receivers
 * ({@link org.supervisor.server.output.Taps}). Sinks are confined to the event loop's thread; log files and the main
 * log may be used by any thread. Nothing here waits for a slow reader, and no failing disk reaches the caller: what
 * cannot be written is counted and reported. Start at {@code StreamSink}.
 */
@API(status = API.Status.INTERNAL)
package org.supervisor.server.output;

import org.apiguardian.api.API;
