package org.supervisor.server.engine;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import org.supervisor.api.LogLevel;
import org.supervisor.api.LogStream;
import org.supervisor.api.Signal;
import org.supervisor.api.StreamAccount;
import org.supervisor.server.output.LogFiles;
import org.supervisor.server.output.MainLog;
import org.supervisor.server.output.SimulatedDevices;
import org.supervisor.server.process.GroupSpec;
import org.supervisor.server.process.ProcessSpec;
import org.supervisor.server.process.StreamSpec;

/**
 * A whole engine on a simulated kernel, with clients that request anything at any time; and what must be true after
 * every turn.
 */
final class SimulatedDaemon {
    private static final long MILLI = 1_000_000;
    private static final long SECOND = 1_000 * MILLI;
    private final SimulatedKernel kernel;
    private final Random chance;
    private final SimulatedScenario scenario;
    private final SimulatedDevices devices;
    private final SimulatedInvariants invariants;
    private final List<GroupSpec> groups;
    private final boolean isInit;
    private final boolean priorityWaits;
    private final LogFiles files;
    private final MainLog log;
    private final Engine engine;
    private final Control control;
    private final List<Request> requests = new ArrayList<>();
    private boolean isEnding;
    private long endBegan;
    private Request immediate;
    private int commands;
    private SimulatedAspect aspect;
    private int loggedOrphans;

    /** A request, and when it was sent. */
    private record Request(String what, CompletableFuture<?> answer, long at) {}

    SimulatedDaemon(SimulatedKernel kernel, SimulatedScenario scenario, Path folder) {
        this.kernel = kernel;
        this.chance = SimulatedScenario.random(scenario.seed(), 3);
        this.scenario = scenario;
        this.groups =
                new SimulatedPrograms(SimulatedScenario.random(scenario.seed(), 4), folder).groups(scenario.groups());
        this.isInit = chance.nextInt(4) == 0;
        this.priorityWaits = chance.nextInt(3) == 0;
        this.devices = new SimulatedDevices(kernel);
        this.files = devices.logFiles(1 + chance.nextInt(20));
        this.log = new MainLog(kernel);
        log.open(MainLog.Format.SUPERVISORD, LogLevel.INFO, Optional.empty(), Optional.empty());
        log.alsoTo(this::logged);
        EngineSettings settings = new EngineSettings(
                "simulated",
                Optional.empty(),
                new EngineSettings.AutoLogFolder(Path.of("/"), true),
                priorityWaits,
                new EngineSettings.ChildDefaults(Optional.empty(), Map.of("PATH", "/bin"), Path.of("/")),
                Optional.empty(),
                Optional.empty());
        engine = new Engine(
                settings, groups, () -> groups, log, files, kernel, Optional.<AspectSource>of(this::aspects));
        control = engine.control();
        invariants = new SimulatedInvariants(kernel, devices, control, aspect, isInit, priorityWaits);
        groups.forEach(this::noteDevices);
        kernel.afterTurn = this::afterTurn;
        if (isInit) {
            kernel.processes.onChildEnded = engine::reapAll;
        }
    }

    private void logged(LogLevel level, String line) {
        if (line.contains("a mistake in the supervisor") && !line.contains(SimulatedFault.MARK)) {
            kernel.trace.violated(line);
        }
        if (line.contains("reaped unknown pid")) {
            loggedOrphans++;
        }
    }

    private List<Aspect> aspects(LoopTasks loop) {
        aspect = new SimulatedAspect(kernel, loop, scenario.aspectThrows());
        return List.of(aspect);
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
        try {
            engine.prepare();
            kernel.faults.mayBeRaised = true;
            kernel.in(scenario.betweenCommands().toNanos(), this::command);
            kernel.in(scenario.length().toNanos(), this::end);
            if (scenario.devicesStall()) {
                stallDevice();
            }
            if (isInit || kernel.isSparse) {
                adopt();
            }
            engine.run();
            kernel.trace.check();
            requests.stream()
                    .filter(request -> !request.answer().isDone())
                    .findFirst()
                    .ifPresent(open -> {
                        throw new AssertionError("never answered: " + open.what());
                    });
            kernel.processes.children.values().stream()
                    .filter(child -> !child.isOrphan && !child.isUntouchable() && !child.isKilled())
                    .findFirst()
                    .ifPresent(left -> {
                        throw new AssertionError("left behind: " + left.name + " " + left.pid);
                    });
            invariants.compareLogs();
            checkOrphans();
            kernel.faults.isClosing = true;
            engine.close();
            files.close();
            kernel.trace.check();
            if (kernel.processes.children.isEmpty() && !kernel.descriptors.all().isEmpty()) {
                throw new AssertionError("left open: " + kernel.descriptors.all());
            }
        } finally {
            kernel.faults.isClosing = true;
            kernel.afterTurn = () -> {};
            files.close();
        }
    }

