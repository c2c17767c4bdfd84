package org.supervisor.server.process;

import java.time.Duration;
import java.util.Optional;
import org.supervisor.api.Signal;

/** The steps that a process takes with time: it comes up; or it is ended by commands and stop signals, and then KILL. Loop's thread. */
final class TimedSteps {
    private final ManagedProcess process;
    private final ProcessPorts ports;
    private final TimeSource time;

    TimedSteps(ManagedProcess process, ProcessPorts ports, TimeSource time) {
        this.process = process;
        this.ports = ports;
        this.time = time;
    }

    /** The first step of a stop, or what comes before it. */
    State begin(Child child) {
        Optional<Duration> before = steps().before();
        return before.isPresent()
                ? new State.Stopping(child, 0, time.nanos() + before.get().toNanos())
                : stop(child, 1);
    }

    /** A process that is starting is up, or was not ready in time. */
    State goOn(State.Starting starting, long now) {
        return switch (starting.readiness()) {
            case Readiness.Ready _ -> now - starting.upAtNanos() < 0 ? starting : new State.Running(starting.child());
            case Readiness.Awaited(long until) -> now - until < 0 ? starting : killUnready(starting);
            case Readiness.Missed(long again) -> now - again < 0 ? starting : killUnready(starting);
        };
    }

    /** Its launch has failed, which is dealt with when it has ended. */
    private State killUnready(State.Starting starting) {
        return kill(starting.child()) instanceof State.Killing(Child _, long again)
                ? starting.with(new Readiness.Missed(again))
                : new State.Unsignallable(starting.child());
    }

    /** The time of a step is over: the next, or KILL after the last. */
    State goOn(State.Stopping stopping) {
        return stopping.sent() < steps().last() ? stop(stopping.child(), stopping.sent() + 1) : kill(stopping.child());
    }

    /** The stop begins when what comes before it is over; a command that has failed leaves it to the stop signals. */
    State goOn(State.Stopping stopping, Event.HookEnded ended) {
        return switch (ended.hook()) {
            case PRE_STOP -> stopping.sent() == 0 ? stop(stopping.child(), 1) : stopping;
            case STOP -> stopping.sent() == 1 && !ended.problem().isEmpty() ? stop(stopping.child(), 2) : stopping;
            case PRE_START, POST_START, POST_STOP, RELOAD -> stopping;
        };
    }

    private State stop(Child child, int step) {
        StopSteps steps = steps();
        if (!steps.isCommand(step)
                && !ports.send(process, child, steps.signal(step).signal(), rule().asGroup())) {
            return new State.Unsignallable(child);
        }
        return new State.Stopping(child, step, time.nanos() + steps.grace(step).toNanos());
    }

    /** At once. */
    State kill(Child child) {
        if (!ports.send(process, child, Signal.KILL, rule().killsGroup())) {
            return new State.Unsignallable(child);
        }
        return new State.Killing(child, time.nanos() + rule().grace().toNanos());
    }

    private StopSteps steps() {
        return new StopSteps(process.spec());
    }

    private StopRule rule() {
        return process.spec().stop();
    }
}
