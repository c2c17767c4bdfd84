package org.supervisor.server.engine;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import org.supervisor.api.Signal;
import org.supervisor.server.os.SpawnResult;
import org.supervisor.server.process.Command;
import org.supervisor.server.process.ExitStatus;
import org.supervisor.server.process.OutputSpec;
import org.supervisor.server.process.ProcessSpec;
import org.supervisor.server.process.Run;
import org.supervisor.server.process.StreamSpec;

/**
 * A command that is run for a program and ends by itself, such as a check of it. What it writes is read, and the last line
 * of it is its explanation. Loop's thread.
 */
final class HelperCommand {
    private static final Path SHELL = Path.of("/bin/sh");
    private static final int KEPT_OUTPUT = 512;
    private static final int READ_AT_ONCE = 16 * 1024;

    /** As much as a pipe usually holds, and a bit. */
    private static final int MOST_READS = 5;

    /** A command that writes without end is read so often, so that it does not keep the loop busy. */
    private static final Duration BETWEEN_READS = Duration.ofMillis(5);

    private static final Duration DESCRIPTOR_PAUSE = Duration.ofSeconds(1);
    private static final Duration KILL_AGAIN = Duration.ofSeconds(1);

    /** Then it is stuck in the kernel, and nothing waits for it any longer. */
    private static final int MOST_KILLS = 5;

    private final Launcher launcher;
    private final LaunchPlan plan;
    private final Consumer<String> done;
    private final CompletableFuture<Void> gone = new CompletableFuture<>();
    private final StringBuilder output = new StringBuilder();
    private Optional<LiveChild> child = Optional.empty();
    private int pipe = -1;
    private boolean isAborted;
    private int kills;

    private HelperCommand(Launcher launcher, LaunchPlan plan, Consumer<String> done) {
        this.launcher = launcher;
        this.plan = plan;
        this.done = done;
    }

    /**
     * A command that was begun.
     *
     * @param cancel kills it and all of its process group; does nothing once it is done
     * @param gone completes when there is no process of it any more, or when it has been killed and has not ended for
     *     five seconds, on the loop's thread
     */
    record Begun(Runnable cancel, CompletableFuture<Void> gone) {
        /** A command that could not be begun. */
        static Begun nothing() {
            return new Begun(() -> {}, CompletableFuture.completedFuture(null));
        }
    }

    /**
     * Launches such commands, as the user of the program, with its directory, its environment and its limits.
     */
    static final class Launcher {
        private final EventLoop loop;
        private final Kernel kernel;
        private final Kernel.Spawner spawner;
        private final ExitWatch exits;
        private final ChildEnvironment environment;
        private Optional<ByteBuffer> buffer = Optional.empty(); // off the heap, once a command has written something

        Launcher(EventLoop loop, Kernel kernel, Kernel.Spawner spawner, ExitWatch exits, ChildEnvironment environment) {
            this.loop = loop;
            this.kernel = kernel;
            this.spawner = spawner;
            this.exits = exits;
            this.environment = environment;
        }

        private ByteBuffer buffer() {
            if (buffer.isEmpty()) {
                buffer = Optional.of(ByteBuffer.allocateDirect(READ_AT_ONCE));
            }
            return buffer.get().clear();
        }

        /**
         * Begins a command. It is launched as soon as there are descriptors for it.
         *
         * @param done gets what is wrong, or an empty text; later, on the loop's thread
         */
        Begun begin(ProcessSpec spec, String command, Consumer<String> done) {
            HelperCommand helper;
            try {
                helper = new HelperCommand(this, plan(spec, command), done);
                helper.spawn();
            } catch (Throwable failure) {
                loop.execute(() -> done.accept("cannot be launched: " + failure));
                return Begun.nothing();
            }
            return new Begun(helper::abort, helper.gone);
        }

        /** Begins a command that is killed, and has failed, when a time is over. */
        Begun begin(ProcessSpec spec, String command, Duration limit, Consumer<String> done) {
            LimitedTask limited = new LimitedTask(
                    loop.timer(), limit, "was not done within " + Causes.seconds(limit) + " and was killed", done);
            Begun begun = begin(spec, command, limited::report);
            limited.abortBy(begun.cancel());
            return new Begun(limited::cancel, begun.gone());
        }

        private LaunchPlan plan(ProcessSpec spec, String command) {
            ProcessSpec helper = with(spec, command);
            LaunchPlan plan = new LaunchPlan(helper, SHELL, environment, kernel);
            new Variables(kernel).add(helper, plan);
            return plan;
        }

        /** Its aspects stay: the sources of its environment, and its limits. */
        private static ProcessSpec with(ProcessSpec spec, String command) {
            Run run = spec.run();
            return spec.withOutput(
                            new OutputSpec(true, StreamSpec.DISCARDED, StreamSpec.DISCARDED, OutputSpec.Format.RAW))
                    .withRun(new Run(
                            new Command.Shell(command),
                            run.as(),
                            run.directory(),
                            run.umask(),
                            run.niceness(),
                            run.environment(),
                            run.serverUrl()));
        }
    }

