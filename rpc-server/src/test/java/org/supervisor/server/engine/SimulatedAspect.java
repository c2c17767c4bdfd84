package org.supervisor.server.engine;

import java.io.IOException;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.supervisor.api.Signal;
import org.supervisor.server.process.Child;
import org.supervisor.server.process.Event;
import org.supervisor.server.process.Gate;
import org.supervisor.server.process.ManagedProcess;
import org.supervisor.server.process.ProcessGroup;
import org.supervisor.server.process.ProcessName;
import org.supervisor.server.process.Transition;

/**
 * An aspect of the simulation: knows the processes for those who check them, holds some launches for a while, and throws
 * in each of its calls now and then, which must not harm anything but the program concerned.
 */
final class SimulatedAspect implements Aspect {
    private static final long LONGEST_HOLD_NANOS = 10_000_000_000L;

    final Map<ProcessName, ManagedProcess> processes = new TreeMap<>();
    private final SimulatedKernel kernel;
    private final LoopTasks loop;
    private final Random chance;
    private final boolean throwsNowAndThen;

    SimulatedAspect(SimulatedKernel kernel, LoopTasks loop, boolean throwsNowAndThen) {
        this.kernel = kernel;
        this.loop = loop;
        this.chance = new Random(kernel.chance.nextLong());
        this.throwsNowAndThen = throwsNowAndThen;
    }

    private void mayThrow(String where) {
        if (throwsNowAndThen && chance.nextInt(40) == 0) {
            SimulatedFault.raise(kernel.trace, chance, where);
        }
    }

    @Override
    public void added(ProcessGroup group) {
        group.processes().forEach(process -> processes.put(process.name(), process));
        mayThrow("added");
    }

    @Override
    public void removed(ProcessGroup group) {
        group.processes().forEach(process -> processes.remove(process.name()));
        mayThrow("removed");
    }

    @Override
    public Gate mayLaunch(ManagedProcess process) {
        mayThrow("mayLaunch");
        if (chance.nextInt(20) > 0) {
            return chance.nextInt(100) == 0 ? new Gate.Refused("refused by chance") : Gate.OPEN;
        }
        kernel.trace.note("held: " + process.name());
        kernel.in(chance.nextLong(LONGEST_HOLD_NANOS), () -> loop.execute(() -> process.on(new Event.Released())));
        return new Gate.Held("held by chance");
    }

    @Override
    public void equip(ManagedProcess process, LaunchPlan plan) throws IOException {
        mayThrow("equip");
        if (throwsNowAndThen && chance.nextInt(40) == 0) {
            throw new IOException("lacks something by chance");
        }
    }

    @Override
    public void changed(Transition transition) {
        mayThrow("changed");
    }

    @Override
    public void signalled(ManagedProcess process, Child child, Signal signal, Child.Delivery delivery) {
        mayThrow("signalled");
    }

    @Override
    public void report(ManagedProcess process, Facts facts) {
        mayThrow("report");
    }
}
