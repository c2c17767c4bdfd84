package org.supervisor.server.output;

import org.supervisor.api.LogStream;
import org.supervisor.server.process.ProcessName;

/**
 * One stream of one child: where output comes from.
 *
 * @param program what JSON lines call the program
 */
public record ChildStream(ProcessName name, String program, int pid, LogStream stream) {}
