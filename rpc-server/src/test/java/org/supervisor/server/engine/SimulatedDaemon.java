package org.supervisor.server.engine;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import org.supervisor.api.LogLevel;
import org.supervisor.api.LogStream;
import org.supervisor.api.ProcessState;
import org.supervisor.api.Signal;
import org.supervisor.api.StreamAccount;
import org.supervisor.server.output.LogFiles;
import org.supervisor.server.output.MainLog;
import org.supervisor.server.process.GroupSpec;
import org.supervisor.server.process.OutputSpec;
import org.supervisor.server.process.ProcessName;
import org.supervisor.server.process.ProcessSpec;
import org.supervisor.server.process.RestartPolicy;
import org.supervisor.server.process.StreamSpec;

/**
 * A whole engine on a simulated kernel, with clients who ask for anything at any time; and what must be true after
 * every turn.
 */
final class SimulatedDaemon {
    private static final long MILLI = 1_000_000;
    private static final long SECOND = 1_000 * MILLI;
    private static final long LONGEST_REST = 15 * SECOND; // of a program that is to be started again

    private static final long LONGEST_LAUNCH = 60 * SECOND; // behind others, and without descriptors now and then

    private final SimulatedKernel kernel;
    private final Random chance;
    private final List<GroupSpec> groups;
    private final Duration length;
    private final Duration betweenCommands;
    private final boolean isInit;
    private final LogFiles files;
    private final MainLog log;
    private final Engine engine;
    private final Control control;
    private final List<Request> requests = new ArrayList<>();
    private final Map<ProcessName, Watch> watches = new HashMap<>();
    private long lastEvent;
    private boolean isEnding;
    private long endBegan;
    private Request immediate;
    private long turns;

    /** Somebody's question, and when it was asked. */
    private record Request(String what, CompletableFuture<?> answer, long at) {}

    /** How long a process has been in a state, as clients see it. */
    private static final class Watch {
        private ProcessState state = ProcessState.STOPPED;
        private int pid;
        private long since;
        private long stopAskedAt; // a stop that comes with the exit counts, too

        Watch(long never) {
            stopAskedAt = never;
        }
    }

    SimulatedDaemon(SimulatedKernel kernel, List<GroupSpec> groups, Duration length, Duration betweenCommands) {
        this.kernel = kernel;
        this.chance = kernel.chance;
        this.groups = groups;
        this.length = length;
        this.betweenCommands = betweenCommands;
        this.isInit = chance.nextInt(4) == 0;
        this.files = new LogFiles(kernel, 1 + chance.nextInt(20));
        this.log = new MainLog(kernel);
        log.open(MainLog.Format.SUPERVISORD, LogLevel.INFO, Optional.empty(), Optional.empty());
        log.alsoTo(this::logged);
        EngineSettings settings = new EngineSettings(
                "simulated",
                Optional.empty(),
                Path.of("/"),
                true,
                new EngineSettings.ChildDefaults(Optional.empty(), Map.of("PATH", "/bin"), Path.of("/")),
                Optional.empty());
        engine = new Engine(settings, groups, () -> groups, log, files, kernel);
        control = engine.control();
        kernel.afterTurn = this::afterTurn;
        if (isInit) {
            kernel.onChildEnded = engine::reapAll;
        }
    }

    private void logged(LogLevel level, String line) {
        if (line.contains("a mistake in the supervisor")) {
            kernel.violated(line);
        }
    }

    /** Runs for its time, is shut down, and must then have left nothing behind. */
    void run() {
        try {
            engine.prepare();
            kernel.in(betweenCommands.toNanos(), this::command);
            kernel.in(length.toNanos(), this::end);
            engine.run();
            kernel.check();
            // who waits for a child that the kernel did not let us stop is not answered when that is given up
            requests.stream()
                    .filter(request -> !request.answer().isDone() && kernel.children.isEmpty())
                    .findFirst()
                    .ifPresent(open -> {
                        throw new AssertionError("never answered: " + open.what());
                    });
            kernel.children.values().stream()
                    .filter(child -> child.untouchableUntil == Long.MIN_VALUE)
                    .findFirst()
                    .ifPresent(left -> {
                        throw new AssertionError("left behind: " + left.name + " " + left.pid);
                    });
            compareAccountsAndLogs();
            kernel.isClosing = true;
            engine.close();
            files.close();
            kernel.check();
            if (kernel.children.isEmpty() && !kernel.descriptors.isEmpty()) {
                throw new AssertionError("left open: " + kernel.descriptors.values());
            }
        } finally {
            kernel.isClosing = true;
            kernel.afterTurn = () -> {};
            files.close();
        }
    }

