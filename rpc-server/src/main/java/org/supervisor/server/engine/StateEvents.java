package org.supervisor.server.engine;

import org.supervisor.api.ProcessState;
import org.supervisor.server.events.SupervisorEvent;
import org.supervisor.server.process.ProcessName;
import org.supervisor.server.process.State;

/** Converts a transition between two states into the event that listeners get. */
final class StateEvents {
    private StateEvents() {}

    /** The event of a transition that clients can see. A process whose launch is still under way has pid 0. */
    static SupervisorEvent of(ProcessName name, State from, State to) {
        ProcessState before = from.wire();
        return switch (to) {
            case State.Held(String _, int attempt, boolean _) ->
                new SupervisorEvent.Starting(name, before, attempt - 1);
            case State.Launching(int attempt, long _) -> new SupervisorEvent.Starting(name, before, attempt - 1);
            case State.Starting starting -> new SupervisorEvent.Starting(name, before, starting.attempt() - 1);
            case State.Running _ -> new SupervisorEvent.Running(name, before, pid(to));
            case State.Backoff backoff -> new SupervisorEvent.BackedOff(name, before, backoff.failures());
            case State.StopPending _, State.Stopping _, State.Killing _ ->
                new SupervisorEvent.Stopping(name, before, pid(to));
            case State.Exited exited -> new SupervisorEvent.Exited(name, before, exited.expected(), pid(from));
            case State.RestartDelay delay -> new SupervisorEvent.Exited(name, before, delay.expected(), pid(from));
            case State.Stopped _ -> new SupervisorEvent.Stopped(name, before, pid(from));
            case State.Fatal _ -> new SupervisorEvent.GaveUp(name, before);
            case State.Unsignallable _ -> new SupervisorEvent.Lost(name, before);
        };
    }

    private static int pid(State state) {
        return state instanceof State.Alive alive ? alive.child().pid() : 0;
    }
}
