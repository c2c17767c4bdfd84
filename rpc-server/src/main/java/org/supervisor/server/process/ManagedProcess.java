package org.supervisor.server.process;

import java.time.Duration;
import java.util.Optional;
import java.util.random.RandomGenerator;
import org.apiguardian.api.API;
import org.supervisor.server.process.Event.BecameReady;
import org.supervisor.server.process.Event.Checked;
import org.supervisor.server.process.Event.ChildExited;
import org.supervisor.server.process.Event.DeadlineMoved;
import org.supervisor.server.process.Event.HookEnded;
import org.supervisor.server.process.Event.KillRequested;
import org.supervisor.server.process.Event.LaunchRefused;
import org.supervisor.server.process.Event.Launched;
import org.supervisor.server.process.Event.NotReady;
import org.supervisor.server.process.Event.Released;
import org.supervisor.server.process.Event.Request;
import org.supervisor.server.process.Event.RestartRequested;
import org.supervisor.server.process.Event.Resumed;
import org.supervisor.server.process.Event.ShutdownBegan;
import org.supervisor.server.process.Event.StartRequested;
import org.supervisor.server.process.Event.StopRequested;
import org.supervisor.server.process.Event.TimeReached;
import org.supervisor.server.process.State.Alive;
import org.supervisor.server.process.State.Down;
import org.supervisor.server.process.State.Exited;
import org.supervisor.server.process.State.Fatal;
import org.supervisor.server.process.State.Held;
import org.supervisor.server.process.State.Killing;
import org.supervisor.server.process.State.Launching;
import org.supervisor.server.process.State.RestartDelay;
import org.supervisor.server.process.State.Running;
import org.supervisor.server.process.State.Starting;
import org.supervisor.server.process.State.StopPending;
import org.supervisor.server.process.State.Stopped;
import org.supervisor.server.process.State.Stopping;
import org.supervisor.server.process.State.Unsignallable;

/**
 * One supervised program. Confined to the event loop's thread; {@link #on} is the only way to change it.
 *
 * <p>There is a method per state and a line per event, without default: add an event, and the compiler requires an
 * answer of every state.
 */
@API(status = API.Status.EXPERIMENTAL)
public final class ManagedProcess {
    private final ProcessSpec spec;
    private final ProcessPorts ports;
    private final TimedSteps steps;
    private final TimeSource time;
    private final LaunchPauses pauses;
    private State state = new Stopped();
    private Goal goal;
    private History history = History.NONE;
    private boolean isOutdated;
    private boolean isRestarting;

    ManagedProcess(ProcessSpec spec, Launcher launcher, Journal journal, TimeSource time, RandomGenerator random) {
        this.spec = spec;
        this.ports = new ProcessPorts(launcher, journal);
        this.steps = new TimedSteps(this, ports, time);
        this.time = time;
        this.pauses = new LaunchPauses(spec, time, random);
        this.goal = new Goal.Down(new StopOrigin.NeverStarted(), time.now());
    }

    /** How it was configured. */
    public ProcessSpec spec() {
        return spec;
    }

    /** Its address. */
    public ProcessName name() {
        return spec.name();
    }

    /** Its present state. */
    public State state() {
        return state;
    }

    /** Whether it is wanted up or down. */
    public Goal goal() {
        return goal;
    }

    /** What is known of its earlier runs. */
    public History history() {
        return history;
    }

    /** The pid of its process, or 0. */
    public int pid() {
        return state instanceof Alive alive ? alive.child().pid() : 0;
    }

    /** What is to be remembered of it so that a later supervisor can {@link #resume} it. */
    public Remembered remembered() {
        EarlyExits early = pauses.earlyExits();
        return new Remembered(state, goal, history, early.inARow(), early.launchedAtNanos(), isOutdated, isRestarting);
    }

    /** Whether its child was launched by an earlier supervisor with another specification than this. */
    public boolean isOutdated() {
        return isOutdated;
    }

