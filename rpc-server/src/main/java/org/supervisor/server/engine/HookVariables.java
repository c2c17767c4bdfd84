package org.supervisor.server.engine;

import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.TreeMap;
import org.supervisor.server.process.Child;
import org.supervisor.server.process.Environment;
import org.supervisor.server.process.Event;
import org.supervisor.server.process.ExitStatus;
import org.supervisor.server.process.Hook;
import org.supervisor.server.process.ProcessSpec;
import org.supervisor.server.process.Run;

/**
 * What a command that is run at a moment of the life of a process gets to know of it, as variables.
 *
 * @param pid of its process; empty: there is none yet
 * @param end how that has ended; empty: it has not, or nobody knows
 */
record HookVariables(OptionalInt pid, Optional<ExitStatus> end) {
    static final HookVariables NONE = new HookVariables(OptionalInt.empty(), Optional.empty());

    static HookVariables of(Child child) {
        return new HookVariables(OptionalInt.of(child.pid()), Optional.empty());
    }

    static HookVariables of(Child child, Event cause) {
        return new HookVariables(
                OptionalInt.of(child.pid()),
                cause instanceof Event.ChildExited(ExitStatus status) ? Optional.of(status) : Optional.empty());
    }

    /** The process with these variables besides its own. */
    ProcessSpec addedTo(ProcessSpec spec, Hook hook) {
        Map<String, String> values = new TreeMap<>(spec.environment().values());
        values.put("SUPERVISOR_HOOK", hook.word());
        pid.ifPresent(number -> values.put("SUPERVISOR_PID", Integer.toString(number)));
        end.ifPresent(status -> {
            switch (status) {
                case ExitStatus.Code(int code) -> values.put("SUPERVISOR_EXIT_CODE", Integer.toString(code));
                case ExitStatus.Killed(var by, boolean _) -> values.put("SUPERVISOR_SIGNAL", by.longName());
                case ExitStatus.Lost _ -> {}
            }
        });
        Run run = spec.run();
        return spec.withRun(new Run(
                run.command(),
                run.as(),
                run.directory(),
                run.umask(),
                run.niceness(),
                new Environment(spec.environment().inherits(), new TreeMap<>(values)),
                run.serverUrl()));
    }
}