    private void spawn() {
        launcher.spawner.spawn(plan::order, result -> launcher.loop.execute(() -> reported(result)));
        launcher.exits.launchOrdered();
    }

    private void reported(SpawnResult result) {
        try {
            switch (result) {
                case SpawnResult.Refused refused
                when refused.reason() == SpawnResult.Reason.TOO_MANY_FILES -> awaitDescriptors(refused.message());
                case SpawnResult.Refused refused -> finish(refused.message());
                case SpawnResult.Spawned spawned -> launched(spawned);
            }
        } finally {
            launcher.exits.launchReported();
        }
    }

    /** A lack of descriptors is no failure of the command. */
    private void awaitDescriptors(String problem) {
        launcher.loop.after(DESCRIPTOR_PAUSE, () -> {
            if (isAborted) {
                finish(problem);
                return;
            }
            try {
                spawn();
            } catch (Throwable failure) {
                finish("cannot be launched: " + failure);
            }
        });
    }

    private void launched(SpawnResult.Spawned spawned) {
        Kernel kernel = launcher.kernel;
        LiveChild live = new LiveChild(kernel, spawned.pid(), spawned.pidfd(), Optional.empty());
        kernel.close(spawned.stdinFd());
        kernel.close(spawned.stderrFd());
        pipe = spawned.stdoutFd();
        try {
            launcher.exits.watch(live, () -> ended(live));
            child = Optional.of(live);
            awaitOutput();
        } catch (Throwable failure) {
            unwatched(live, "cannot be watched: " + failure);
            return;
        }
        if (isAborted) {
            kill();
        }
    }

    private void unwatched(LiveChild live, String problem) {
        child = Optional.empty();
        closePipe();
        launcher.exits.abandon(live, () -> finish(problem));
    }

    /** There is no process, or none any more. */
    private void finish(String problem) {
        try {
            done.accept(problem);
        } finally {
            gone.complete(null);
        }
    }

    private void awaitOutput() {
        if (pipe >= 0) {
            launcher.loop.poller().add(pipe, true, false, (_, _, _) -> read());
        }
    }

    private void read() {
        int count = readOnce();
        if (count == 0) {
            closePipe();
        } else if (count == READ_AT_ONCE) {
            launcher.loop.poller().remove(pipe);
            launcher.loop.after(BETWEEN_READS, this::awaitOutputAgain);
        }
    }

    /** A pipe that is not read any more would hold the command up. */
    private void awaitOutputAgain() {
        try {
            awaitOutput();
        } catch (Throwable failure) {
            launcher.loop.after(BETWEEN_READS, this::awaitOutputAgain);
        }
    }

    /** The count; 0 at the end. */
    private int readOnce() {
        ByteBuffer buffer = launcher.buffer();
        int count;
        try {
            count = launcher.kernel.read(pipe, buffer);
        } catch (RuntimeException _) {
            count = 0;
        }
        if (count > 0) {
            output.append(
                    StandardCharsets.UTF_8.decode(buffer.flip().position(Math.max(0, buffer.limit() - KEPT_OUTPUT))));
            output.delete(0, Math.max(0, output.length() - KEPT_OUTPUT));
        }
        return count;
    }

    /** What it has left in its group is killed while its own pid, which is the group's, is still its own. */
    private void ended(LiveChild live) {
        child = Optional.empty();
        live.signalGroup(Signal.KILL);
        ExitStatus status = launcher.exits.reap(live);
        readRest();
        closePipe();
        String last = output.toString().strip();
        String why = last.substring(last.lastIndexOf('\n') + 1).strip();
        boolean isGood = status instanceof ExitStatus.Code(int code) && code == 0;
        finish(isGood ? "" : "ended with " + status + (why.isEmpty() ? "" : ": " + why));
    }

    /** Another process may go on to write into its pipe, so there is an end to this. */
    private void readRest() {
        int reads = pipe < 0 ? 0 : MOST_READS;
        while (reads > 0 && readOnce() == READ_AT_ONCE) {
            reads--;
        }
    }

    private void closePipe() {
        if (pipe >= 0) {
            launcher.loop.poller().remove(pipe);
            launcher.kernel.close(pipe);
            pipe = -1;
        }
    }

    private void abort() {
        isAborted = true;
        kill();
    }

    private void kill() {
        if (child.isEmpty()) {
            return;
        }
        if (kills++ == MOST_KILLS) {
            gone.complete(null);
            return;
        }
        launcher.loop.after(KILL_AGAIN, this::kill);
        child.get().signalGroup(Signal.KILL);
    }
}
