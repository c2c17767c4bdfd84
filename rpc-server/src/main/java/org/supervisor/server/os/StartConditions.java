package org.supervisor.server.os;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.OptionalInt;

/**
 * What this process was started with, before it changed itself: children inherit that. It outlives execve(2), which keeps what
 * the process has made of itself.
 *
 * @param umask the file mode creation mask
 * @param openFiles the soft limit on open descriptors
 * @param oomScore the oom_score_adj of proc_pid_oom_score_adj(5); empty: it cannot be read
 */
public record StartConditions(int umask, long openFiles, OptionalInt oomScore) {
    private static final String NOTE = "start conditions";

    /** Those of a process that has not changed itself yet. */
    static StartConditions present() {
        int umask = SysStat.umask(0);
        SysStat.umask(umask);
        return new StartConditions(umask, Limits.openFiles(), OomScore.own());
    }

    /** Those that an earlier build has handed over; the present ones if there was none. Restores the mask. */
    public static StartConditions of(Handover handover) {
        StartConditions start = handover.note(NOTE).map(StartConditions::decode).orElseGet(StartConditions::present);
        SysStat.umask(start.umask);
        return start;
    }

    /** Hands them over. */
    public void handOver(Handover handover) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (DataOutputStream out = new DataOutputStream(bytes)) {
            out.writeInt(umask);
            out.writeLong(openFiles);
            out.writeBoolean(oomScore.isPresent());
            out.writeInt(oomScore.orElse(0));
        } catch (IOException impossible) {
            throw new UncheckedIOException(impossible);
        }
        handover.note(NOTE, bytes.toByteArray());
    }

    private static StartConditions decode(byte[] note) {
        try (DataInputStream in = new DataInputStream(new ByteArrayInputStream(note))) {
            int umask = in.readInt();
            long openFiles = in.readLong();
            boolean hasScore = in.readBoolean();
            int score = in.readInt();
            return new StartConditions(umask, openFiles, hasScore ? OptionalInt.of(score) : OptionalInt.empty());
        } catch (IOException torn) {
            throw new UncheckedIOException(torn);
        }
    }
}
