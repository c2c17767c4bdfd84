package org.supervisor.server.survival;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import org.supervisor.api.HistoryEntry;
import org.supervisor.api.ProcessState;

/** Turns what happened to a process into bytes and back. */
final class EntryCodec {
    private EntryCodec() {}

    static void write(DataOutputStream out, HistoryEntry entry) throws IOException {
        RecordCodec.instant(out, entry.when());
        out.writeInt(entry.from().code());
        out.writeInt(entry.to().code());
        RecordCodec.text(out, entry.cause());
        RecordCodec.text(out, entry.stdout());
        RecordCodec.text(out, entry.stderr());
    }

    /** @throws IOException the bytes end too early */
    static HistoryEntry read(DataInputStream in) throws IOException {
        return new HistoryEntry(
                RecordCodec.instant(in),
                ProcessState.of(in.readInt()),
                ProcessState.of(in.readInt()),
                in.readUTF(),
                in.readUTF(),
                in.readUTF());
    }
}
