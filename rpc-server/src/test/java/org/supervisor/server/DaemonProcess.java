package org.supervisor.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;
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

    /** Runs it by way of a script in its folder, which can be started again for an upgrade. */
    static DaemonProcess byScript(String program, Path folder, List<String> arguments) throws IOException {
        return byScript(program, folder, arguments, Map.of());
    }

    static DaemonProcess byScript(String program, Path folder, List<String> arguments, Map<String, String> environment)
            throws IOException {
        Path script = script(program, folder);
        List<String> words = new ArrayList<>(List.of(script.toString()));
        words.addAll(arguments);
        return new DaemonProcess(words, folder, environment);
    }

    /** Writes what {@link #byScript} runs. */
    static Path script(String program, Path folder) throws IOException {
        List<String> words = words(program);
        words.add(words.size() - 1, "-Dorg.supervisor.script=" + folder.resolve("run"));
        String line = words.stream().map(word -> "'" + word + "'").collect(Collectors.joining(" "));
        Path script = folder.resolve("run");
        Files.writeString(script, "#!/bin/sh\n_JAVA_SR_SIGNUM=40 exec " + line + " \"$@\"\n");
        Files.setPosixFilePermissions(script, PosixFilePermissions.fromString("rwxr-xr-x"));
        return script;
    }

    private DaemonProcess(
            List<String> through,
            String program,
            Path folder,
            List<String> arguments,
            Map<String, String> environment) {
        this(Stream.of(through, words(program), arguments).flatMap(List::stream).toList(), folder, environment);
    }

    private static List<String> words(String program) {
        return new ArrayList<>(List.of(
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
    }

    private DaemonProcess(List<String> words, Path folder, Map<String, String> environment) {
        this.folder = folder;
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
