package org.supervisor.server.engine;

import org.supervisor.api.LogLevel;
import org.supervisor.api.LogStream;
import org.supervisor.api.ProcessState;
import org.supervisor.api.Signal;
import org.supervisor.server.output.MainLog;
import org.supervisor.server.process.Child;
import org.supervisor.server.process.Event;
import org.supervisor.server.process.Journal;
import org.supervisor.server.process.ManagedProcess;
import org.supervisor.server.process.State;
import org.supervisor.server.process.TimeSource;
import org.supervisor.server.process.Transition;

/**
 * Everything that follows from a passage between states: its timer, its line in the main log, the published view, the
 * events, and the answers to those who waited for it. Loop's thread.
 */
final class Chronicle implements Journal {
    private final Slots slots;
    private final EventLoop loop;
    private final Waiters waiters;
    private final MainLog log;
    private final Tidings tidings;
    private final TimeSource time;

    Chronicle(Slots slots, EventLoop loop, Waiters waiters, MainLog log, Tidings tidings, TimeSource time) {
        this.slots = slots;
        this.loop = loop;
        this.waiters = waiters;
        this.log = log;
        this.tidings = tidings;
        this.time = time;
    }

    @Override
    public void changed(Transition transition) {
        ManagedProcess process = transition.process();
        State from = transition.from();
        State to = transition.to();
        Slot slot = slots.of(process);
        attempt(process, () -> slot.reschedule(loop, () -> process.on(new Event.TimeReached(time.nanos()))));
        attempt(process, slot::publish);
        attempt(process, () -> slot.flight().add(entry(slot, from, transition.cause(), to)));
        attempt(process, () -> logLines(transition));
        if (from.wire() != to.wire()) {
            attempt(process, () -> tidings.stateChanged(process, from, to));
        }
        if (isLast(transition)) {
            waiters.moved(process);
        }
    }

    /** Nobody is answered before the last passage of a decision has been reported. */
    @SuppressWarnings("ReferenceEquality") // to compare records takes code made at run time
    private static boolean isLast(Transition transition) {
        return transition.process().state() == transition.to();
    }

    private void logLines(Transition transition) {
        for (Wording.Line line :
                Wording.of(transition.process(), transition.from(), transition.cause(), transition.to())) {
            log.log(line.level(), line.text());
        }
    }

    /** None of what follows from a passage may keep the rest from happening. */
    private void attempt(ManagedProcess process, Runnable consequence) {
        try {
            consequence.run();
        } catch (Throwable failure) {
            failed(process, failure);
        }
    }

    @Override
    public void failed(ManagedProcess process, Throwable failure) {
        log.log(LogLevel.CRITICAL, Reports.bug(process.name().toString(), failure));
    }

    /** Something was done to a process that does not change its state. */
    void noted(ManagedProcess process, String what) {
        ProcessState state = process.state().wire();
        slots.of(process).flight().add(new Flight.Entry(time.now(), state, state, () -> what, "", ""));
    }

    private Flight.Entry entry(Slot slot, State from, Event cause, State to) {
        boolean isSurprise =
                cause instanceof Event.ChildExited && (from instanceof State.Starting || from instanceof State.Running);
        return new Flight.Entry(
                time.now(),
                from.wire(),
                to.wire(),
                () -> Causes.of(cause, to),
                isSurprise ? slot.io().lastWords(LogStream.STDOUT) : "",
                isSurprise ? slot.io().lastWords(LogStream.STDERR) : "");
    }

    @Override
    public void signalled(ManagedProcess process, Child child, Signal signal, Child.Delivery delivery) {
        if (signal.equals(Signal.KILL)) {
            log.log(LogLevel.WARN, "killing '" + process.name().process() + "' (" + child.pid() + ") with SIGKILL");
        }
        if (delivery == Child.Delivery.DENIED) {
            log.log(
                    LogLevel.CRITICAL,
                    "cannot send " + signal + " to '" + process.name().process() + "' (" + child.pid()
                            + "): the kernel does not permit it");
        }
    }
}