    private void end() {
        kernel.note("shutdown");
        isEnding = true;
        endBegan = kernel.nanos();
        kernel.isClosing = true; // pipes of grandchildren are closed
        asked("shutdown", control.shutdown());
        if (chance.nextInt(5) == 0) {
            kernel.in(chance.nextLong(SECOND), engine::hasten);
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
        kernel.in(1 + chance.nextLong(2 * betweenCommands.toNanos()), this::command);
        String name = process();
        String group = groups.get(chance.nextInt(groups.size())).name();
        boolean wait = chance.nextBoolean();
        switch (chance.nextInt(20)) {
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
            case 13 -> asked("remove " + group, control.removeGroup(group));
            case 14 -> asked("add " + group, control.addGroup(group));
            case 15 -> asked("remote", control.sendRemoteEvent("type", "data"));
            case 16 -> asked("reread", control.rereadConfig());
            case 17 -> asked("reload " + name, control.reload(name));
            case 18 -> {
                if (kernel.hasFaults) {
                    kernel.stepWallClock(Duration.ofSeconds(chance.nextInt(20_000) - 10_000));
                }
            }
            default -> {
                account(name);
                immediate = asked("explain " + name, control.explain(name));
            }
        }
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
            kernel.violated(name + ": the sums of " + stream + " are not equal");
        }
    }

    private Request asked(String what, CompletableFuture<?> answer) {
        kernel.note("asked to " + what);
        Request request = new Request(what, answer, kernel.nanos());
        requests.add(request);
        if (what.startsWith("stop") || what.startsWith("kill") || what.startsWith("ensure stopped")) {
            watches.forEach((name, watch) -> {
                if (what.endsWith(" " + name) || what.endsWith(" " + name.group())) {
                    watch.stopAskedAt = kernel.nanos();
                }
            });
        }
        var _ = answer.whenComplete((_, failure) -> {
            kernel.note("answered: " + what + (failure == null ? "" : " " + Failures.cause(failure)));
            if (failure != null && !(Failures.cause(failure) instanceof RefusedException)) {
                kernel.violated(what + " ended in " + failure);
            }
            requests.remove(request);
        });
        return request;
    }

    private void afterTurn() {
        turns++;
        events();
        for (SimulatedChild child : kernel.children.values()) {
            if (!child.isAlive() && child.isClaimed && kernel.nanos() - child.endedAt > SECOND) {
                throw new AssertionError(child.name + " " + child.pid + " has ended and is not reaped");
            }
        }
        List<ProcessView> views = control.processes();
        for (ProcessView view : views) {
            look(view);
        }
        checkOwned(views);
        kernel.descriptors.values().forEach(this::checkRead);
        requests.forEach(this::checkAnswered);
        if (isEnding && kernel.nanos() - endBegan > 120 * SECOND) {
            throw new AssertionError("the shutdown takes for ever");
        }
    }

    private void events() {
        long latest = control.events().latest();
        if (latest < lastEvent) {
            throw new AssertionError("the number of the latest event falls");
        }
        lastEvent = latest;
    }

    private void checkOwned(List<ProcessView> views) {
        if (kernel.turnsSinceHappening() <= 2) {
            return; // what has just happened may still be in the mailbox
        }
        for (SimulatedChild child : kernel.children.values()) {
            if (child.isClaimed && child.isAlive() && views.stream().noneMatch(view -> view.pid() == child.pid)) {
                throw new AssertionError("nobody owns " + child.name + " " + child.pid);
            }
        }
    }

