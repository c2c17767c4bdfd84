package org.supervisor.server.survival;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.supervisor.api.LogStream;
import org.supervisor.api.Signal;
import org.supervisor.server.process.ExitStatus;
import org.supervisor.server.process.Goal;
import org.supervisor.server.process.History;
import org.supervisor.server.process.NativeText;
import org.supervisor.server.process.ProcessName;
import org.supervisor.server.process.Remembered;
import org.supervisor.server.process.StartOrigin;
import org.supervisor.server.process.State;
import org.supervisor.server.process.StopOrigin;
import org.supervisor.server.process.StopRule;
import org.supervisor.server.process.StopSequence;

/** Turns a {@link ProcessRecord} into bytes and back. The bytes are for this version of the journal alone. */
final class RecordCodec {
    private static final int LONGEST_TEXT = 4096;

    private RecordCodec() {}

    /** In place of the fingerprint of a process whose child was launched with a specification before that. */
    private static final long OUTDATED = -1;

    static byte[] encode(ProcessRecord process) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(256);
        try (DataOutputStream out = new DataOutputStream(bytes)) {
            name(out, process.name());
            out.writeBoolean(process.isBound());
            out.writeLong(process.remembered().isOutdated() ? OUTDATED : process.fingerprint());
            stop(out, process.stop());
            logs(out, process.autoLogs());
            Remembered remembered = process.remembered();
            StateCodec.write(out, remembered.state());
            goal(out, remembered.goal());
            history(out, remembered.history());
            out.writeInt(remembered.earlyExits());
            out.writeLong(remembered.launchedAtNanos());
            out.writeBoolean(remembered.isRestarting());
            sequence(out, process.sequence());
        } catch (IOException impossible) {
            throw new UncheckedIOException(impossible);
        }
        return bytes.toByteArray();
    }

    /** @throws IOException the bytes are no record of this version */
    static ProcessRecord decode(byte[] bytes) throws IOException {
        DataInputStream in = new DataInputStream(new ByteArrayInputStream(bytes));
        ProcessName name = name(in);
        boolean isBound = in.readBoolean();
        long fingerprint = in.readLong();
        StopRule stop = stop(in);
        Map<LogStream, Path> logs = logs(in);
        State state = StateCodec.read(in);
        Goal goal = goal(in);
        History history = history(in);
        Remembered remembered = new Remembered(
                state, goal, history, in.readInt(), in.readLong(), fingerprint == OUTDATED, in.readBoolean());
        return new ProcessRecord(name, isBound, fingerprint, stop, sequence(in, stop.attempts()), logs, remembered);
    }

    static void name(DataOutputStream out, ProcessName name) throws IOException {
        text(out, name.group());
        text(out, name.process());
    }

    static ProcessName name(DataInputStream in) throws IOException {
        return new ProcessName(in.readUTF(), in.readUTF());
    }

    static void text(DataOutputStream out, String text) throws IOException {
        out.writeUTF(text.length() > LONGEST_TEXT ? text.substring(0, LONGEST_TEXT) : text);
    }

    private static void stop(DataOutputStream out, StopRule stop) throws IOException {
        out.writeByte(stop.signal().number());
        out.writeInt(stop.attempts());
        out.writeLong(stop.grace().toMillis());
        out.writeBoolean(stop.asGroup());
        out.writeBoolean(stop.killsGroup());
        out.writeBoolean(stop.killsRemaining());
    }

    private static StopRule stop(DataInputStream in) throws IOException {
        return new StopRule(
                new Signal(in.readUnsignedByte()),
                Math.max(1, in.readInt()),
                Duration.ofMillis(in.readLong()),
                in.readBoolean(),
                in.readBoolean(),
                in.readBoolean());
    }

    private static void sequence(DataOutputStream out, Optional<StopSequence> sequence) throws IOException {
        if (sequence.isPresent()) {
            for (StopSequence.Step step : sequence.get().steps()) {
                out.writeByte(step.signal().number());
                out.writeLong(step.grace().toMillis());
            }
        }
    }

    /** Builds of the same version that did not know it have written nothing here. */
    private static Optional<StopSequence> sequence(DataInputStream in, int count) throws IOException {
        if (in.available() == 0) {
            return Optional.empty();
        }
        List<StopSequence.Step> steps = new ArrayList<>();
        for (int left = count; left > 0; left--) {
            steps.add(new StopSequence.Step(new Signal(in.readUnsignedByte()), Duration.ofMillis(in.readLong())));
        }
        return Optional.of(new StopSequence(steps));
    }

    private static void logs(DataOutputStream out, Map<LogStream, Path> logs) throws IOException {
        out.writeByte(logs.size());
        for (Map.Entry<LogStream, Path> log : logs.entrySet()) {
            out.writeUTF(log.getKey().word());
            out.writeUTF(NativeText.of(log.getValue()));
        }
    }

    private static Map<LogStream, Path> logs(DataInputStream in) throws IOException {
        Map<LogStream, Path> logs = new EnumMap<>(LogStream.class);
        for (int left = in.readByte(); left > 0; left--) {
            LogStream stream = in.readUTF().equals(LogStream.STDOUT.word()) ? LogStream.STDOUT : LogStream.STDERR;
            logs.put(stream, NativeText.path(in.readUTF()));
        }
        return logs;
    }

    private static void goal(DataOutputStream out, Goal goal) throws IOException {
        switch (goal) {
            case Goal.Up(StartOrigin by, Instant since) -> {
                origin(out, by);
                instant(out, since);
            }
            case Goal.Down(StopOrigin by, Instant since) -> {
                switch (by) {
                    case StopOrigin.NeverStarted _ -> out.writeByte('n');
                    case StopOrigin.Request(String who) -> {
                        out.writeByte('d');
                        text(out, who);
                    }
                }
                instant(out, since);
            }
        }
    }

    private static void origin(DataOutputStream out, StartOrigin by) throws IOException {
        switch (by) {
            case StartOrigin.Autostart _ -> out.writeByte('a');
            case StartOrigin.GroupAdded(String who) -> {
                out.writeByte('g');
                text(out, who);
            }
            case StartOrigin.Request(String who, boolean ignoresDependencies) -> {
                out.writeByte('r');
                text(out, who);
                out.writeBoolean(ignoresDependencies);
            }
            case StartOrigin.Due _ -> out.writeByte('t');
            case StartOrigin.Needed(String dependent, String who) -> {
                out.writeByte('w');
                text(out, dependent);
                text(out, who);
            }
            case StartOrigin.WantedBefore(StartOrigin before) -> origin(out, before);
        }
    }

    private static Goal goal(DataInputStream in) throws IOException {
        byte kind = in.readByte();
        return switch (kind) {
            case 'a' -> new Goal.Up(new StartOrigin.Autostart(), instant(in));
            case 'g' -> new Goal.Up(new StartOrigin.GroupAdded(in.readUTF()), instant(in));
            case 'r' -> new Goal.Up(new StartOrigin.Request(in.readUTF(), in.readBoolean()), instant(in));
            case 't' -> new Goal.Up(new StartOrigin.Due(), instant(in));
            case 'w' -> new Goal.Up(new StartOrigin.Needed(in.readUTF(), in.readUTF()), instant(in));
            case 'n' -> new Goal.Down(new StopOrigin.NeverStarted(), instant(in));
            case 'd' -> new Goal.Down(new StopOrigin.Request(in.readUTF()), instant(in));
            default -> throw unknown("goal", kind);
        };
    }

    private static void history(DataOutputStream out, History history) throws IOException {
        optional(out, history.started());
        optional(out, history.stopped());
        out.writeBoolean(history.exit().isPresent());
        if (history.exit().isPresent()) {
            StateCodec.status(out, history.exit().get());
        }
        text(out, history.spawnError());
    }

    private static History history(DataInputStream in) throws IOException {
        Optional<Instant> started = optional(in);
        Optional<Instant> stopped = optional(in);
        Optional<ExitStatus> exit = in.readBoolean() ? Optional.of(StateCodec.status(in)) : Optional.empty();
        return new History(started, stopped, exit, in.readUTF());
    }

    private static void optional(DataOutputStream out, Optional<Instant> instant) throws IOException {
        out.writeBoolean(instant.isPresent());
        if (instant.isPresent()) {
            instant(out, instant.get());
        }
    }

    private static Optional<Instant> optional(DataInputStream in) throws IOException {
        return in.readBoolean() ? Optional.of(instant(in)) : Optional.empty();
    }

    static void instant(DataOutputStream out, Instant instant) throws IOException {
        out.writeLong(instant.getEpochSecond());
        out.writeInt(instant.getNano());
    }

    static Instant instant(DataInputStream in) throws IOException {
        return Instant.ofEpochSecond(in.readLong(), in.readInt());
    }

    static IOException unknown(String what, byte kind) {
        return new IOException("there is no " + what + " '" + (char) kind + "'");
    }
}
