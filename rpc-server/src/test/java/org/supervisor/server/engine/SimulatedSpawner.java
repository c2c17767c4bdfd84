package org.supervisor.server.engine;

import java.io.IOException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;
import java.util.Random;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import org.supervisor.server.os.SpawnOrder;
import org.supervisor.server.os.SpawnResult;

/** One launch at a time; some take long, and some children have ended before they are reported. */
final class SimulatedSpawner implements Kernel.Spawner {
    private final SimulatedKernel kernel;
    private final BooleanSupplier affordsDescriptors;
    private final Deque<Runnable> orders = new ArrayDeque<>();
    private boolean isGone; // with its daemon

    SimulatedSpawner(SimulatedKernel kernel, BooleanSupplier affordsDescriptors) {
        this.kernel = kernel;
        this.affordsDescriptors = affordsDescriptors;
    }

    @Override
    public void spawn(SpawnOrder.Source source, Consumer<SpawnResult> done) {
        kernel.faults.maybe(kernel.faults.spawnFailsOnceIn, "spawn");
        add(() -> launch(source, done));
    }

    private void add(Runnable order) {
        orders.add(order);
        if (orders.size() == 1) {
            begin();
        }
    }

    /** Takes no time. */
    @Override
    public void execute(Runnable work) {
        if (orders.isEmpty()) {
            kernel.blocking(work);
        } else {
            orders.add(() -> {
                kernel.blocking(work);
                next();
            });
        }
    }

    @Override
    public void renewHeldPipes() {}

    /** What was ordered and not launched never will be. */
    void crashed() {
        isGone = true;
    }

    private void begin() {
        kernel.in(
                kernel.chance.nextInt(50) == 0
                        ? kernel.chance.nextLong(3_000_000_000L)
                        : kernel.chance.nextLong(3_000_000),
                () -> {
                    if (!isGone) {
                        orders.element().run();
                    }
                });
    }

    /** The next launch begins when the last has been reported. */
    private void report(Consumer<SpawnResult> done, SpawnResult result) {
        if (isGone) {
            return;
        }
        done.accept(result);
        next();
    }

    private void next() {
        orders.remove();
        if (!orders.isEmpty()) {
            begin();
        }
    }

    private void launch(SpawnOrder.Source source, Consumer<SpawnResult> done) {
        SpawnOrder order;
        kernel.mayBlock = true;
        try {
            order = source.order();
        } catch (IOException problem) {
            report(done, new SpawnResult.Refused(SpawnResult.Reason.OTHER, problem.getMessage(), 0));
            return;
        } finally {
            kernel.mayBlock = false;
        }
        launch(order, done);
    }

    private void launch(SpawnOrder order, Consumer<SpawnResult> done) {
        if (kernel.faults.exist && kernel.chance.nextInt(30) == 0) {
            kernel.trace.note("launch refused");
            SpawnResult.Reason reason = kernel.chance.nextBoolean()
                    ? SpawnResult.Reason.TOO_MANY_FILES
                    : SpawnResult.Reason.TOO_MANY_PROCESSES;
            report(done, new SpawnResult.Refused(reason, "no more of it", 24));
            return;
        }
        Optional<String> hook = findVariable(order, "SUPERVISOR_HOOK");
        String name = hook.map(which -> SimulatedChild.HOOK + which + " of ").orElse("")
                + variable(order, "SUPERVISOR_GROUP_NAME") + ":" + variable(order, "SUPERVISOR_PROCESS_NAME");
        SimulatedPipe out = new SimulatedPipe();
        SimulatedPipe err = order.stdio().mergeStderr() ? out : new SimulatedPipe();
        SimulatedChild child = new SimulatedChild(
                kernel,
                new Random(kernel.chance.nextLong()),
                kernel.processes.newPid(),
                name,
                hook.isPresent() ? order.argv().getLast() : order.argv().get(1),
                new SimulatedPipe(),
                out,
                err);
        if (kernel.processes.children.values().stream()
                .anyMatch(other -> other.name.equals(name)
                        && !other.isKilled()
                        && !(other.isHook() && (other.isUntouchable() || other.isReparented)))) {
            kernel.trace.violated("there are two children of " + name);
        }
        boolean affords = affordsDescriptors.getAsBoolean();
        child.hasSocket = order.stdio().stdinFd().isPresent();
        child.hasPipes(order.stdio().survivesDaemon());
        order.beforeSpawn().ifPresent(listener -> listener.accept(out.inode));
        kernel.beforeCall.run();
        kernel.processes.hold(child);
        kernel.processes.children.put(child.pid, child);
        kernel.trace.note("launched " + name + " " + child.pid + " " + child.manner);
        if (kernel.faults.exist && kernel.chance.nextInt(40) == 0) {
            child.untouchableUntil = kernel.nanos() + kernel.chance.nextLong(20_000_000_000L);
        }
        child.survives = kernel.faults.exist && kernel.chance.nextInt(30) == 0 ? 1 + kernel.chance.nextInt(2) : 0;
        child.pidfd =
                affords ? kernel.descriptors.open(SimulatedDescriptors.Descriptor.pidfd(name + " pidfd", child)) : -1;
        int stdin = affords && order.stdio().stdinFd().isEmpty()
                ? kernel.descriptors.open(SimulatedDescriptors.Descriptor.writes(name + " stdin", child.in))
                : -1;
        int stdout = kernel.descriptors.open(SimulatedDescriptors.Descriptor.reads(name + " stdout", out));
        int stderr = order.stdio().mergeStderr()
                ? -1
                : kernel.descriptors.open(SimulatedDescriptors.Descriptor.reads(name + " stderr", err));
        child.begin();
        kernel.afterCall.run();
        kernel.beforeCall.run();
        kernel.in(kernel.chance.nextLong(kernel.chance.nextInt(5) == 0 ? 20_000_000 : 100_000), () -> {
            child.isReported = true;
            report(done, new SpawnResult.Spawned(child.pid, child.pidfd, stdin, stdout, stderr));
        });
    }

    private static String variable(SpawnOrder order, String name) {
        return findVariable(order, name).orElseThrow();
    }

    private static Optional<String> findVariable(SpawnOrder order, String name) {
        return order.environment().stream()
                .filter(pair -> pair.startsWith(name + "="))
                .map(pair -> pair.substring(name.length() + 1))
                .findFirst();
    }

    @Override
    public void close() {}
}
