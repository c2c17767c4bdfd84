package org.supervisor.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.supervisor.api.Signal;
import org.supervisor.server.os.Processes;

/** The daemon as a process of its own, started as the launch scripts start it. */
final class DaemonProcess implements AutoCloseable {
    private static final int NO_PIDFD = -1;

    private final Path folder;
    private final Process process;

    /** Runs the program of this name in a folder, where its output is kept too. */
    DaemonProcess(String program, Path folder, List<String> arguments) {
        this(program, folder, arguments, Map.of("_JAVA_SR_SIGNUM", "40")); // else the JVM takes USR2 for itself
    }

    DaemonProcess(String program, Path folder, List<String> arguments, Map<String, String> environment) {
        this(List.of(), program, folder, arguments, environment);
    }

    /** Runs it by way of a command, such as one that makes it process 1. */
    DaemonProcess(List<String> through, String program, Path folder, List<String> arguments) {
        this(through, program, folder, arguments, Map.of("_JAVA_SR_SIGNUM", "40"));
    }

    private DaemonProcess(
            List<String> through,
            String program,
            Path folder,
            List<String> arguments,
            Map<String, String> environment) {
        this.folder = folder;
        List<String> words = new ArrayList<>(through);
        words.addAll(List.of(
                "/usr/bin/env",
                "--block-signal=HUP,INT,QUIT,TERM,USR2,CHLD",
                ProcessHandle.current().info().command().orElseThrow(),
                "-Xrs",
                "-XX:+UseSerialGC",
                "-XX:-MaxFDLimit",
                "-XX:TieredStopAtLevel=1",
                "--enable-native-access=ALL-UNNAMED",
                "-Dorg.supervisor.program=" + program,
                "-cp",
                System.getProperty("java.class.path"),
                Main.class.getName()));
        words.addAll(arguments);
        ProcessBuilder builder = new ProcessBuilder(words)
                .directory(folder.toFile())
                .redirectOutput(folder.resolve("stdout").toFile())
                .redirectError(folder.resolve("stderr").toFile());
        builder.environment()
                .put("RUNTIME_DIRECTORY", folder.toString()); // where its state directory is, unless configured
        builder.environment().putAll(environment);
        try {
            process = builder.start();
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    static int freePort() {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    /** The first process that it started, such as the daemon behind unshare(1). */
    int child() {
        return (int) process.children()
                .mapToLong(ProcessHandle::pid)
                .findFirst()
                .orElseThrow(() -> new AssertionError("it has no child"));
    }

    long pid() {
        return process.pid();
    }

    String stdout() {
        return Programs.text(folder.resolve("stdout"));
    }

    String stderr() {
        return Programs.text(folder.resolve("stderr"));
    }

    /** Waits until this is so, unless the daemon ends before. */
    DaemonProcess until(String what, BooleanSupplier condition) {
        Await.until(what, () -> {
            assertThat(process.isAlive())
                    .as(() -> "the daemon has ended with " + process.exitValue() + ": " + stdout() + stderr())
                    .isTrue();
            return condition.getAsBoolean();
        });
        return this;
    }

    void signal(Signal signal) {
        Processes.signal((int) pid(), NO_PIDFD, signal);
    }

    /** Waits for its end. */
    int exitStatus() {
        try {
            assertThat(process.waitFor(Await.LONG_ENOUGH.toSeconds(), TimeUnit.SECONDS))
                    .as("the daemon ends")
                    .isTrue();
            return process.exitValue();
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new AssertionError(interrupted);
        }
    }

    /** Ends it, by force if it does not listen. */
    @Override
    public void close() {
        if (process.isAlive()) {
            signal(Signal.TERM);
            try {
                exitStatus();
            } finally {
                process.descendants().forEach(ProcessHandle::destroyForcibly);
                process.destroyForcibly();
            }
        }
    }
}
