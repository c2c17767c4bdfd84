package org.supervisor.server.os;

import java.util.List;
import java.util.Optional;

/**
 * Gives a program a variable with its own pid, which nobody knows before it is there: a shell sets the variable and becomes the
 * program, and so keeps the pid.
 *
 * @param name a valid name; empty: nothing is done
 */
record PidVariable(Optional<String> name) {
    private static final String SHELL = "/bin/sh";

    /** Behind a shell a failure would be an exit status and a line of text, so check before. */
    Optional<SpawnResult.Refused> objection(Executable executable) {
        return name.isPresent() ? executable.objection() : Optional.empty();
    }

    /** What to execute so that the variable is set and then this program is executed. */
    Launch.ProgramFile before(Launch.ProgramFile program) {
        return name.map(variable -> program.behind(
                        SHELL, List.of("sh", "-c", variable + "=$$; export " + variable + "; exec \"$@\"", "sh")))
                .orElse(program);
    }
}
