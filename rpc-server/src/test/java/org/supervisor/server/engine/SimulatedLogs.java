package org.supervisor.server.engine;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.supervisor.api.LogStream;
import org.supervisor.server.output.SimulatedDevices;
import org.supervisor.server.process.OutputSpec;
import org.supervisor.server.process.ProcessSpec;
import org.supervisor.server.process.ProgramSpec;
import org.supervisor.server.process.StreamSpec;

/** What must stand in logs in the end: all that has left a pipe, once and in order; and all that was written has left it. */
final class SimulatedLogs {
    private static final Pattern GRANDCHILD = Pattern.compile("grandchild of \\d+");
    private static final Pattern BEFORE_LINE =
            Pattern.compile("^(\\[[0-9/]+ [0-9:]+]\\[[^]]*] (info|error): |[0-9T:.+-]+ \\S+ (stdout|stderr) \\|"
                    + " |\\{\"time\":.*?,\"line\":\")");
    private static final Pattern AFTER_LINE = Pattern.compile("(\\\\|\",\"goesOn\":true}|\"})$");

    private final SimulatedKernel kernel;
    private final SimulatedDevices devices;
    private final boolean hasCrashed;

    /** @param hasCrashed whether some bytes may be lost: those for devices, and what listeners have answered */
    SimulatedLogs(SimulatedKernel kernel, SimulatedDevices devices, boolean hasCrashed) {
        this.kernel = kernel;
        this.devices = devices;
        this.hasCrashed = hasCrashed;
    }

    void compare(List<ProgramSpec> programs) {
        for (ProgramSpec program : programs) {
            boolean isListener = program.kind() instanceof ProgramSpec.Kind.Listener;
            for (ProcessSpec process : program.processes()) {
                OutputSpec output = process.output();
                if (!isListener || !hasCrashed) {
                    compare(process, LogStream.STDOUT, output.stdout());
                }
                if (!output.redirectsStderr()) {
                    compare(process, LogStream.STDERR, output.stderr());
                }
            }
        }
    }

    private void compare(ProcessSpec process, LogStream stream, StreamSpec spec) {
        String name = process.name().group() + ":" + process.name().process() + " " + stream.word();
        Optional<Path> log =
                SimulatedPrograms.wholeLog(spec).filter(path -> !hasCrashed || !SimulatedDevices.isDevice(path));
        Optional<byte[]> read = kernel.descriptors.read(name);
        if (log.isPresent() && read.isPresent()) {
            boolean isRaw = process.output().format() == OutputSpec.Format.RAW;
            String logged = new String(content(log.get()), StandardCharsets.ISO_8859_1);
            String expected = new String(read.get(), StandardCharsets.ISO_8859_1);
            if (isRaw) {
                compare(name, logged, expected);
            } else {
                String lines = unformatted(logged);
                String text = expected.replace("\n", "");
                compare(
                        name,
                        GRANDCHILD.matcher(lines).replaceAll(""),
                        GRANDCHILD.matcher(text).replaceAll(""));
                compare(name, grandchildren(lines), grandchildren(text));
            }
        }
    }

    /** The lines of a grandchild may come within the line of a later process: that one waits for its end. */
    private static String grandchildren(String text) {
        return GRANDCHILD.matcher(text).results().map(MatchResult::group).collect(Collectors.joining(" "));
    }

    private static void compare(String name, String logged, String expected) {
        if (!logged.equals(expected)) {
            int at = 0;
            while (at < Math.min(logged.length(), expected.length()) && logged.charAt(at) == expected.charAt(at)) {
                at++;
            }
            throw new AssertionError("the log of " + name + " is not what was read: " + logged.length() + " bytes, "
                    + expected.length() + " read; from " + at + " on it has '" + excerpt(logged, at)
                    + "', expected '" + excerpt(expected, at) + "'");
        }
    }

    private static String excerpt(String text, int at) {
        return text.substring(at, Math.min(text.length(), at + 120));
    }

    /** The text of all lines, joined: where one ends is another matter. */
    private static String unformatted(String logged) {
        StringBuilder text = new StringBuilder();
        logged.lines()
                .forEach(line -> text.append(AFTER_LINE
                        .matcher(BEFORE_LINE.matcher(line).replaceFirst(""))
                        .replaceFirst("")));
        return text.toString();
    }

    /** What a child has written that was to outlive the daemon is read in the end, but for what its descendants have written. */
    void requireAllRead() {
        for (SimulatedChild child : kernel.processes.held()) {
            boolean isEmpty = child.out.size() == 0 && child.err.size() == 0;
            if (!isEmpty && !child.isAlive() && !child.hadGrandchild) {
                throw new AssertionError(
                        "never read: " + child.out.size() + " and " + child.err.size() + " bytes of " + child);
            }
        }
    }

    private byte[] content(Path path) {
        try {
            return SimulatedDevices.isDevice(path) ? devices.content(path) : Files.readAllBytes(path);
        } catch (IOException missing) {
            throw new UncheckedIOException(missing);
        }
    }
}
