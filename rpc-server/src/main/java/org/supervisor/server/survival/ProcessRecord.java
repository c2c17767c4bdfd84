package org.supervisor.server.survival;

import java.nio.file.Path;
import java.util.Map;
import org.supervisor.api.LogStream;
import org.supervisor.server.process.ProcessName;
import org.supervisor.server.process.Remembered;
import org.supervisor.server.process.State;
import org.supervisor.server.process.StopRule;

/**
 * One process as the journal has it.
 *
 * @param name its address
 * @param isBound whether it goes on only with a build in the same process, as an event listener
 * @param fingerprint of the specification that it has, see {@link SpecFingerprint}
 * @param stop how it is to be stopped if the next supervisor does not want it
 * @param autoLogs the log files whose names the supervisor has chosen
 * @param remembered the state it was in; the child of it, if there is one, is a {@link RecordedChild}
 */
public record ProcessRecord(
        ProcessName name,
        boolean isBound,
        long fingerprint,
        StopRule stop,
        Map<LogStream, Path> autoLogs,
        Remembered remembered) {
    /** The same in another state. */
    public ProcessRecord with(State state) {
        return new ProcessRecord(name, isBound, fingerprint, stop, autoLogs, remembered.with(state));
    }
}
