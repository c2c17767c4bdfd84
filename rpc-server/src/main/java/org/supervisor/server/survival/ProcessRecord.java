package org.supervisor.server.survival;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import org.supervisor.api.LogStream;
import org.supervisor.server.process.ProcessName;
import org.supervisor.server.process.Remembered;
import org.supervisor.server.process.State;
import org.supervisor.server.process.StopRule;
import org.supervisor.server.process.StopSequence;

/**
 * One process as the journal has it.
 *
 * @param name its address
 * @param isBound whether it goes on only with a build in the same process, as an event listener
 * @param fingerprint of the specification that it has, see {@link SpecFingerprint}
 * @param stop how it is to be stopped if the next supervisor does not want it
 * @param sequence the signals that {@code stop} stands for, if they differ
 * @param autoLogs the log files whose names the supervisor has chosen
 * @param remembered the state it was in; the child of it, if there is one, is a {@link RecordedChild}
 */
public record ProcessRecord(
        ProcessName name,
        boolean isBound,
        long fingerprint,
        StopRule stop,
        Optional<StopSequence> sequence,
        Map<LogStream, Path> autoLogs,
        Remembered remembered) {
    /** The signal that is sent as the nth, from 1 to the attempts of {@code stop}, and how long the process may take after it. */
    public StopSequence.Step signal(int number) {
        return sequence.map(found -> found.steps().get(number - 1))
                .orElseGet(() -> new StopSequence.Step(stop.signal(), stop.grace()));
    }

    /** How long its stop takes at most until it gets KILL. */
    public Duration longestStop() {
        return stop.grace().multipliedBy(stop.attempts());
    }

    /** The same in another state. */
    public ProcessRecord with(State state) {
        return new ProcessRecord(name, isBound, fingerprint, stop, sequence, autoLogs, remembered.with(state));
    }
}