    private void end() {
        kernel.trace.note("shutdown");
        isEnding = true;
        invariants.ending();
        endBegan = kernel.nanos();
        kernel.faults.isClosing = true; // pipes of grandchildren are closed
        leaveOneBehind();
        asked("shutdown", control.shutdown());
        if (chance.nextInt(5) == 0) {
            kernel.in(chance.nextLong(SECOND), engine::hasten);
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
                        asked("stop " + child.name, control.stop(child.name, true));
                    });
        }
    }

    private String process() {
        GroupSpec group = groups.get(chance.nextInt(groups.size()));
        return group.processes()
                .get(chance.nextInt(group.processes().size()))
                .name()
                .toString();
    }

    private void command() {
        if (isEnding) {
            return;
        }
        kernel.in(1 + chance.nextLong(2 * scenario.betweenCommands().toNanos()), this::command);
        String name = process();
        String group = groups.get(chance.nextInt(groups.size())).name();
        boolean wait = chance.nextBoolean();
        int kind = chance.nextInt(20);
        if (!scenario.left().contains(commands++)) {
            command(kind, name, group, wait);
        }
    }

    private void command(int kind, String name, String group, boolean wait) {
        switch (kind) {
            case 0, 1, 2 -> asked("start " + name, control.start(name, wait));
            case 3, 4 -> asked("stop " + name, control.stop(name, wait));
            case 5 -> {
                asked("stop " + name, control.stop(name, wait));
                asked("start " + name, control.start(name, wait));
            }
            case 6 -> asked("start " + group, control.startGroup(group, wait));
            case 7 -> asked("stop " + group, control.stopGroup(group, wait));
            case 8 -> asked("signal " + name, control.signal(name, chance.nextBoolean() ? Signal.HUP : Signal.TERM));
            case 9 -> asked("ensure started " + name, control.ensureStarted(name));
            case 10 -> asked("ensure stopped " + name, control.ensureStopped(name));
            case 11 -> asked("kill " + name, control.kill(name));
            case 12 -> asked("stdin " + name, control.sendStdin(name, bytes()));
            case 13 -> asked("remove " + group, removed(group));
            case 14 -> asked("add " + group, control.addGroup(group));
            case 15 -> asked("remote", control.sendRemoteEvent("type", "data"));
            case 16 -> asked("reread", control.rereadConfig());
            case 17 -> asked("reload " + name, control.reload(name));
            case 18 -> {
                if (kernel.faults.exist) {
                    kernel.stepWallClock(Duration.ofSeconds(chance.nextInt(20_000) - 10_000));
                }
            }
            default -> {
                account(name);
                immediate = asked("explain " + name, control.explain(name));
            }
        }
    }

    private CompletableFuture<Void> removed(String group) {
        return control.removeGroup(group).thenRun(() -> invariants.checkRemoved(group));
    }

    private byte[] bytes() {
        int size = chance.nextInt(3) == 0 ? chance.nextInt(200_000) : 10;
        byte[] bytes = new byte[size];
        Arrays.fill(bytes, (byte) 'z');
        return bytes;
    }

    private void account(String name) {
        var _ = asked(
                "account " + name,
                control.account(name)
                        .thenAccept(accounts -> accounts.forEach(account -> {
                            checkSum(name, account);
                        })));
    }

    private void checkSum(String name, StreamAccount stream) {
        if (stream.read() != stream.written() + stream.removed() + stream.dropped() + stream.pending()) {
            kernel.trace.violated(name + ": the sums of " + stream + " are not equal");
        }
    }

    private Request asked(String what, CompletableFuture<?> answer) {
        kernel.trace.note("asked to " + what);
        Request request = new Request(what, answer, kernel.nanos());
        requests.add(request);
        var _ = answer.whenComplete((_, failure) -> {
            kernel.trace.note("answered: " + what + (failure == null ? "" : " " + Failures.cause(failure)));
            if (failure != null && !isExpected(Failures.cause(failure))) {
                kernel.trace.violated(what + " ended in " + failure);
            }
            requests.remove(request);
        });
        return request;
    }

    private static boolean isExpected(Throwable failure) {
        return failure instanceof RefusedException
                || String.valueOf(failure.getMessage()).contains(SimulatedFault.MARK);
    }

    private void afterTurn() {
        invariants.check();
        requests.forEach(this::checkAnswered);
        if (isEnding && kernel.nanos() - endBegan > 120 * SECOND) {
            throw new AssertionError("the shutdown takes for ever");
        }
    }

    /**
     * A request that depends on no process is answered before time goes on; all others within the longest stop and
     * start.
     */
    private void checkAnswered(Request request) {
        long waits = kernel.nanos() - request.at();
        boolean isOverdue = isImmediate(request) && waits > 0 && kernel.turnsSinceHappening() > 2;
        if (isOverdue || waits > (priorityWaits ? 600 : 150) * SECOND) {
            throw new AssertionError("still waits for an answer: " + request.what());
        }
    }

    /** It is the very request that is meant: two may have the same words. */
    @SuppressWarnings("ReferenceEquality")
    private boolean isImmediate(Request request) {
        return request == immediate || request.what().startsWith("account");
    }

    /** As process 1 it reaps each orphan, and logs it once. */
    private void checkOrphans() {
        long reaped = kernel.processes.orphansReaped;
        if (isInit && reaped != loggedOrphans) {
            throw new AssertionError(reaped + " orphans were reaped, and " + loggedOrphans + " are in the log");
        }
    }

    /** How many commands there were, those that were left out included. */
    int commands() {
        return commands;
    }
}
