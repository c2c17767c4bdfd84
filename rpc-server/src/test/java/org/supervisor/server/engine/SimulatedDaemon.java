package org.supervisor.server.engine;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.supervisor.api.LogStream;
import org.supervisor.server.output.SimulatedDevices;
import org.supervisor.server.process.GroupSpec;
import org.supervisor.server.process.ProcessSpec;
import org.supervisor.server.process.StreamSpec;
import org.supervisor.server.survival.StateDirectory;

/**
 * A daemon on a simulated kernel, with clients that request anything at any time, and what must be true after every turn. It
 * may crash; then another goes on with what it has left.
 */
final class SimulatedDaemon implements AutoCloseable {
    private static final long MILLI = 1_000_000;
    private static final long SECOND = 1_000 * MILLI;
    private static final int MOST_CRASHES = 5;
    private final SimulatedKernel kernel;
    private final Random chance;
    private final SimulatedScenario scenario;
    private final SimulatedDevices devices;
    private final SimulatedClients clients;
    private final SimulatedGoals goals = new SimulatedGoals();
    private final List<GroupSpec> groups;
    private final boolean isInit;
    private final boolean priorityWaits;
    private final Optional<StateDirectory> state;
    private final List<SimulatedCrash> crashes = new ArrayList<>();
    private final List<SimulatedEngine> engines = new ArrayList<>();
    private SimulatedEngine present;
    private SimulatedInvariants invariants;
    private boolean isPrepared;
    private boolean hasBegun;
    private boolean isEnding;
    private long endBegan;

    SimulatedDaemon(SimulatedKernel kernel, SimulatedScenario scenario, Path folder) {
        this.kernel = kernel;
        this.chance = SimulatedScenario.random(scenario.seed(), 3);
        this.scenario = scenario;
        this.groups =
                new SimulatedPrograms(SimulatedScenario.random(scenario.seed(), 4), folder).groups(scenario.groups());
        this.isInit = chance.nextInt(4) == 0 && !scenario.crashes();
        this.priorityWaits = chance.nextInt(3) == 0;
        this.devices = new SimulatedDevices(kernel, kernel.descriptors.keepsContents);
        this.clients = new SimulatedClients(
                kernel, scenario, chance, groups, priorityWaits, group -> invariants.checkRemoved(group));
        this.state = scenario.crashes() ? Optional.of(hold(folder.resolve("state"))) : Optional.empty();
        groups.forEach(this::noteDevices);
    }

    private static StateDirectory hold(Path path) {
        return ((StateDirectory.Outcome.Held) StateDirectory.hold(path)).directory();
    }

    private void noteDevices(GroupSpec group) {
        for (ProcessSpec program : group.processes()) {
            noteDevice(program, LogStream.STDOUT, program.output().stdout());
            noteDevice(program, LogStream.STDERR, program.output().stderr());
        }
    }

    private void noteDevice(ProcessSpec program, LogStream stream, StreamSpec spec) {
        if (spec.log() instanceof StreamSpec.Log.File(Path path, String _, long _, int _)
                && SimulatedDevices.isDevice(path)) {
            String name = program.name().group() + ":" + program.name().process();
            kernel.deviceOf.put(name + " " + stream.word(), path);
        }
    }

    /** The reader of one device takes nothing for a while. */
    private void stallDevice() {
        List<Path> paths = devices.paths();
        if (!paths.isEmpty()) {
            Path path = paths.get(chance.nextInt(paths.size()));
            kernel.trace.note(path.getFileName() + " takes nothing");
            devices.stall(path);
            kernel.in(chance.nextLong(20 * SECOND), () -> {
                kernel.trace.note(path.getFileName() + " takes everything");
                devices.resume(path);
            });
        }
        kernel.in(1 + chance.nextLong(2 * scenario.betweenCommands().toNanos()), this::stallDevice);
    }

    private void adopt() {
        kernel.processes.adopt();
        long least = isInit ? 1 : 3 * SECOND; // those of a program that embeds the engine are reaped later
        kernel.in(least + chance.nextLong(5 * scenario.betweenCommands().toNanos()), this::adopt);
    }

    /** Runs for its time, is shut down, and must then have left nothing behind. */
    void run() {
        int mostCrashes = scenario.crashes() ? 1 + chance.nextInt(MOST_CRASHES) : 0;
        while (crashes(mostCrashes)) {
            crashed();
        }
        kernel.trace.check();
        clients.requireAllAnswered();
        checkOrphans();
        kernel.faults.isClosing = true;
        present.close(); // kills what it was still stopping of an earlier one
        kernel.trace.check();
        kernel.processes.children.values().stream()
                .filter(child -> !child.isOrphan && !child.isUntouchable() && !child.isKilled())
                .filter(child -> !(child.isHook() && (child.isReparented || !child.isAlive()))) // it is over by itself
                .findFirst()
                .ifPresent(left -> {
                    throw new AssertionError("left behind: " + left.name + " " + left.pid);
                });
        SimulatedLogs logs = new SimulatedLogs(kernel, devices, !crashes.isEmpty());
        logs.compare(groups.stream().flatMap(group -> group.programs().stream()).toList());
        if (!scenario.hasFaults()) {
            logs.requireAllRead(); // else a launch may have failed in the end
        }
        if (kernel.processes.children.isEmpty() && !kernel.descriptors.all().isEmpty()) {
            throw new AssertionError("left open: " + kernel.descriptors.all());
        }
    }

