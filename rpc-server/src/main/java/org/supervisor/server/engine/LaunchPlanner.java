package org.supervisor.server.engine;

import java.io.IOException;
import java.nio.file.Path;
import org.supervisor.server.process.Gate;
import org.supervisor.server.process.ManagedProcess;
import org.supervisor.server.process.Refusal;

/** Finds out what a launch needs: the file to run, and what the aspects add. Loop's thread. */
final class LaunchPlanner {
    private final ChildEnvironment environment;
    private final Aspects aspects;
    private final Kernel kernel;

    LaunchPlanner(ChildEnvironment environment, Aspects aspects, Kernel kernel) {
        this.environment = environment;
        this.aspects = aspects;
        this.kernel = kernel;
    }

    /** The result of planning a launch. */
    sealed interface Planned {
        /** It can be ordered. */
        record Ready(LaunchPlan plan) implements Planned {}

        /** It cannot. */
        record Refused(Refusal refusal) implements Planned {}
    }

    Gate mayLaunch(ManagedProcess process) {
        return aspects.mayLaunch(process);
    }

    Planned plan(ManagedProcess process) {
        return switch (environment.find(process.spec())) {
            case CommandFinder.Finding.Missing(Refusal refusal) -> new Planned.Refused(refusal);
            case CommandFinder.Finding.Found(Path executable) ->
                equipped(process, new LaunchPlan(process.spec(), executable, environment, kernel));
        };
    }

    private Planned equipped(ManagedProcess process, LaunchPlan plan) {
        try {
            aspects.equip(process, plan);
            return new Planned.Ready(plan);
        } catch (IOException problem) {
            return new Planned.Refused(new Refusal(Refusal.Kind.OTHER, problem.getMessage()));
        }
    }
}
