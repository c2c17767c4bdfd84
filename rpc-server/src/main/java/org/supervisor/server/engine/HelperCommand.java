package org.supervisor.server.engine;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Optional;
import java.util.function.Consumer;
import org.supervisor.api.Signal;
import org.supervisor.server.os.SpawnOrder;
import org.supervisor.server.os.SpawnResult;
import org.supervisor.server.os.UnknownAccount;
import org.supervisor.server.process.Command;
import org.supervisor.server.process.ExitStatus;
import org.supervisor.server.process.OutputSpec;
import org.supervisor.server.process.ProcessSpec;
import org.supervisor.server.process.Run;
import org.supervisor.server.process.StreamSpec;

/** A command that checks a program. What it writes is read, and the last line of it is its explanation. Loop's thread. */
final class CommandProbe {
    private static final Path SHELL = Path.of("/bin/sh");
    private static final int KEPT_OUTPUT = 512;

    private final Launcher launcher;
    private final Consumer<String> done;
    private final StringBuilder output = new StringBuilder();
    private Optional<LiveChild> child = Optional.empty();
    private int pipe = -1;
    private boolean isAborted;

    private CommandProbe(Launcher launcher, Consumer<String> done) {
        this.launcher = launcher;
        this.done = done;
    }

    /** Launches such commands, as the user of the program that is checked, with its directory and its environment. */
    record Launcher(
            EventLoop loop, Kernel kernel, Kernel.Spawner spawner, ExitWatch exits, ChildEnvironment environment) {
        /**
         * Begins a check.
         *
         * @param done gets what is wrong, or an empty text
         * @return kills the command and all of its process group
         */
        Runnable begin(ProcessSpec spec, String command, Consumer<String> done) {
            CommandProbe probe = new CommandProbe(this, done);
            try {
                SpawnOrder order = new LaunchPlan(with(spec, command), SHELL, environment, kernel).order();
                spawner.spawn(order, result -> loop.execute(() -> probe.reported(result)));
                exits.launchOrdered();
            } catch (UnknownAccount unknown) {
                loop.execute(() -> done.accept(unknown.getMessage()));
            }
            return probe::abort;
        }

        private static ProcessSpec with(ProcessSpec spec, String command) {
            Run run = spec.run();
            return new ProcessSpec.Builder(spec.name())
                    .command(new Command.Shell(command))
                    .build()
                    .withOutput(new OutputSpec(true, StreamSpec.DISCARDED, StreamSpec.DISCARDED, OutputSpec.Format.RAW))
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

    private void reported(SpawnResult result) {
        try {
            switch (result) {
                case SpawnResult.Refused refused -> done.accept(refused.message());
                case SpawnResult.Spawned spawned -> launched(spawned);
            }
        } finally {
            launcher.exits().launchReported();
        }
    }

    private void launched(SpawnResult.Spawned spawned) {
        Kernel kernel = launcher.kernel();
        LiveChild live = new LiveChild(kernel, spawned.pid(), spawned.pidfd(), Optional.empty());
        child = Optional.of(live);
        kernel.close(spawned.stdinFd());
        kernel.close(spawned.stderrFd());
        pipe = spawned.stdoutFd();
        if (pipe >= 0) {
            launcher.loop().poller().add(pipe, true, false, (_, _, _) -> read());
        }
        launcher.exits().watch(live, () -> ended(live));
        if (isAborted) {
            live.signalGroup(Signal.KILL);
        }
    }

    private void read() {
        ByteBuffer buffer = ByteBuffer.allocateDirect(4096);
        int count;
        try {
            count = launcher.kernel().read(pipe, buffer);
        } catch (RuntimeException _) {
            count = 0;
        }
        if (count == 0) {
            closePipe();
        }
        if (count > 0) {
            output.append(StandardCharsets.UTF_8.decode(buffer.flip()));
            output.delete(0, Math.max(0, output.length() - KEPT_OUTPUT));
        }
    }

    /** What it has left in its group is killed while its own pid, which is the group's, is still its own. */
    private void ended(LiveChild live) {
        child = Optional.empty();
        live.signalGroup(Signal.KILL);
        ExitStatus status = launcher.exits().reap(live);
        if (pipe >= 0) {
            read();
            closePipe();
        }
        String last = output.toString().strip();
        String why = last.substring(last.lastIndexOf('\n') + 1).strip();
        boolean isGood = status instanceof ExitStatus.Code(int code) && code == 0;
        done.accept(isGood ? "" : "ended with " + status + (why.isEmpty() ? "" : ": " + why));
    }

    private void closePipe() {
        if (pipe >= 0) {
            launcher.loop().poller().remove(pipe);
            launcher.kernel().close(pipe);
            pipe = -1;
        }
    }

    private void abort() {
        isAborted = true;
        child.ifPresent(live -> live.signalGroup(Signal.KILL));
    }
}
