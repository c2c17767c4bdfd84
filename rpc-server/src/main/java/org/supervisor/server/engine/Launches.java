package org.supervisor.server.engine;

import java.time.Duration;
import java.util.Optional;
import org.supervisor.server.os.SpawnResult;
import org.supervisor.server.output.MainLog;
import org.supervisor.server.process.Event;
import org.supervisor.server.process.Gate;
import org.supervisor.server.process.Launcher;
import org.supervisor.server.process.ManagedProcess;
import org.supervisor.server.process.Refusal;
import org.supervisor.server.process.State;

/**
 * Orders launches, and passes on their results. Everything is on the loop's thread but for the spawning itself, which
 * has a thread of its own.
 */
final class Launches implements Launcher {
    private static final Duration DESCRIPTOR_PAUSE = Duration.ofSeconds(1);
    private static final int REPORTED_EVERY = 60;

    private final EventLoop loop;
    private final Kernel.Spawner spawner;
    private final ExitWatch exits;
    private final LaunchPlanner planner;
    private final Children children;
    private final HookRunner hooks;
    private final MainLog log;

    Launches(
            EventLoop loop,
            Kernel.Spawner spawner,
            ExitWatch exits,
            LaunchPlanner planner,
            Children children,
            HookRunner hooks,
            MainLog log) {
        this.loop = loop;
        this.spawner = spawner;
        this.exits = exits;
        this.planner = planner;
        this.children = children;
        this.hooks = hooks;
        this.log = log;
    }

    /** A launch that is with the spawner; a later attempt has the same plan. */
    private record Attempt(ManagedProcess process, LaunchPlan plan, int number) {
        Attempt next() {
            return new Attempt(process, plan, number + 1);
        }
    }

    @Override
    public Gate mayLaunch(ManagedProcess process) {
        return planner.mayLaunch(process);
    }

    @Override
    public void launch(ManagedProcess process) {
        if (!hooks.beforeLaunch(process, refusal -> prepared(process, refusal))) {
            order(process);
        }
    }

    private void prepared(ManagedProcess process, Optional<Refusal> refusal) {
        refusal.ifPresentOrElse(
                problem -> process.on(new Event.LaunchRefused(problem)),
                () -> orElseRefuse(process, () -> order(process)));
    }

    private void order(ManagedProcess process) {
        switch (planner.plan(process)) {
            case LaunchPlanner.Planned.Ready(LaunchPlan plan) -> spawn(new Attempt(process, plan, 1));
            case LaunchPlanner.Planned.Refused(Refusal refusal) ->
                loop.execute(() -> process.on(new Event.LaunchRefused(refusal)));
        }
    }

    private void spawn(Attempt attempt) {
        spawner.spawn(attempt.plan()::order, result -> loop.execute(() -> reported(attempt, result)));
        exits.launchOrdered(); // only now: a launch that is never reported would be waited for
    }

    private void reported(Attempt attempt, SpawnResult result) {
        try {
            arrived(attempt, result);
        } finally {
            exits.launchReported();
        }
    }

    private void arrived(Attempt attempt, SpawnResult result) {
        switch (result) {
            case SpawnResult.Spawned spawned -> children.connect(attempt.process(), attempt.plan(), spawned);
            case SpawnResult.Refused refused
            when refused.reason() == SpawnResult.Reason.TOO_MANY_FILES -> awaitDescriptors(attempt, refused);
            case SpawnResult.Refused refused -> refuse(attempt, refused);
        }
    }

    private static void refuse(Attempt attempt, SpawnResult.Refused refused) {
        attempt.process().on(new Event.LaunchRefused(new Refusal(kind(refused.reason()), refused.message())));
    }

    /** A lack of descriptors is no failure of the program, and no attempt: it is launched as soon as one is free. */
    private void awaitDescriptors(Attempt attempt, SpawnResult.Refused refused) {
        ManagedProcess process = attempt.process();
        String reason = "waits to be started until descriptors are free: " + refused.message();
        if (process.state() instanceof State.Launching launch) {
            children.launchIsLate(process, launch, reason);
        }
        if (attempt.number() % REPORTED_EVERY == 1) {
            log.warn(process.name() + " " + reason + "; raise the limit on open files (minfds) if this goes on");
        }
        loop.after(DESCRIPTOR_PAUSE, () -> {
            if (attempt.process().state() instanceof State.Launching) {
                orElseRefuse(attempt.process(), () -> spawn(attempt.next()));
            } else {
                refuse(attempt, refused); // stopped meanwhile
            }
        });
    }

    /** No process waits for the result of a launch that could not even be ordered. */
    private static void orElseRefuse(ManagedProcess process, Runnable launch) {
        try {
            launch.run();
        } catch (Throwable failure) {
            process.on(new Event.LaunchRefused(Refusal.of(failure)));
            throw failure;
        }
    }

    private static Refusal.Kind kind(SpawnResult.Reason reason) {
        return switch (reason) {
            case NO_FILE -> Refusal.Kind.NO_FILE;
            case NOT_EXECUTABLE, IS_DIRECTORY, NO_PERMISSION, BAD_FORMAT -> Refusal.Kind.NOT_EXECUTABLE;
            case NO_DIRECTORY, UNKNOWN_USER, TOO_MANY_FILES, TOO_MANY_PROCESSES, OTHER -> Refusal.Kind.OTHER;
        };
    }
}
