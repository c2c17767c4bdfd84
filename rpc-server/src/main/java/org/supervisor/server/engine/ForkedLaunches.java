package org.supervisor.server.engine;

import java.util.HashMap;
import java.util.Map;
import org.supervisor.server.process.ExitStatus;
import org.supervisor.server.process.ForksAway;
import org.supervisor.server.process.ManagedProcess;
import org.supervisor.server.process.NativeText;
import org.supervisor.server.process.State;
import org.supervisor.server.process.Transition;

/** Launches of programs that fork away. Loop's thread. */
final class ForkedLaunches implements Aspect {
    private final Map<ManagedProcess, ForkedLaunch> all = new HashMap<>(0);
    private final Trees trees;
    private final ForkedLaunch.Tools tools;

    ForkedLaunches(Trees trees, ForkedLaunch.Tools tools) {
        this.trees = trees;
        this.tools = tools;
    }

    /** What belongs to each child. */
    Trees trees() {
        return trees;
    }

    boolean concerns(ManagedProcess process) {
        return process.spec().aspect(ForksAway.class).isPresent();
    }

    /** The first process is there. */
    void begin(ManagedProcess process, LiveChild first, ForkedLaunch.Outcome outcome) {
        ForkedLaunch launch = new ForkedLaunch(
                process,
                process.spec().aspect(ForksAway.class).orElseThrow(),
                first,
                trees.at(process, first.pid()),
                tools,
                outcome);
        all.put(process, launch);
        launch.begin();
        follow(process);
    }

    /** The first process has been reaped. */
    void firstEnded(ManagedProcess process, ExitStatus status) {
        ForkedLaunch launch = all.get(process);
        if (launch != null) {
            launch.firstEnded(status);
        }
    }

    @Override
    public void changed(Transition transition) {
        if (!all.isEmpty()) {
            follow(transition.process());
        }
    }

    private void follow(ManagedProcess process) {
        ForkedLaunch launch = all.get(process);
        if (launch == null) {
            return;
        }
        switch (process.state()) {
            case State.StopPending _ -> launch.end("it was stopped before it was launched");
            case State.Launching _ -> {
                // it goes on
            }
            case State.Alive _, State.Down _, State.Held _, State.Backoff _, State.RestartDelay _ ->
                all.remove(process);
        }
    }

    @Override
    public String remark(ManagedProcess process) {
        ForkedLaunch launch = all.isEmpty() ? null : all.get(process);
        return launch == null ? "" : launch.waitsFor();
    }

    @Override
    public void report(ManagedProcess process, Facts facts) {
        process.spec().aspect(ForksAway.class).ifPresent(rule -> facts.add("pidfile", NativeText.of(rule.pidFile())));
    }
}
