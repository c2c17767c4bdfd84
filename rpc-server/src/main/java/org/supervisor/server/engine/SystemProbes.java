package org.supervisor.server.engine;

import java.time.Duration;
import java.util.OptionalInt;
import java.util.function.Consumer;
import org.supervisor.server.process.Endpoint;
import org.supervisor.server.process.ManagedProcess;
import org.supervisor.server.process.Probe;

/** Checks programs for real: commands by the spawner, sockets on threads that may block. Loop's thread. */
final class SystemProbes implements Probes {
    private final EventLoop loop;
    private final Kernel kernel;
    private final HelperCommand.Launcher launcher;

    SystemProbes(EventLoop loop, Kernel kernel, HelperCommand.Launcher launcher) {
        this.loop = loop;
        this.kernel = kernel;
        this.launcher = launcher;
    }

    /** A check that has begun, with its time limit. */
    private final class Check {
        private final Consumer<String> done;
        private final Timers.Timer limit;
        private Runnable abort = () -> {};
        private boolean isOver;

        Check(Duration timeout, Consumer<String> done) {
            this.done = done;
            this.limit = loop.after(timeout, () -> {
                abort.run();
                finish("did not answer within " + Causes.seconds(timeout));
            });
        }

        void finish(String problem) {
            if (!isOver) {
                isOver = true;
                limit.cancel();
                done.accept(problem);
            }
        }

        void cancel() {
            if (!isOver) {
                isOver = true;
                limit.cancel();
                abort.run();
            }
        }
    }

    @Override
    public Runnable begin(ManagedProcess process, Probe probe, Duration timeout, Consumer<String> done) {
        Check check = new Check(timeout, done);
        check.abort = switch (probe) {
            case Probe.Exec(String command) ->
                launcher.begin(process.spec(), command, check::finish).cancel();
            case Probe.Connection(Endpoint endpoint) ->
                socket(check, new SocketProbe(endpoint, SocketProbe.NOTHING_TO_ASK));
            case Probe.Listening(OptionalInt port) -> {
                int child = process.pid();
                kernel.blocking().execute(() -> {
                    boolean listens = kernel.isListening(child, port);
                    loop.execute(() -> check.finish(listens ? "" : nobody(port)));
                });
                yield () -> {};
            }
            case Probe.Http http -> socket(check, new SocketProbe(http.endpoint(), HttpQuestion.of(http)));
        };
        return check::cancel;
    }

    private static String nobody(OptionalInt port) {
        return "failed: none of its processes listens on "
                + (port.isPresent() ? "TCP port " + port.getAsInt() : "a TCP port");
    }

    private Runnable socket(Check check, SocketProbe probe) {
        kernel.blocking().execute(() -> {
            String problem = probe.run();
            loop.execute(() -> check.finish(problem));
        });
        return probe::close;
    }
}
