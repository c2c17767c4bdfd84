package org.supervisor.server.engine;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.supervisor.server.process.DependsOn;
import org.supervisor.server.process.Gate;
import org.supervisor.server.process.Goal;
import org.supervisor.server.process.ManagedProcess;
import org.supervisor.server.process.State;
import org.supervisor.server.process.StopOrigin;

/**
 * Whether what a process depends on is there. One that waits for another which will not come by itself is stuck; the reason
 * names that one, however many processes wait in between. Loop's thread.
 */
final class DependencyGate {
    private final Function<String, List<ManagedProcess>> named;
    private final Map<ManagedProcess, RootCause> rootCauses = new HashMap<>(0); // of those that are stuck

    DependencyGate(Function<String, List<ManagedProcess>> named) {
        this.named = named;
    }

    /**
     * Why a process is stuck.
     *
     * @param name what will not come by itself
     * @param why what is the matter with it: {@code has failed: no such file}
     */
    private record RootCause(String name, String why) {}

    /** Open, or held by the first of its dependencies that is missing. */
    Gate of(ManagedProcess process, DependsOn spec) {
        rootCauses.remove(process);
        for (DependsOn.Dependency dependency : spec.on()) {
            List<ManagedProcess> targets = named.apply(dependency.target());
            if (targets.isEmpty()) {
                RootCause missing = new RootCause(dependency.target(), "is not there");
                return stuck(process, "waits for " + dependency.target(), dependency.target(), missing);
            }
            for (ManagedProcess target : targets) {
                if (!isMet(dependency.condition(), target)) {
                    return held(process, dependency.condition(), target);
                }
            }
        }
        return Gate.OPEN;
    }

    static boolean isMet(DependsOn.Condition condition, ManagedProcess target) {
        return switch (condition) {
            case STARTED -> target.state() instanceof State.Starting || target.state() instanceof State.Running;
            case READY -> target.state() instanceof State.Running;
            case COMPLETED -> target.state() instanceof State.Exited exited && exited.expected();
        };
    }

    private Gate held(ManagedProcess process, DependsOn.Condition condition, ManagedProcess target) {
        String waits = "waits for " + target.name() + " to be " + condition.word();
        return rootCause(target)
                .map(cause -> stuck(process, waits, target.name().toString(), cause))
                .orElseGet(() -> new Gate.Held(waits));
    }

    private Gate stuck(ManagedProcess process, String waits, String target, RootCause cause) {
        rootCauses.put(process, cause);
        return new Gate.Held(
                cause.name().equals(target)
                        ? waits + ", which " + cause.why()
                        : waits + ": " + cause.name() + " " + cause.why(),
                true);
    }

    /** Empty: it may come. */
    private Optional<RootCause> rootCause(ManagedProcess target) {
        String name = target.name().toString();
        return switch (target.state()) {
            case State.Fatal(String reason) -> Optional.of(new RootCause(name, "has failed: " + reason));
            case State.Exited(var status, boolean _) -> Optional.of(new RootCause(name, "has ended: " + status));
            case State.Stopped _ when isKeptDown(target) -> Optional.of(new RootCause(name, "is stopped"));
            case State.Held held
            when held.isStuck() -> Optional.of(rootCauses.getOrDefault(target, new RootCause(name, held.reason())));
            case State.Stopped _,
                    State.Held _,
                    State.Launching _,
                    State.StopPending _,
                    State.Starting _,
                    State.Running _,
                    State.Stopping _,
                    State.Killing _,
                    State.Unsignallable _,
                    State.Backoff _,
                    State.RestartDelay _ -> Optional.empty();
        };
    }

    /** One that starts with the supervisor, and has not been started yet, is about to be. */
    private static boolean isKeptDown(ManagedProcess target) {
        return target.goal() instanceof Goal.Down(StopOrigin by, var _)
                && !(by instanceof StopOrigin.NeverStarted && target.spec().autoStart());
    }

    /** It is active no longer. */
    void forget(ManagedProcess process) {
        rootCauses.remove(process);
    }
}
