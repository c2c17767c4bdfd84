package org.supervisor.server.engine;

import org.supervisor.api.FaultCode;
import org.supervisor.server.process.ProcessName;

/**
 * What became of one process in a request about many.
 *
 * @param name the process
 * @param code SUCCESS or the fault
 * @param description {@code OK} or the fault's whole text
 */
public record Outcome(ProcessName name, FaultCode code, String description) {
    /** It went well. */
    public static Outcome ok(ProcessName name) {
        return new Outcome(name, FaultCode.SUCCESS, "OK");
    }
}
