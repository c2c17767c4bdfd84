package org.supervisor.server.engine;

import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.supervisor.server.process.OutputSpec;

/**
 * What the engine has to know about the daemon around it.
 *
 * @param identifier the daemon's name
 * @param mainLog its log file, if any
 * @param childLogs the folder for automatic log files
 * @param keepsOldLogs whether automatic log files of an earlier run stay
 * @param serverUrl what children find in SUPERVISOR_SERVER_URL unless their program says otherwise
 * @param environment what children inherit
 * @param directory where children run unless their program says otherwise; absolute
 * @param childOutput how lines of all children are copied to standard output; empty: not at all
 */
public record EngineSettings(
        String identifier,
        Optional<Path> mainLog,
        Path childLogs,
        boolean keepsOldLogs,
        Optional<String> serverUrl,
        Map<String, String> environment,
        Path directory,
        Optional<OutputSpec.Format> childOutput) {}
