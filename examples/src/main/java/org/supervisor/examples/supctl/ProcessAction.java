package org.supervisor.examples.supctl;

import java.util.List;
import java.util.Optional;
import org.supervisor.api.FaultCode;
import org.supervisor.api.Outcome;

/** One thing that can be done to one process, a group or all. */
interface ProcessAction {
    /** What is printed after the name of a process to which it was done. */
    String done();

    void one(String namespec);

    List<Outcome> group(String group);

    List<Outcome> all();

    /** The fault that does not make the command fail. */
    default Optional<FaultCode> harmless() {
        return Optional.empty();
    }

    default int statusForUnknownGroup() {
        return Exit.FAILED;
    }
}
