package org.supervisor.server.os;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import org.supervisor.server.process.FailureReason;

/**
 * Launches programs, one after another, on a thread of its own, so that a slow disk holds up nothing else. Every child
 * leads a process group, has the default disposition for every signal and blocks none, and holds no descriptor but 0, 1 and 2.
 *
 * <p>The thread takes its umask and working directory from the daemon when it is created: set those before.
 */
public final class Spawner implements AutoCloseable {
    private static final Duration LONGEST_CLOSE = Duration.ofSeconds(2);

    private final BooleanSupplier affordsDescriptors;
    private final Consumer<Throwable> onDeath;
    private final ExecutorService thread;
    private final Optional<PipeKeeper> keeper;
    private final Consumer<String> complain;

    /**
     * A running spawner.
     *
     * @param affordsDescriptors asked on the spawner's thread before each launch whether descriptors may be spent on
     *     watching the child, and on its stdin
     * @param onDeath called, on the spawner's thread, if a result could not be delivered: its receiver would wait for
     *     ever
     * @param keepsPipes the file by which the process is known that holds the pipes of children that outlive us, see
     *     {@link PipeKeeper}; empty: none does
     * @param complain gets a sentence, on the spawner's thread, when such a process cannot be launched
     */
    public Spawner(
            BooleanSupplier affordsDescriptors,
            Consumer<Throwable> onDeath,
            Optional<Path> keepsPipes,
            Consumer<String> complain) {
        this.affordsDescriptors = affordsDescriptors;
        this.onDeath = onDeath;
        this.keeper = keepsPipes.map(marker -> new PipeKeeper(marker, complain));
        this.complain = complain;
        // some parents leave it ignored, and then the kernel discards exit statuses
        SysSignal.unignore(SysSignal.SIGCHLD);
        ThreadFactory factory =
                orders -> Thread.ofPlatform().name("spawner").daemon().unstarted(() -> {
                    separate();
                    orders.run();
                });
        this.thread = Executors.newSingleThreadExecutor(factory);
    }

    /** A spawner that opens a pidfd for every child. */
    public Spawner() {
        this(() -> true, _ -> {}, Optional.empty(), _ -> {});
    }

    /**
     * Adds an order; any thread.
     *
     * @param source is asked for it on the spawner's thread, when it is its turn
     * @param done gets the result, on the spawner's thread; must not throw
     */
    public void spawn(SpawnOrder.Source source, Consumer<SpawnResult> done) {
        thread.execute(() -> {
            try {
                done.accept(prepared(source));
            } catch (Throwable lost) {
                onDeath.accept(lost);
            }
        });
    }

    /** Does something in its turn, between launches; any thread. It must not throw. */
    public void execute(Runnable work) {
        thread.execute(work);
    }

    private SpawnResult prepared(SpawnOrder.Source source) {
        SpawnOrder order;
        try {
            order = source.order();
        } catch (UnknownAccount unknown) {
            return new SpawnResult.Refused(SpawnResult.Reason.UNKNOWN_USER, unknown.getMessage(), 0);
        } catch (OsException problem) {
            return new SpawnResult.Refused(Executable.reason(problem.errno()), problem.getMessage(), problem.errno());
        } catch (IOException problem) {
            return new SpawnResult.Refused(SpawnResult.Reason.OTHER, problem.getMessage(), 0);
        } catch (Throwable failure) {
            return new SpawnResult.Refused(SpawnResult.Reason.OTHER, FailureReason.of(failure), 0);
        }
        return carryOut(order);
    }

    /** The process that holds pipes gives way to a new one, see {@link PipeKeeper#renew}. */
    public void renewHeldPipes() {
        thread.execute(() -> {
            try {
                keeper.ifPresent(PipeKeeper::renew);
            } catch (RuntimeException failure) {
                complain.accept("the process that holds the pipes of programs could not be renewed: "
                        + FailureReason.of(failure));
            }
        });
    }

    /**
     * Carries out the orders already added, then ends the thread; but does not wait long for one that hangs in the
     * kernel.
     */
    @Override
    public void close() {
        thread.execute(() -> keeper.ifPresent(PipeKeeper::close));
        thread.shutdown();
        try {
            if (!thread.awaitTermination(LONGEST_CLOSE.toMillis(), TimeUnit.MILLISECONDS)) {
                thread.shutdownNow();
            }
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    /** Whatever is thrown fails this launch alone. */
    private SpawnResult carryOut(SpawnOrder order) {
        try {
            return carryOut(new Launch(order, !affordsDescriptors.getAsBoolean(), keeper));
        } catch (Throwable failure) {
            String message = "cannot run '" + order.executable() + "': " + FailureReason.of(failure);
            return new SpawnResult.Refused(SpawnResult.Reason.OTHER, message, 0);
        }
    }

    private static SpawnResult carryOut(Launch launch) {
        return launch.order().attributes().niceness() == 0 ? launch.run() : withNiceness(launch);
    }

    /**
     * Niceness is inherited from the launching thread, and only root could reset it. So each such launch has a thread
     * of its own.
     */
    private static SpawnResult withNiceness(Launch launch) {
        CompletableFuture<SpawnResult> result = new CompletableFuture<>();
        Thread.ofPlatform().name("spawner-nice").daemon().start(() -> {
            try {
                separate();
                result.complete(niced(launch));
            } catch (Throwable problem) {
                result.completeExceptionally(problem);
            }
        });
        return result.join();
    }

    private static SpawnResult niced(Launch launch) {
        int niceness =
                Math.clamp(Processes.ownNiceness() + launch.order().attributes().niceness(), -20, 19);
        int set = SysResource.setNicenessOfThisThread(niceness);
        if (set < 0) {
            String message = "cannot run '" + launch.order().executable() + "' with niceness " + niceness + ": "
                    + Errno.describe(-set);
            return new SpawnResult.Refused(SpawnResult.Reason.NO_PERMISSION, message, -set);
        }
        return launch.run();
    }

    /**
     * Gives this thread a umask of its own. Where that is forbidden (some containers), a program with a umask changes
     * the daemon's for the time of its launch, well under a millisecond.
     */
    private static void separate() {
        Sched.unshareFileSystemState();
    }
}
