package org.supervisor.server.engine;

import java.util.List;
import org.supervisor.api.LogLevel;
import org.supervisor.server.process.Event;
import org.supervisor.server.process.ExitStatus;
import org.supervisor.server.process.ManagedProcess;
import org.supervisor.server.process.RestartPolicy;
import org.supervisor.server.process.StartOrigin;
import org.supervisor.server.process.State;

/**
 * What the main log says about a transition, in supervisord's words (which other tools read) or in the Perl original's.
 */
final class LogMessages {
    private LogMessages() {}

    /** A line for the main log. */
    record Line(LogLevel level, String text) {}

    /** The lines for one transition; often none. */
    static List<Line> of(ManagedProcess process, State from, Event cause, State to) {
        if (cause instanceof Event.Resumed) {
            return List.of();
        }
        return switch (process.spec().start().dialect()) {
            case SUPERVISORD -> supervisord(process, from, cause, to);
            case PERL -> perl(process, from, cause, to);
        };
    }

    private static List<Line> supervisord(ManagedProcess process, State from, Event cause, State to) {
        String name = process.name().process();
        if (to instanceof State.Held(String reason, int _, boolean _)) {
            return List.of(info("held: '" + name + "', " + reason + by(cause)));
        }
        if (from instanceof State.Held && to instanceof State.Fatal(String reason)) {
            return List.of(info("gave up: " + name + " entered FATAL state, " + reason));
        }
        return switch (cause) {
            case Event.Launched(var child) ->
                to instanceof State.Starting || from instanceof State.StopPending
                        ? List.of(info("spawned: '" + name + "' with pid " + child.pid()))
                        : List.of(success(process));
            case Event.TimeReached _ when to instanceof State.Running -> List.of(success(process));
            case Event.BecameReady _ ->
                List.of(info("ready: '" + name + "'" + (to instanceof State.Running ? ", entered RUNNING state" : "")));
            case Event.TimeReached _
            when to instanceof State.Starting -> List.of(warn("killed: '" + name + "' was not ready in time"));
            case Event.LaunchRefused(var refusal)
            when to instanceof State.Backoff -> List.of(info("spawnerr: " + refusal.message()));
            case Event.ChildExited(var status)
            when to instanceof State.Backoff || to instanceof State.Exited -> List.of(exited(process, status, to));
            case Event.ChildExited(var status)
            when to instanceof State.RestartDelay delay -> withPause(exited(process, status, to), name, delay);
            case Event.ChildExited(var status)
            when to instanceof State.Stopped ->
                List.of(new Line(
                        process.spec().restart().expects(status) ? LogLevel.INFO : LogLevel.WARN,
                        "stopped: " + name + " (" + status + ")"));
            case Event.ChildExited _, Event.LaunchRefused _, Event.ShutdownBegan _
            when to instanceof State.Fatal ->
                List.of(info("gave up: " + name + " entered FATAL state, too many start retries too quickly"));
            case Event.StartRequested(StartOrigin.Request(String by, boolean _))
            when to instanceof State.Launching -> List.of(info("starting: '" + name + "', requested by " + by));
            case Event.RestartRequested(String reason) -> List.of(info("restarting: '" + name + "', " + reason));
            case Event.StopRequested(String by)
            when to instanceof State.Stopping -> List.of(info("stopping: '" + name + "', requested by " + by));
            case Event.StopRequested(String by)
            when from instanceof State.RestartDelay ->
                List.of(info("not restarting: '" + name + "', requested by " + by));
            case Event.KillRequested(String by)
            when to instanceof State.Killing -> List.of(info("killing: '" + name + "', requested by " + by));
            case Event.StartRequested _,
                    Event.StopRequested _,
                    Event.KillRequested _,
                    Event.ShutdownBegan _,
                    Event.LaunchRefused _,
                    Event.ChildExited _,
                    Event.Released _,
                    Event.Resumed _,
                    Event.NotReady _,
                    Event.DeadlineMoved _,
                    Event.HookEnded _,
                    Event.TimeReached _ -> List.of();
        };
    }

    private static Line success(ManagedProcess process) {
        return info("success: " + process.name().process()
                + " entered RUNNING state, process has stayed up for > than "
                + process.spec().start().staysUp().toSeconds() + " seconds (startsecs)");
    }

    private static Line exited(ManagedProcess process, ExitStatus status, State to) {
        boolean expected =
                !(to instanceof State.Backoff) && process.spec().restart().expects(status);
        return new Line(
                expected ? LogLevel.INFO : LogLevel.WARN,
                "exited: " + process.name().process() + " (" + status + "; " + (expected ? "" : "not ") + "expected)");
    }

