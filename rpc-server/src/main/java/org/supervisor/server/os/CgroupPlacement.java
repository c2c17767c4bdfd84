package org.supervisor.server.os;

import java.util.List;
import java.util.Optional;

/**
 * Puts a program into a cgroup before its first step: a shell moves itself there and becomes the program, and so keeps the pid. It
 * is the first of the tools before a program, for those after it may be another user, who may not move processes.
 *
 * @param processes the file of the cgroup that has its processes; empty: nothing is done
 */
record CgroupPlacement(Optional<String> processes) {
    private static final String SHELL = "/bin/sh";
    private static final String MOVE = "echo 0 >\"$1\" || exit 125; shift; exec \"$@\"";

    /** Behind a shell a failure would be an exit status and a line of text, so check before. */
    Optional<SpawnResult.Refused> objection(Executable executable) {
        return processes.isPresent() ? executable.objection() : Optional.empty();
    }

    /** What to execute so that this process is moved and then this program is executed. */
    Launch.ProgramFile before(Launch.ProgramFile program) {
        return processes
                .map(file -> program.behind(SHELL, List.of("sh", "-c", MOVE, "sh", file)))
                .orElse(program);
    }
}