    /**
     * Goes on where an earlier supervisor has left it. To be called once, before any event.
     *
     * @param before what that one remembered; a state with a child has the child as it was found
     * @param how for people: how it was found
     */
    public void resume(Remembered before, String how) {
        goal = before.goal();
        history = before.history();
        pauses.resume(before);
        isOutdated = before.isOutdated();
        isRestarting = before.isRestarting();
        move(new Resumed(how), before.state());
        ports.publish(this);
    }

    /** Whether it is being stopped only to be launched again. */
    public boolean isRestarting() {
        return isRestarting;
    }

    /** Decides what follows from an event; publishes it when the new state is final. */
    public void on(Event event) {
        goal = goal.after(event, state, time);
        isRestarting = event.isRestarting(state, isRestarting);
        move(
                event,
                switch (state) {
                    case Down down -> whenDown(down, event);
                    case Held held -> whenHeld(held, event);
                    case Launching launching -> whenLaunching(launching, event);
                    case StopPending pending -> whenStopPending(pending, event);
                    case Starting starting -> whenStarting(starting, event);
                    case Running running -> whenRunning(running, event);
                    case Stopping stopping -> whenStopping(stopping, event);
                    case Killing killing -> whenKilling(killing, event);
                    case Unsignallable unsignallable -> whenUnsignallable(unsignallable, event);
                    case State.Backoff backoff -> whenBackoff(backoff, event);
                    case RestartDelay delay -> whenDelayed(delay, event);
                });
        ports.publish(this);
    }

    /**
     * The only change of state. A method returns the same instance for "no change"; record equality would be slow at
     * start-up.
     */
    @SuppressWarnings("ReferenceEquality")
    private void move(Event cause, State to) {
        State from = state;
        if (to == from) {
            return;
        }
        state = to;
        isOutdated &= to instanceof Alive;
        ports.add(new Transition(this, from, cause, to));
    }

    private State whenDown(Down down, Event event) {
        return switch (event) {
            case StartRequested _ -> begin(event);
            case Request _, TimeReached _, Released _, Checked _ -> down;
            case Launched _, LaunchRefused _, ChildExited _, Resumed _ -> throw impossible(event);
        };
    }

    private State whenHeld(Held held, Event event) {
        return switch (event) {
            case StartRequested _ -> launch(held.attempt(), event);
            case RestartRequested _, TimeReached _, Checked _ -> held;
            case Released _ -> release(held, event);
            case StopRequested _, KillRequested _, ShutdownBegan _ -> {
                history = history.failed("");
                yield new Stopped();
            }
            case Launched _, LaunchRefused _, ChildExited _, Resumed _ -> throw impossible(event);
        };
    }

    private State whenLaunching(Launching launching, Event event) {
        return switch (event) {
            case StartRequested _, TimeReached _, Released _, Checked _ -> launching;
            case StopRequested _, RestartRequested _, KillRequested _, ShutdownBegan _ -> new StopPending();
            case Launched(Child child) -> launched(launching, child);
            case LaunchRefused(Refusal refusal) -> refused(launching, refusal, event);
            case ChildExited _, Resumed _ -> throw impossible(event);
        };
    }

    private State whenStopPending(StopPending pending, Event event) {
        return switch (event) {
            case Request _, TimeReached _, Checked _, Released _ -> pending;
            case Launched(Child child) -> {
                history = history.launched(time.now());
                yield steps.begin(child);
            }
            case LaunchRefused(Refusal refusal) -> down(history.failed(refusal.message()), event);
            case ChildExited _, Resumed _ -> throw impossible(event);
        };
    }

    private State whenStarting(Starting starting, Event event) {
        return switch (event) {
            case StartRequested _, Released _ -> starting;
            case Checked result -> checked(starting, result);
            case StopRequested _, RestartRequested _, ShutdownBegan _ -> steps.begin(starting.child());
            case KillRequested _ -> steps.kill(starting.child());
            case TimeReached(long now) -> steps.goOn(starting, now);
            case ChildExited(ExitStatus status) -> diedEarly(starting, status, event);
            case Launched _, LaunchRefused _, Resumed _ -> throw impossible(event);
        };
    }

