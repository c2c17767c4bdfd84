package org.supervisor.server;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import org.supervisor.api.FaultCode;
import org.supervisor.api.LogLevel;
import org.supervisor.server.engine.Engine;
import org.supervisor.server.engine.RefusedException;
import org.supervisor.server.http.HttpServer;
import org.supervisor.server.os.Capabilities;
import org.supervisor.server.os.Daemon;
import org.supervisor.server.os.Descriptors;
import org.supervisor.server.os.Handover;
import org.supervisor.server.os.Limits;
import org.supervisor.server.os.OsException;
import org.supervisor.server.process.FailureReason;
import org.supervisor.server.process.NativeText;

/**
 * Lets this process become the build of the daemon that is installed now: it is tried on the configuration, what is under way
 * is answered, and execve(2) of the launch script does the rest. Until then everything goes on whatever fails; and if execve(2)
 * fails, this build takes over from itself.
 */
final class Upgrade {
    private static final String PORTS = "ports"; // noted if the right to those below 1024 is handed on
    /** How long a call may take that is under way. */
    private static final Duration LONGEST_CALL = Duration.ofSeconds(30);

    private static final int SPARE_DESCRIPTORS = 16;

    private final List<String> command;
    private final Path statedir;
    private final AtomicBoolean isUnderWay = new AtomicBoolean();
    private volatile boolean isReady;
    private volatile Optional<String> obstacle = Optional.empty(); // to becoming the other build

    private Upgrade(List<String> command, Path statedir) {
        this.command = command;
        this.statedir = statedir;
    }

    /**
     * Prepared for the time when it is wanted; empty: the launch script is not known.
     *
     * @param arguments those that the daemon was started with
     */
    static Optional<Upgrade> of(List<String> arguments, Path statedir) {
        return Program.script().map(script -> {
            List<String> command = new ArrayList<>(List.of(script));
            command.addAll(arguments);
            return new Upgrade(command, statedir);
        });
    }

    /** Whether the engine has ended for this. */
    boolean isReady() {
        return isReady;
    }

    /** Lets it be requested of this engine. */
    void offer(Engine engine, HttpServer http) {
        isReady = false;
        obstacle = Optional.empty();
        isUnderWay.set(false);
        engine.lifetime().upgradesBy(() -> begin(engine, http));
    }

    private CompletableFuture<Void> begin(Engine engine, HttpServer http) {
        if (!isUnderWay.compareAndSet(false, true)) {
            throw new RefusedException(FaultCode.FAILED, "an upgrade is under way already");
        }
        CompletableFuture<Void> prepared = new CompletableFuture<>();
        Thread.ofVirtual().name("upgrade").start(() -> prepare(engine, http, prepared));
        return prepared;
    }

    private void prepare(Engine engine, HttpServer http, CompletableFuture<Void> prepared) {
        try {
            tryOut(engine, http);
            requireDescriptors();
            if (!http.pause(LONGEST_CALL)) {
                throw new RefusedException(
                        FaultCode.FAILED,
                        "calls that are under way have not been answered within " + LONGEST_CALL.toSeconds()
                                + " s, such as a start that is waited for; nothing was changed, try again later");
            }
        } catch (Throwable refused) {
            isUnderWay.set(false);
            engine.note(LogLevel.ERROR, "the upgrade was given up: " + refused.getMessage());
            prepared.completeExceptionally(refused);
            return;
        }
        prepared.complete(null);
        boolean leaves = false;
        try {
            http.awaitLastAnswer();
            leaves = engine.leave(() -> isReady = true).join();
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        } finally {
            if (!leaves) {
                isUnderWay.set(false);
                http.resume();
            }
        }
    }

    private void tryOut(Engine engine, HttpServer http) {
        engine.note(LogLevel.INFO, "upgrade: trying " + String.join(" ", command));
        Optional<String> failure = Trial.failure(command, statedir, http.listenerNames());
        if (failure.isPresent()) {
            throw new RefusedException(
                    FaultCode.FAILED, "the new build cannot be used, the old one goes on: " + failure.get());
        }
        engine.note(LogLevel.INFO, "upgrade: it can be used; handing over");
    }

    /** For a moment each descriptor that is handed over is open twice. */
    private static void requireDescriptors() {
        long needed = 2 * Descriptors.open() + SPARE_DESCRIPTORS;
        if (needed > Limits.openFiles()) {
            throw new RefusedException(
                    FaultCode.FAILED,
                    "an upgrade needs " + needed + " file descriptors for a moment, and there may be "
                            + Limits.openFiles() + "; allow more (ulimit -Hn, LimitNOFILE), or restart");
        }
    }

    /** A part of what is handed over. */
    @FunctionalInterface
    interface Part {
        void handOver() throws IOException;
    }

    /** Hands over a part. If that fails this build goes on, with what it finds again of its programs. */
    void handOver(Part part) {
        try {
            part.handOver();
        } catch (IOException | RuntimeException failure) {
            obstacle = Optional.of("handing over failed: " + FailureReason.of(failure));
        }
    }

    /**
     * Becomes the other build. Returns only if that fails.
     *
     * @return why it failed
     */
    String become(Handover handover) {
        if (obstacle.isPresent()) {
            return obstacle.get();
        }
        boolean handsOnPorts = Capabilities.handOnPorts();
        if (handsOnPorts) {
            handover.note(PORTS, new byte[0]);
        }
        try {
            return execute(handover);
        } finally {
            if (handsOnPorts) {
                Capabilities.keepPortsToOurselves();
            }
        }
    }

    /** This process was an earlier build, which had the right to ports below 1024: programs are not to get it. */
    static void begun(Handover handover) {
        handover.note(PORTS).ifPresent(_ -> Capabilities.keepPortsToOurselves());
    }

    private String execute(Handover handover) {
        List<String> environment = new ArrayList<>();
        for (Map.Entry<String, String> variable :
                Inherited.environmentOfNextBuild().entrySet()) {
            environment.add(variable.getKey() + "=" + variable.getValue());
        }
        try (Handover.Listed list = handover.list()) {
            environment.add(Handover.VARIABLE + "=" + list.value());
            String present = NativeText.of(Daemon.directory());
            Daemon.changeDirectory(NativeText.of(NativeText.folder())); // relative names mean the same again
            String failure = Daemon.execute(command.getFirst(), command, environment);
            Daemon.changeDirectory(present);
            return failure;
        } catch (OsException | UncheckedIOException failure) {
            return failure.getMessage();
        }
    }
}
