package org.supervisor.server.process;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.Random;
import java.util.function.Consumer;
import org.supervisor.api.ProcessState;
import org.supervisor.api.Signal;

/** One program in a simulation: the test moves time and decides what launches do. */
final class Simulation implements Launcher, Journal, TimeSource {
    private static final int FIRST_PID = 100;

    final List<Goal> wishes = new ArrayList<>(); // that came without a transition
    final List<ProcessState> states = new ArrayList<>();
    final List<FakeChild> children = new ArrayList<>();
    final ManagedProcess process;
    int launches;
    boolean answersLaunches = true;
    Refusal refusal;
    Gate gate = Gate.OPEN;
    Consumer<Transition> onChange = _ -> {};
    private long nanos = Long.MAX_VALUE - Duration.ofSeconds(15).toNanos(); // soon wraps around, which must not matter

    Simulation(ProcessSpec spec) {
        process = new ProcessFactory(this, this, this, new Random(1))
                .group(GroupSpec.of(spec))
                .processes()
                .getFirst();
    }

    /** A child that does nothing but remember its signals. */
    static final class FakeChild implements Child {
        final int pid;
        final List<Signal> signals = new ArrayList<>();
        final List<Boolean> toGroup = new ArrayList<>();
        Delivery delivery = Delivery.SENT;

        FakeChild(int pid) {
            this.pid = pid;
        }

        @Override
        public int pid() {
            return pid;
        }

        @Override
        public Delivery signal(Signal signal, boolean wholeGroup) {
            signals.add(signal);
            toGroup.add(wholeGroup);
            return delivery;
        }
    }

    void start() {
        process.on(new Event.StartRequested("test"));
        answer();
    }

    void stop() {
        process.on(new Event.StopRequested("test"));
    }

    void kill() {
        process.on(new Event.KillRequested("test"));
    }

    void exit(int code) {
        process.on(new Event.ChildExited(new ExitStatus.Code(code)));
        answer();
    }

    void die(Signal signal) {
        process.on(new Event.ChildExited(new ExitStatus.Killed(signal, false)));
        answer();
    }

    /** Moves time and lets deadlines fire at their own moments, as the loop does. */
    void advance(Duration by) {
        long end = nanos + by.toNanos();
        for (OptionalLong next = process.state().deadlineNanos();
                next.isPresent() && next.getAsLong() - end <= 0;
                next = process.state().deadlineNanos()) {
            nanos = Math.max(nanos - end, next.getAsLong() - end) + end;
            process.on(new Event.TimeReached(nanos));
            answer();
        }
        nanos = end;
        process.on(new Event.TimeReached(nanos));
        answer();
    }

    FakeChild child() {
        return children.getLast();
    }

    ProcessState state() {
        return process.state().wire();
    }

    /** Gives the launcher's answer, if one is owed. */
    void answer() {
        while (answersLaunches
                && (process.state() instanceof State.Launching || process.state() instanceof State.StopPending)) {
            if (refusal != null) {
                process.on(new Event.LaunchRefused(refusal));
            } else {
                children.add(new FakeChild(FIRST_PID + children.size()));
                process.on(new Event.Launched(child()));
            }
        }
    }

    @Override
    public Gate mayLaunch(ManagedProcess asked) {
        return gate;
    }

    @Override
    public void launch(ManagedProcess launched) {
        launches++;
    }

    @Override
    public void changed(Transition transition) {
        if (transition.from().wire() != transition.to().wire()) {
            states.add(transition.to().wire());
        }
        onChange.accept(transition);
    }

    @Override
    public void wanted(ManagedProcess changed) {
        wishes.add(changed.goal());
    }

    @Override
    public void failed(ManagedProcess process, Throwable failure) {
        throw new AssertionError(failure);
    }

    @Override
    public void signalled(ManagedProcess signalled, Child child, Signal signal, Child.Delivery delivery) {}

    @Override
    public long nanos() {
        return nanos;
    }

    @Override
    public Instant now() {
        return Instant.EPOCH.plusNanos(nanos);
    }
}