    private State whenRunning(Running running, Event event) {
        return switch (event) {
            case StartRequested _, TimeReached _, Released _, Checked _ -> running;
            case StopRequested _, RestartRequested _, ShutdownBegan _ -> steps.begin(running.child());
            case KillRequested _ -> steps.kill(running.child());
            case ChildExited(ExitStatus status) -> ended(status, event);
            case Launched _, LaunchRefused _, Resumed _ -> throw impossible(event);
        };
    }

    private State whenStopping(Stopping stopping, Event event) {
        return switch (event) {
            case KillRequested _ -> steps.kill(stopping.child());
            case DeadlineMoved(long until) -> stopping.until(until);
            case HookEnded ended -> steps.goOn(stopping, ended);
            case Request _, Checked _, Released _ -> stopping;
            case TimeReached(long now) -> now - stopping.graceEndsNanos() < 0 ? stopping : steps.goOn(stopping);
            case ChildExited(ExitStatus status) -> stopped(status, event);
            case Launched _, LaunchRefused _, Resumed _ -> throw impossible(event);
        };
    }

    private State whenKilling(Killing killing, Event event) {
        return switch (event) {
            case Request _, Checked _, Released _ -> killing;
            case TimeReached(long now) -> now - killing.againAtNanos() < 0 ? killing : steps.kill(killing.child());
            case ChildExited(ExitStatus status) -> stopped(status, event);
            case Launched _, LaunchRefused _, Resumed _ -> throw impossible(event);
        };
    }

    private State whenUnsignallable(Unsignallable unsignallable, Event event) {
        return switch (event) {
            case StartRequested _, RestartRequested _, TimeReached _, Released _, Checked _ -> unsignallable;
            case StopRequested _, ShutdownBegan _ -> steps.begin(unsignallable.child());
            case KillRequested _ -> steps.kill(unsignallable.child());
            case ChildExited(ExitStatus status) -> stopped(status, event);
            case Launched _, LaunchRefused _, Resumed _ -> throw impossible(event);
        };
    }

    private State whenBackoff(State.Backoff backoff, Event event) {
        return switch (event) {
            case StartRequested _, RestartRequested _, Released _, Checked _ -> backoff;
            case StopRequested _, KillRequested _ -> new Stopped();
            case ShutdownBegan _ -> new Fatal(backoff.reason());
            case TimeReached(long now) ->
                now - backoff.retryAtNanos() < 0 ? backoff : launch(backoff.failures() + 1, event);
            case Launched _, LaunchRefused _, ChildExited _, Resumed _ -> throw impossible(event);
        };
    }

    private State whenDelayed(RestartDelay delay, Event event) {
        return switch (event) {
            case StartRequested _ -> begin(event);
            case RestartRequested _, Released _, Checked _ -> delay;
            case StopRequested _, KillRequested _, ShutdownBegan _ -> new Exited(delay.status(), delay.expected());
            case TimeReached(long now) -> now - delay.restartAtNanos() < 0 ? delay : launch(1, event);
            case Launched _, LaunchRefused _, ChildExited _, Resumed _ -> throw impossible(event);
        };
    }

    /** A start on request: earlier failures do not count. */
    private State begin(Event cause) {
        pauses.forget();
        return launch(1, cause);
    }

    private State launch(int attempt, Event cause) {
        return launch(ports.mayLaunch(this), attempt, cause);
    }

    private State release(Held held, Event cause) {
        Gate gate = ports.mayLaunch(this);
        return held.isBy(gate) ? held : launch(gate, held.attempt(), cause);
    }

    private State launch(Gate gate, int attempt, Event cause) {
        return switch (gate) {
            case Gate.Open _ -> {
                history = history.failed(Hooks.has(spec, Hook.PRE_START) ? "runs pre_start" : "");
                yield new Launching(attempt, time.nanos());
            }
            case Gate.Held(String reason, boolean isStuck) -> {
                history = history.failed(reason);
                yield new Held(reason, attempt, isStuck);
            }
            case Gate.Refused(String reason) -> giveUp(reason, attempt, cause);
        };
    }