    /** One daemon after another; whether this one has crashed. */
    private boolean crashes(int most) {
        SimulatedCrash crash = state.filter(_ -> crashes.size() < most)
                .map(held -> SimulatedCrash.atSomeCall(held.path().resolve("journal"), chance))
                .orElseGet(() -> SimulatedCrash.never(Path.of("/none")));
        kernel.beforeCall = crash::beforeCall;
        kernel.afterCall = crash::afterCall;
        boolean hasCrashed = crash.runs(() -> serve(crash));
        if (hasCrashed) {
            crashes.add(crash);
        }
        return hasCrashed;
    }

    private void serve(SimulatedCrash crash) {
        present = new SimulatedEngine(
                kernel,
                crash,
                groups,
                priorityWaits,
                devices.logFiles(1 + chance.nextInt(20)),
                state.map(held -> new EngineSettings.Survival(held, scenario.adopts())),
                scenario.aspectThrows());
        engines.add(present);
        invariants = new SimulatedInvariants(kernel, devices, present.control, present.aspect, isInit, priorityWaits);
        kernel.afterTurn = this::afterTurn;
        if (isInit) {
            kernel.processes.onChildEnded = present.engine::reapAll;
        }
        present.engine.prepare();
        goals.check(present.aspect.processes.values());
        isPrepared = true;
        clients.connect(present.control);
        kernel.faults.mayBeRaised = true;
        if (!hasBegun) { // the first may have crashed before
            hasBegun = true;
            begin();
        }
        present.engine.run();
    }

    private void begin() {
        kernel.in(scenario.betweenCommands().toNanos(), clients::command);
        kernel.in(scenario.length().toNanos(), this::end);
        if (scenario.devicesStall()) {
            stallDevice();
        }
        if (isInit || kernel.isSparse) {
            adopt();
        }
    }

    /** The daemon is gone, and its programs run on without it for a while. */
    private void crashed() {
        clients.disconnect();
        if (isPrepared) {
            goals.crashed(present.aspect.processes.values());
        }
        isPrepared = false;
        kernel.faults.mayBeRaised = false;
        kernel.faults.isClosing = false;
        kernel.trace.note("the daemon crashes" + crashes.getLast().damage(chance));
        kernel.crashed();
        if (isEnding) {
            isEnding = false;
            clients.ending(false);
            kernel.in(1 + chance.nextLong(20 * SECOND), this::end);
        }
        long until = kernel.nanos() + (chance.nextBoolean() ? chance.nextLong(SECOND) : chance.nextLong(40 * SECOND));
        while (kernel.happensBefore(until, true)) {
            kernel.trace.check();
        }
        kernel.trace.note("the next daemon begins");
    }

    private void end() {
        if (!isPrepared) {
            kernel.in(SECOND, this::end);
            return;
        }
        kernel.trace.note("shutdown");
        isEnding = true;
        clients.ending(true);
        invariants.ending();
        endBegan = kernel.nanos();
        kernel.faults.isClosing = true; // pipes of grandchildren are closed
        leaveOneBehind();
        clients.await("shutdown", present.control.shutdown());
        if (chance.nextInt(5) == 0) {
            Engine engine = present.engine;
            kernel.in(chance.nextLong(SECOND), engine.lifetime()::hasten);
        }
    }

    /** A request waits for a process that no signal ends any more. */
    private void leaveOneBehind() {
        if (scenario.hasFaults() && chance.nextInt(4) == 0) {
            kernel.processes.children.values().stream()
                    .filter(child -> child.isReported && child.isAlive())
                    .findFirst()
                    .ifPresent(child -> {
                        kernel.trace.note("stuck: " + child);
                        child.stick();
                        clients.await("stop " + child.name, present.control.stop(child.name, true));
                    });
        }
    }

    private void afterTurn() {
        invariants.check();
        if (state.isPresent()) {
            goals.turned(present.aspect.processes.values());
        }
        clients.checkAnswered();
        if (isEnding && kernel.nanos() - endBegan > 120 * SECOND) {
            throw new AssertionError("the shutdown takes for ever");
        }
    }

    /** As process 1 it reaps each orphan, and logs it once, or counts it with others. */
    private void checkOrphans() {
        long reaped = kernel.processes.orphansReaped;
        long logged = present.loggedOrphans();
        if (isInit && (logged > reaped || logged < Math.min(reaped, OrphanLines.NAMED))) {
            throw new AssertionError(reaped + " orphans were reaped, and " + logged + " are in the log");
        }
    }

    /** How many commands there were, those that were left out included. */
    int commands() {
        return clients.commands();
    }

    /** Nothing of it runs any more. */
    @Override
    public void close() {
        kernel.faults.isClosing = true;
        kernel.afterTurn = () -> {};
        try {
            for (SimulatedCrash crash : crashes) {
                crash.release();
            }
        } catch (InterruptedException interrupted) {
            throw new AssertionError(interrupted);
        }
        engines.forEach(SimulatedEngine::closeFiles);
        state.ifPresent(StateDirectory::close);
    }
}
