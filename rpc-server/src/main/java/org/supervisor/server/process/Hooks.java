package org.supervisor.server.process;

import java.time.Duration;
import java.util.Collections;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;
import org.apiguardian.api.API;

/**
 * The commands that are run at moments of the life of a process.
 *
 * @param commands a line of shell for each moment that has one, in the order of {@link Hook}
 * @param timeout how long each may take; {@link Hook#STOP} has the grace of the stop instead
 */
@API(status = API.Status.EXPERIMENTAL)
public record Hooks(Map<Hook, String> commands, Duration timeout) implements AspectSpec {
    /** The time that they have unless another is given. */
    public static final Duration TIMEOUT = Duration.ofSeconds(30);

    public Hooks {
        Map<Hook, String> ordered = new EnumMap<>(Hook.class);
        ordered.putAll(commands);
        commands = Collections.unmodifiableMap(ordered);
    }

    /** The usual time-out. */
    public Hooks(Map<Hook, String> commands) {
        this(commands, TIMEOUT);
    }

    /** The command of a process for a moment, if it has one. */
    public static Optional<String> command(ProcessSpec spec, Hook hook) {
        return spec.aspect(Hooks.class).map(hooks -> hooks.commands().get(hook));
    }

    /** Whether a process has a command for a moment. */
    public static boolean has(ProcessSpec spec, Hook hook) {
        return command(spec, hook).isPresent();
    }
}
