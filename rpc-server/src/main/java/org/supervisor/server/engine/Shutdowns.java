package org.supervisor.server.engine;

import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.IntConsumer;
import org.supervisor.server.output.MainLog;
import org.supervisor.server.process.Event;
import org.supervisor.server.process.ExitStatus;
import org.supervisor.server.process.ManagedProcess;
import org.supervisor.server.process.ShutdownRule;
import org.supervisor.server.process.State;
import org.supervisor.server.process.Transition;

/** Ends the supervisor with a process whose rule demands that. */
final class Shutdowns implements Aspect {
    private static final int FAILED = 1;
    private static final int BY_SIGNAL = 128;

    private final MainLog log;
    private IntConsumer shutdown = _ -> {};

    Shutdowns(MainLog log) {
        this.log = log;
    }

    /**
     * What ends the supervisor.
     *
     * @param begin gets the exit code that it is to have
     */
    void begunBy(IntConsumer begin) {
        shutdown = begin;
    }

    @Override
    public void changed(Transition transition) {
        if (transition.cause() instanceof Event.Resumed) {
            return; // that was in the life of an earlier supervisor
        }
        Optional<ShutdownRule> rule = transition.process().spec().aspect(ShutdownRule.class);
        if (rule.isPresent()) {
            code(transition, rule.get()).ifPresent(code -> end(transition, code));
        }
    }

    /** A process that was stopped, or is given up because the supervisor ends, is no reason. */
    private static OptionalInt code(Transition transition, ShutdownRule rule) {
        return switch (transition.to()) {
            case State.Exited exited
            when rule.onExit()
                    && transition.cause() instanceof Event.ChildExited
                    && transition.process().state() instanceof State.Exited -> OptionalInt.of(code(exited.status()));
            case State.Fatal _
            when rule.onFatal() && !(transition.cause() instanceof Event.ShutdownBegan) ->
                OptionalInt.of(Math.max(FAILED, lastCode(transition)));
            case State.Down _,
                    State.Held _,
                    State.Launching _,
                    State.StopPending _,
                    State.Alive _,
                    State.Backoff _,
                    State.RestartDelay _ -> OptionalInt.empty();
        };
    }

    private static int lastCode(Transition transition) {
        return transition.cause() instanceof Event.ChildExited(ExitStatus status)
                ? code(status)
                : transition.process().history().exit().map(Shutdowns::code).orElse(FAILED);
    }

    /** As a shell has it. */
    private static int code(ExitStatus status) {
        return switch (status) {
            case ExitStatus.Code(int code) -> code;
            case ExitStatus.Killed killed -> BY_SIGNAL + killed.by().number();
            case ExitStatus.Lost _ -> FAILED;
        };
    }

    private void end(Transition transition, int code) {
        String key = transition.to() instanceof State.Fatal ? "on_fatal" : "on_exit";
        log.warn(transition.process().name() + " " + what(transition) + ", and has " + key
                + " = shutdown: the supervisor ends, with exit code " + code);
        shutdown.accept(code);
    }

    private static String what(Transition transition) {
        return transition.to() instanceof State.Exited exited
                ? "has ended (" + exited.status() + ")"
                : "could not be started";
    }

    @Override
    public void report(ManagedProcess process, Facts facts) {
        process.spec().aspect(ShutdownRule.class).ifPresent(rule -> {
            facts.add("on_exit", action(rule.onExit()));
            facts.add("on_fatal", action(rule.onFatal()));
        });
    }

    private static String action(boolean ends) {
        return ends ? "shutdown" : "nothing";
    }
}
