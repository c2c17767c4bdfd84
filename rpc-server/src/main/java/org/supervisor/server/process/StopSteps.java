package org.supervisor.server.process;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.apiguardian.api.API;

/**
 * The steps in which a process is stopped, numbered from 1: {@code stop_command} if it has one, the stop signals unless they
 * were replaced by that, and then KILL. Before them, as step 0, comes {@code pre_stop}.
 */
@API(status = API.Status.EXPERIMENTAL)
public record StopSteps(ProcessSpec spec) {
    /** How long {@code pre_stop} may take; empty: it has none. */
    Optional<Duration> before() {
        return spec.aspect(Hooks.class)
                .filter(hooks -> hooks.commands().containsKey(Hook.PRE_STOP))
                .map(Hooks::timeout);
    }

    /** Whether a command is run in this step. */
    boolean isCommand(int step) {
        return step == 1 && hasCommand();
    }

    private boolean hasCommand() {
        return Hooks.has(spec, Hook.STOP);
    }

    /** The step after which KILL follows. */
    public int last() {
        int signals = spec.stop().attempts();
        if (!hasCommand()) {
            return signals;
        }
        return spec.aspect(StopSequence.class).isPresent() ? 1 + signals : 1;
    }

    /** The signal of a step that is no command; one beyond the last step has the last signal. */
    StopSequence.Step signal(int step) {
        int number = hasCommand() ? step - 1 : step;
        Optional<List<StopSequence.Step>> sequence =
                spec.aspect(StopSequence.class).map(StopSequence::steps);
        return sequence.map(steps -> steps.get(Math.min(number, steps.size()) - 1))
                .orElseGet(() ->
                        new StopSequence.Step(spec.stop().signal(), spec.stop().grace()));
    }

    /** How long a step may take. */
    public Duration grace(int step) {
        return isCommand(step) ? spec.stop().grace() : signal(step).grace();
    }

    /** How long it takes at most until it gets KILL. */
    public Duration longest() {
        Duration signals = spec.stop().grace().multipliedBy(spec.stop().attempts());
        Duration command = hasCommand() ? spec.stop().grace() : Duration.ZERO;
        return before().orElse(Duration.ZERO).plus(command).plus(signals);
    }
}