    private void checkRead(SimulatedKernel.Descriptor descriptor) {
        SimulatedPipe input = descriptor.writeEnd();
        if (input != null
                && input.isWanted
                && input.hasReader
                && input.hasRoom()
                && kernel.nanos() - input.roomSince > SECOND) {
            throw new AssertionError(descriptor.what() + " has room, and what waits for it is not written");
        }
        SimulatedPipe pipe = descriptor.readEnd();
        if (pipe != null && pipe.size() > 0 && kernel.nanos() - pipe.unreadSince > SECOND && !isUnclaimed(pipe)) {
            throw new AssertionError(descriptor.what() + " is not read: " + pipe.size() + " bytes wait");
        }
    }

    private boolean isUnclaimed(SimulatedPipe pipe) {
        return kernel.children.values().stream()
                .anyMatch(child -> !child.isClaimed && (child.out == pipe || child.err == pipe));
    }

    /** What needs nobody else is answered before time goes on; all else within the longest stop and start. */
    private void checkAnswered(Request request) {
        long waits = kernel.nanos() - request.at();
        boolean isOverdue = isImmediate(request) && waits > 0 && kernel.turnsSinceHappening() > 2;
        if (isOverdue || waits > 150 * SECOND) {
            throw new AssertionError("still waits for an answer: " + request.what());
        }
    }

    /** It is the very request that is meant: two may have the same words. */
    @SuppressWarnings("ReferenceEquality")
    private boolean isImmediate(Request request) {
        return request == immediate || request.what().startsWith("account");
    }

    private void look(ProcessView view) {
        ProcessSpec spec = view.spec();
        Watch watch = watches.computeIfAbsent(spec.name(), _ -> new Watch(kernel.nanos() - 10 * SECOND));
        long now = kernel.nanos();
        if (watch.state != view.state() || watch.pid != view.pid()) {
            watch.state = view.state();
            watch.pid = view.pid();
            watch.since = now;
        }
        long lasts = now - watch.since;
        boolean isTooLong = switch (view.state()) {
            case STOPPING ->
                view.pid() != 0
                        && lasts > spec.stop().grace().toNanos() * (spec.stop().attempts() + 1L) + SECOND;
            case STARTING ->
                lasts
                        > (view.pid() == 0
                                ? LONGEST_LAUNCH
                                : spec.start().staysUp().toNanos() + MILLI);
            case BACKOFF -> lasts > LONGEST_REST;
            case EXITED ->
                lasts > LONGEST_REST && watch.since - watch.stopAskedAt > SECOND && mustRestart(view) && !isEnding;
            default -> false;
        };
        if (isTooLong) {
            throw new AssertionError(spec.name() + " is " + view.state() + " for too long");
        }
    }

    /** Whether it waits for its restart; a program that was never told to stop does not stay down. */
    private static boolean mustRestart(ProcessView view) {
        return view.spec().restart().when() == RestartPolicy.When.ALWAYS
                && view.spawnError().isEmpty();
    }

    private void compareAccountsAndLogs() {
        for (ProcessView view : control.processes()) {
            OutputSpec output = view.spec().output();
            compare(view, output, LogStream.STDOUT, output.stdout());
            if (!output.redirectsStderr()) {
                compare(view, output, LogStream.STDERR, output.stderr());
            }
        }
    }

    private void compare(ProcessView view, OutputSpec output, LogStream stream, StreamSpec spec) {
        Optional<Path> path = SimulatedPrograms.exactLog(output, spec);
        var read = kernel.contents.get(
                view.spec().name().group() + ":" + view.spec().name().process() + " " + stream.word());
        if (path.isEmpty() || read == null || !kernel.keepsContents) {
            return;
        }
        try {
            byte[] logged = Files.readAllBytes(path.get());
            if (!Arrays.equals(logged, read.toByteArray())) {
                throw new AssertionError("the log of " + view.spec().name() + " is not what was read: "
                        + logged.length + " bytes, " + read.size() + " read: "
                        + new String(logged, 0, Math.min(200, logged.length), StandardCharsets.US_ASCII));
            }
        } catch (IOException missing) {
            throw new UncheckedIOException(missing);
        }
    }

    long turns() {
        return turns;
    }
}
