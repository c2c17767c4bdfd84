package org.supervisor.server.output;

import org.supervisor.api.LogStream;
import org.supervisor.server.process.ProcessName;

/**
 * One stream of one child: where output comes from.
 *
 * @param program the name of the program in JSON lines
 */
public record ChildStream(ProcessName name, String program, int pid, LogStream stream) {}
