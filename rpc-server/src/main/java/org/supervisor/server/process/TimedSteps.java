package org.supervisor.server.process;

import org.supervisor.api.Signal;

/** The steps that a process takes with time: it comes up; or it is ended by stop signals, and then KILL. Loop's thread. */
final class TimedSteps {
    private final ManagedProcess process;
    private final ProcessPorts ports;
    private final TimeSource time;

    TimedSteps(ManagedProcess process, ProcessPorts ports, TimeSource time) {
        this.process = process;
        this.ports = ports;
        this.time = time;
    }

    /** The first stop signal. */
    State begin(Child child) {
        return stop(child, 1);
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

    /** The grace is over: the next stop signal, or KILL after the last. */
    State goOn(State.Stopping stopping) {
        return stopping.sent() < rule().attempts()
                ? stop(stopping.child(), stopping.sent() + 1)
                : kill(stopping.child());
    }

    private State stop(Child child, int sent) {
        StopSequence.Step step = step(sent);
        if (!ports.send(process, child, step.signal(), rule().asGroup())) {
            return new State.Unsignallable(child);
        }
        return new State.Stopping(child, sent, time.nanos() + step.grace().toNanos());
    }

    private StopSequence.Step step(int sent) {
        return process.spec()
                .aspect(StopSequence.class)
                .map(StopSequence::steps)
                .map(steps -> steps.get(Math.min(sent, steps.size()) - 1))
                .orElseGet(() -> new StopSequence.Step(rule().signal(), rule().grace()));
    }

    /** At once. */
    State kill(Child child) {
        if (!ports.send(process, child, Signal.KILL, rule().killsGroup())) {
            return new State.Unsignallable(child);
        }
        return new State.Killing(child, time.nanos() + rule().grace().toNanos());
    }

    private StopRule rule() {
        return process.spec().stop();
    }
}