    /** Clients see STARTING in between: listeners know no transition from stopped to given up. */
    private State giveUp(String reason, int attempt, Event cause) {
        history = history.failed(reason);
        if (!(state instanceof Held)) {
            move(cause, new Held(reason, attempt));
        }
        return new Fatal(reason);
    }

    private State launched(Launching launching, Child child) {
        history = history.launched(time.now());
        pauses.launched();
        Duration staysUp = spec.start().staysUp();
        Readiness readiness = Readiness.of(spec, time.nanos());
        Starting starting = new Starting(
                child, launching.attempt(), launching.sinceNanos(), time.nanos() + staysUp.toNanos(), readiness);
        if (staysUp.isPositive() || readiness instanceof Readiness.Awaited) {
            return starting;
        }
        move(new Launched(child), starting);
        return new Running(child);
    }

    private State checked(Starting starting, Checked result) {
        if (!(starting.readiness() instanceof Readiness.Awaited)) {
            return starting;
        }
        History before = history;
        history = history.checked(result);
        return switch (result) {
            case BecameReady _ -> steps.goOn(starting.with(Readiness.READY), time.nanos());
            case NotReady _ ->
                history.equals(before) ? starting : starting.with(starting.readiness()); // to be published
            case DeadlineMoved(long until) -> starting.with(new Readiness.Awaited(until));
            case HookEnded _ -> starting;
        };
    }

    private State refused(Launching launching, Refusal refusal, Event cause) {
        history = history.failed(refusal.message());
        return spec.start().retriesAfter(refusal)
                ? retry(launching.attempt(), time.nanos(), refusal.message(), cause)
                : new Fatal(refusal.message());
    }

    private State diedEarly(Starting starting, ExitStatus status, Event cause) {
        boolean retries = starting.readiness() instanceof Readiness.Missed
                || switch (spec.start().dialect()) {
                    case PERL -> spec.restart().restartsAfter(status);
                    case SUPERVISORD -> true;
                };
        if (!retries) {
            history = history.ended(time.now(), Optional.of(status), "Exited too quickly: " + status);
            return new Exited(status, spec.restart().expects(status));
        }
        String reason = Readiness.ifEnded(starting.readiness());
        history = history.ended(time.now(), Optional.empty(), reason);
        long pauseStarts = spec.start().pausesFromLaunch() ? starting.sinceNanos() : time.nanos();
        return retry(starting.attempt(), pauseStarts, reason, cause);
    }

    /** Even the last failure passes through backoff, as supervisord's listeners expect. */
    private State retry(int failures, long pauseStartsNanos, String reason, Event cause) {
        State.Backoff backoff = pauses.afterFailure(failures, pauseStartsNanos, reason);
        if (failures < spec.start().attempts()) {
            return backoff;
        }
        move(cause, backoff);
        return new Fatal(reason);
    }

    private State ended(ExitStatus status, Event cause) {
        boolean expected = spec.restart().expects(status);
        history = history.ended(time.now(), Optional.of(status), expected ? "" : "Bad exit code " + status.wireCode());
        Exited exited = new Exited(status, expected);
        Optional<RestartDelay> pause = pauses.afterEnd(exited);
        if (!spec.restart().restartsAfter(status)) {
            return exited;
        }
        if (pause.isPresent()) {
            return pause.get();
        }
        move(cause, exited);
        return launch(1, cause);
    }

    private State stopped(ExitStatus status, Event cause) {
        return down(history.ended(time.now(), Optional.of(status), history.spawnError()), cause);
    }

    private State down(History last, Event cause) {
        history = last;
        if (!isRestarting) {
            return new Stopped();
        }
        isRestarting = false;
        move(cause, new Stopped());
        return begin(cause);
    }

    private IllegalStateException impossible(Event event) {
        return new IllegalStateException(name() + " cannot get " + event + " when it is " + state);
    }
}
