package org.supervisor.server.process;

import java.util.List;
import org.apiguardian.api.API;

/**
 * A program of an active group, and its processes. Confined to the event loop's thread.
 *
 * @param spec how it was configured
 * @param processes its processes in autostart order
 */
@API(status = API.Status.EXPERIMENTAL)
public record ManagedProgram(ProgramSpec spec, List<ManagedProcess> processes) {
    public ManagedProgram {
        processes = List.copyOf(processes);
    }

    /** The program's name, which is not that of its group if it shares one. */
    public String name() {
        return spec.name();
    }
}