    private static List<Line> perl(ManagedProcess process, State from, Event cause, State to) {
        String name = process.name().toString();
        return switch (to) {
            case State.Launching(int attempt, long _) ->
                cause instanceof Event.ChildExited
                        ? List.of(info("attempting to restart " + name))
                        : List.of(info("starting " + name + (attempt == 1 ? "" : ", attempt " + attempt) + by(cause)));
            case State.Held(String reason, int _, boolean _) ->
                List.of(info("holding " + name + ": " + reason + by(cause)));
            case State.Alive _
            when cause instanceof Event.NotReady || cause instanceof Event.DeadlineMoved -> List.of();
            case State.Starting _ when cause instanceof Event.BecameReady -> List.of(info(name + " is ready"));
            case State.Starting _
            when cause instanceof Event.TimeReached -> List.of(warn(name + " was not ready in time and is killed"));
            case State.Starting starting ->
                List.of(info(name + " has pid " + starting.child().pid()));
            case State.Running _ -> List.of(info(name + " has started"));
            case State.Stopped _ ->
                cause instanceof Event.ChildExited(var status)
                        ? List.of(info(name + " has stopped (" + status + ")"))
                        : List.of(info(name + " has stopped"));
            case State.Exited exited ->
                from instanceof State.RestartDelay
                        ? List.of()
                        : List.of(warn(name + " has exited (" + exited.status() + ")"), perlDecision(process, exited));
            case State.RestartDelay delay ->
                withPause(warn(name + " has exited (" + delay.status() + ")"), name, delay);
            case State.Backoff backoff ->
                List.of(warn("attempt " + backoff.failures() + limit(process) + " to start " + name + " failed: "
                        + why(cause, backoff)));
            case State.Fatal fatal -> List.of(error("could not start " + name + ": " + fatal.reason()));
            case State.Stopping stopping
            when stopping.sent() <= 1 && !(from instanceof State.Stopping) ->
                List.of(info("stopping " + name + by(cause)));
            case State.Unsignallable unsignallable ->
                List.of(error("the kernel forbids to signal " + name + " (pid "
                        + unsignallable.child().pid()
                        + "); stop it by other means"));
            case State.Stopping _, State.Killing _, State.StopPending _ -> List.of();
        };
    }

    /** A pause that is not configured for every exit needs an explanation. */
    private static List<Line> withPause(Line exit, String name, State.RestartDelay delay) {
        if (!delay.isCrashLoop()) {
            return List.of(exit);
        }
        String times = delay.earlyExits() + " times in a row within a second of its launch";
        return List.of(
                exit,
                warn("pausing: '" + name + "' has ended " + times + ", it is started again in "
                        + Causes.seconds(delay.pause())));
    }

    /** The caller, if there was one. */
    private static String by(Event cause) {
        return switch (cause) {
            case Event.StartRequested(StartOrigin.Request(String by, boolean _)) -> ", requested by " + by;
            case Event.StopRequested(String by) -> ", requested by " + by;
            case Event.RestartRequested(String reason) -> ": " + reason;
            case Event.StartRequested _,
                    Event.KillRequested _,
                    Event.ShutdownBegan _,
                    Event.Launched _,
                    Event.LaunchRefused _,
                    Event.ChildExited _,
                    Event.Released _,
                    Event.Resumed _,
                    Event.BecameReady _,
                    Event.NotReady _,
                    Event.DeadlineMoved _,
                    Event.HookEnded _,
                    Event.TimeReached _ -> "";
        };
    }

    private static String limit(ManagedProcess process) {
        int attempts = process.spec().start().attempts();
        return attempts == Integer.MAX_VALUE ? "" : " of " + attempts;
    }

    private static String why(Event cause, State.Backoff backoff) {
        return cause instanceof Event.ChildExited(var status)
                ? "it ended too quickly (" + status + ")"
                : backoff.reason();
    }

    private static Line perlDecision(ManagedProcess process, State.Exited exited) {
        RestartPolicy policy = process.spec().restart();
        if (policy.restartsAfter(exited.status())) {
            return info("exit code is listed in exit-codes, " + process.name() + " will be restarted");
        }
        if (exited.expected()) {
            return info("auto-restart is off, " + process.name() + " is not restarted");
        }
        String what = exited.status() instanceof ExitStatus.Code(int code)
                ? "exit code: " + code + ", was not recognized for "
                : exited.status() + ", was not recognized for ";
        return error(what + process.name() + ". restarting not attempted");
    }

    private static Line info(String text) {
        return new Line(LogLevel.INFO, text);
    }

    private static Line warn(String text) {
        return new Line(LogLevel.WARN, text);
    }

    private static Line error(String text) {
        return new Line(LogLevel.ERROR, text);
    }
}
