package org.supervisor.examples.supctl;

import java.util.List;
import org.supervisor.client.SupervisorMethods;

/** Stops all processes before it starts the first. */
final class RestartVerb implements Verb {
    @Override
    public Argument argument() {
        return Argument.PROCESSES;
    }

    @Override
    public String purpose() {
        return "Stop processes, then start them; does not read the configuration";
    }

    @Override
    public List<String> usage() {
        return List.of("restart NAME...", "restart GROUP:*", "restart all");
    }

    @Override
    public boolean hasJson() {
        return true;
    }

    @Override
    public int run(Session session, List<String> names) {
        if (names.isEmpty()) {
            return misused(session, "restart requires a process name", Exit.FAILED);
        }
        SupervisorMethods supervisor = session.client().supervisor();
        return new ProcessActions(session)
                .run(names, new StopVerb.Action(supervisor), new StartVerb.Action(supervisor));
    }
}
