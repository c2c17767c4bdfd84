package org.supervisor.server.engine;

import java.time.Duration;
import java.util.OptionalInt;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.supervisor.server.process.Endpoint;
import org.supervisor.server.process.FailureReason;
import org.supervisor.server.process.ManagedProcess;
import org.supervisor.server.process.Probe;

/** Checks programs for real: commands by the spawner, sockets on threads that may block. Loop's thread. */
final class SystemProbes implements Probes {
    private final EventLoop loop;
    private final Kernel kernel;
    private final HelperCommand.Launcher launcher;
    private final LoopTimer timer;
    private final HostLookups lookups = new HostLookups();
    private final ProbeTurns turns = new ProbeTurns();

    SystemProbes(EventLoop loop, Kernel kernel, HelperCommand.Launcher launcher, LoopTimer timer) {
        this.loop = loop;
        this.kernel = kernel;
        this.launcher = launcher;
        this.timer = timer;
    }

    @Override
    public Runnable begin(ManagedProcess process, Probe probe, Duration timeout, Consumer<String> done) {
        LimitedTask limited = new LimitedTask(timer, timeout, "did not answer within " + Causes.seconds(timeout), done);
        limited.abortBy(turns.begin(process.name(), ended -> begin(process, probe, ended), limited::report));
        return limited::cancel;
    }

    /**
     * Begins a check without a limit.
     *
     * @param ended gets its result when nothing of it is left, also after it was aborted
     * @return aborts it
     */
    private Runnable begin(ManagedProcess process, Probe probe, Consumer<String> ended) {
        return switch (probe) {
            case Probe.Exec(String command) ->
                launcher.begin(process.spec(), command, ended).cancel();
            case Probe.Connection(Endpoint endpoint) -> socket(endpoint, SocketProbe.NOTHING_TO_ASK, ended);
            case Probe.Http http -> socket(http.endpoint(), HttpQuestion.of(http), ended);
            case Probe.Listening(OptionalInt port) -> {
                int child = process.pid();
                onAnotherThread(() -> kernel.isListening(child, port) ? "" : nobody(port), ended);
                yield () -> {};
            }
        };
    }

    private Runnable socket(Endpoint endpoint, SocketProbe.Question question, Consumer<String> ended) {
        SocketProbe probe = new SocketProbe(endpoint, question, lookups);
        onAnotherThread(probe::run, ended);
        return probe::close;
    }

    /** Whatever is thrown is a result, too: the next check waits for one. */
    private void onAnotherThread(Supplier<String> check, Consumer<String> ended) {
        kernel.blocking().execute(() -> {
            String problem;
            try {
                problem = check.get();
            } catch (RuntimeException failure) {
                problem = "failed: " + FailureReason.of(failure);
            }
            String result = problem;
            loop.execute(() -> ended.accept(result));
        });
    }

    private static String nobody(OptionalInt port) {
        return "failed: none of its processes listens on "
                + (port.isPresent() ? "TCP port " + port.getAsInt() : "a TCP port");
    }
}
