package org.supervisor.server.engine;

import java.time.Duration;
import org.supervisor.server.process.Event;
import org.supervisor.server.process.StartOrigin;
import org.supervisor.server.process.State;

/** Causes of transitions, in words for people. */
final class Causes {
    private Causes() {}

    static String of(Event cause, State to) {
        String words = words(cause, to);
        return to instanceof State.Held(String reason, int _, boolean _) ? words + ", held: " + reason : words;
    }

    private static String words(Event cause, State to) {
        return switch (cause) {
            case Event.StartRequested(StartOrigin.Autostart _) -> "autostart";
            case Event.StartRequested(StartOrigin.GroupAdded(String by)) -> "autostart of the group, added by " + by;
            case Event.StartRequested(StartOrigin.Due _) -> "due by its schedule";
            case Event.StartRequested(StartOrigin.WantedBefore(StartOrigin before)) ->
                "was wanted up when the supervisor before ended: " + words(new Event.StartRequested(before), to);
            case Event.StartRequested(StartOrigin.Needed(String dependent, String by)) ->
                dependent + " depends on it, whose start was requested by " + by;
            case Event.StartRequested(StartOrigin.Request(String by, boolean _)) -> "start requested by " + by;
            case Event.StopRequested(String by) -> "stop requested by " + by;
            case Event.RestartRequested(String reason) -> "is restarted: " + reason;
            case Event.KillRequested(String by) -> "kill requested by " + by;
            case Event.ShutdownBegan(String by) -> "the supervisor ends, requested by " + by;
            case Event.Launched(var child) ->
                to instanceof State.Running
                        ? "launched as pid " + child.pid() + ", and counts as running at once"
                        : "launched as pid " + child.pid();
            case Event.BecameReady _ -> "is ready";
            case Event.NotReady(String reason) -> "waits to be ready: " + reason;
            case Event.DeadlineMoved _ -> "has another time limit";
            case Event.HookEnded(var hook, String problem) ->
                hook.word() + " " + (problem.isEmpty() ? "is done" : problem);
            case Event.LaunchRefused(var refusal) -> refusal.message();
            case Event.ChildExited(var status) ->
                switch (to) {
                    case State.Launching _ -> "starts again after " + status;
                    case State.RestartDelay delay -> status + pause(delay);
                    case State.Backoff(int _, long _, String reason) -> status + ": " + reason;
                    case State.Fatal(String reason) -> status + ": " + reason;
                    case State.Down _,
                            State.Held _,
                            State.StopPending _,
                            State.Starting _,
                            State.Running _,
                            State.Stopping _,
                            State.Killing _,
                            State.Unsignallable _ -> status.toString();
                };
            case Event.Resumed(String how) -> how;
            case Event.Released _ -> to instanceof State.Held ? "was looked at again" : "released";
            case Event.TimeReached _ ->
                switch (to) {
                    case State.Running _ -> "has stayed up for long enough";
                    case State.Killing _ -> "did not end in time, gets KILL";
                    case State.Stopping(var _, int step, long _) ->
                        step == 1
                                ? "pre_stop was not done in time, the stop begins"
                                : "did not end in time, gets the next stop signal";
                    case State.Launching(int attempt, long _) -> "the pause is over, attempt " + attempt;
                    case State.Held _ -> "the pause is over";
                    case State.Starting _ -> "was not ready in time, gets KILL";
                    case State.Down _,
                            State.StopPending _,
                            State.Unsignallable _,
                            State.Backoff _,
                            State.RestartDelay _ -> "the time has come";
                };
        };
    }

    private static String pause(State.RestartDelay delay) {
        String why =
                delay.isCrashLoop() ? ", within a second of its launch " + delay.earlyExits() + " times in a row" : "";
        return why + ", starts again in " + seconds(delay.pause());
    }

    /** A pause, rounded to tenths of a second. */
    static String seconds(Duration pause) {
        long tenths = Math.round(pause.toMillis() / 100.0);
        return tenths / 10 + (tenths % 10 == 0 ? "" : "." + tenths % 10) + " s";
    }
}
