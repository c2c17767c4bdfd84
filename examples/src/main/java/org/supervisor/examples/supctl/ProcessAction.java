package org.supervisor.examples.supctl;

import java.util.List;
import java.util.Optional;
import org.supervisor.api.FaultCode;
import org.supervisor.api.Outcome;

/** An action on one process, a group or all. */
interface ProcessAction {
    /** What is printed after the name of a process if it succeeded. */
    String done();

    void one(String namespec);

    List<Outcome> group(String group);

    List<Outcome> all();

    /** The fault that does not count as a failure of the command. */
    default Optional<FaultCode> harmless() {
        return Optional.empty();
    }

    default int statusForUnknownGroup() {
        return Exit.FAILED;
    }
}
