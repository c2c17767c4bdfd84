package org.supervisor.server.survival;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.time.Duration;
import org.supervisor.api.Signal;
import org.supervisor.server.os.ChildIdentity;
import org.supervisor.server.process.Child;
import org.supervisor.server.process.ExitStatus;
import org.supervisor.server.process.Readiness;
import org.supervisor.server.process.State;

/** The states of a process as bytes of a record. */
final class StateCodec {
    private StateCodec() {}

    static void write(DataOutputStream out, State state) throws IOException {
        switch (state) {
            case State.Stopped _ -> out.writeByte('s');
            case State.Exited(ExitStatus status, boolean expected) -> {
                out.writeByte('e');
                status(out, status);
                out.writeBoolean(expected);
            }
            case State.Fatal(String reason) -> {
                out.writeByte('f');
                RecordCodec.text(out, reason);
            }
            case State.Held(String reason, int attempt, boolean isStuck) -> {
                out.writeByte('h');
                RecordCodec.text(out, reason);
                out.writeInt(attempt);
                out.writeBoolean(isStuck);
            }
            case State.Launching(int attempt, long since) -> {
                out.writeByte('l');
                out.writeInt(attempt);
                out.writeLong(since);
            }
            case State.StopPending _ -> out.writeByte('p');
            case State.Starting s -> {
                out.writeByte('S');
                child(out, s.child());
                out.writeInt(s.attempt());
                out.writeLong(s.sinceNanos());
                out.writeLong(s.upAtNanos());
                readiness(out, s.readiness());
            }
            case State.Running(Child child) -> {
                out.writeByte('R');
                child(out, child);
            }
            case State.Stopping(Child child, int sent, long graceEnds) -> {
                out.writeByte('T');
                child(out, child);
                out.writeInt(sent);
                out.writeLong(graceEnds);
            }
            case State.Killing(Child child, long again) -> {
                out.writeByte('K');
                child(out, child);
                out.writeLong(again);
            }
            case State.Unsignallable(Child child) -> {
                out.writeByte('U');
                child(out, child);
            }
            case State.Backoff(int failures, long retryAt, String reason) -> {
                out.writeByte('b');
                out.writeInt(failures);
                out.writeLong(retryAt);
                RecordCodec.text(out, reason);
            }
            case State.RestartDelay d -> {
                out.writeByte('d');
                status(out, d.status());
                out.writeBoolean(d.expected());
                out.writeInt(d.earlyExits());
                out.writeLong(d.pause().toNanos());
                out.writeLong(d.restartAtNanos());
            }
        }
    }

    static State read(DataInputStream in) throws IOException {
        byte kind = in.readByte();
        return switch (kind) {
            case 's' -> new State.Stopped();
            case 'e' -> new State.Exited(status(in), in.readBoolean());
            case 'f' -> new State.Fatal(in.readUTF());
            case 'h' -> new State.Held(in.readUTF(), in.readInt(), in.readBoolean());
            case 'l' -> new State.Launching(in.readInt(), in.readLong());
            case 'p' -> new State.StopPending();
            case 'S' -> new State.Starting(child(in), in.readInt(), in.readLong(), in.readLong(), readiness(in));
            case 'R' -> new State.Running(child(in));
            case 'T' -> new State.Stopping(child(in), in.readInt(), in.readLong());
            case 'K' -> new State.Killing(child(in), in.readLong());
            case 'U' -> new State.Unsignallable(child(in));
            case 'b' -> new State.Backoff(in.readInt(), in.readLong(), in.readUTF());
            case 'd' ->
                new State.RestartDelay(
                        status(in), in.readBoolean(), in.readInt(), Duration.ofNanos(in.readLong()), in.readLong());
            default -> throw RecordCodec.unknown("state", kind);
        };
    }

    private static void readiness(DataOutputStream out, Readiness readiness) throws IOException {
        switch (readiness) {
            case Readiness.Ready _ -> out.writeByte('r');
            case Readiness.Awaited(long until) -> {
                out.writeByte('a');
                out.writeLong(until);
            }
            case Readiness.Missed(long again) -> {
                out.writeByte('m');
                out.writeLong(again);
            }
        }
    }

    private static Readiness readiness(DataInputStream in) throws IOException {
        byte kind = in.readByte();
        return switch (kind) {
            case 'r' -> Readiness.READY;
            case 'a' -> new Readiness.Awaited(in.readLong());
            case 'm' -> new Readiness.Missed(in.readLong());
            default -> throw RecordCodec.unknown("readiness", kind);
        };
    }

    private static void child(DataOutputStream out, Child child) throws IOException {
        if (!(child instanceof RecordedChild(ChildIdentity identity))) {
            throw new IllegalArgumentException("a record holds a recorded child, not " + child);
        }
        out.writeInt(identity.pid());
        out.writeLong(identity.number());
        out.writeLong(identity.stdoutPipe());
        out.writeLong(identity.stderrPipe());
    }

    private static Child child(DataInputStream in) throws IOException {
        return new RecordedChild(new ChildIdentity(in.readInt(), in.readLong(), in.readLong(), in.readLong()));
    }

    static void status(DataOutputStream out, ExitStatus status) throws IOException {
        switch (status) {
            case ExitStatus.Code(int code) -> {
                out.writeByte('c');
                out.writeInt(code);
            }
            case ExitStatus.Killed(Signal by, boolean dumpedCore) -> {
                out.writeByte('k');
                out.writeByte(by.number());
                out.writeBoolean(dumpedCore);
            }
            case ExitStatus.Lost _ -> out.writeByte('l');
        }
    }

    static ExitStatus status(DataInputStream in) throws IOException {
        byte kind = in.readByte();
        return switch (kind) {
            case 'c' -> new ExitStatus.Code(in.readInt());
            case 'k' -> new ExitStatus.Killed(new Signal(in.readUnsignedByte()), in.readBoolean());
            case 'l' -> new ExitStatus.Lost();
            default -> throw RecordCodec.unknown("exit status", kind);
        };
    }
}
