package org.supervisor.server.survival;

import java.io.ByteArrayInputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.zip.CRC32;
import org.supervisor.api.HistoryEntry;
import org.supervisor.server.process.NativeText;
import org.supervisor.server.process.ProcessName;

/** Reads a journal. Confined to one thread. */
final class JournalReader {
    private static final int LONGEST_RECORD = 1024 * 1024;
    private static final int HEAD_BYTES = 2 * Integer.BYTES;

    private final Path path;
    private final String header;
    private int damaged;

    /** @param header what it begins with if it is of this boot and place */
    JournalReader(Path path, String header) {
        this.path = path;
        this.header = header;
    }

    /**
     * What it holds. The last record may be torn, for its daemon was killed; where one before it is damaged, reading goes on with
     * the next that is whole.
     *
     * @throws IOException it cannot be read, or another version has written it
     */
    Memory read() throws IOException {
        if (!Files.isRegularFile(path, LinkOption.NOFOLLOW_LINKS)) {
            throw new IOException(path + " is no regular file");
        }
        byte[] all = Files.readAllBytes(path);
        int at = beginning(all);
        if (at < 0) {
            return Memory.NONE;
        }
        Collected collected = new Collected();
        while (at < all.length) {
            int next = wholeRecord(all, at);
            if (next < 0) {
                break; // the last one is torn
            }
            damaged += next == at ? 0 : 1;
            int length = ByteBuffer.wrap(all, next, Integer.BYTES).getInt();
            collected.add(Arrays.copyOfRange(all, next + HEAD_BYTES, next + HEAD_BYTES + length));
            at = next + HEAD_BYTES + length;
        }
        return collected.memory(Files.getLastModifiedTime(path).toInstant());
    }

    /** In how many places it was damaged. */
    int damaged() {
        return damaged;
    }

    /** Where the first whole record begins, from some place on; below 0: there is none. */
    private static int wholeRecord(byte[] all, int from) {
        for (int at = from; at + HEAD_BYTES < all.length; at++) {
            ByteBuffer head = ByteBuffer.wrap(all, at, HEAD_BYTES);
            int length = head.getInt();
            int sum = head.getInt();
            if (length >= 1 && length <= LONGEST_RECORD && length <= all.length - at - HEAD_BYTES) {
                CRC32 found = new CRC32();
                found.update(all, at + HEAD_BYTES, length);
                if ((int) found.getValue() == sum) {
                    return at;
                }
            }
        }
        return -1;
    }

    /** Where the records begin; below 0: what they say means nothing here. */
    private int beginning(byte[] all) throws IOException {
        byte[] version = NativeText.bytes(StateJournal.VERSION);
        if (Arrays.mismatch(all, version) < version.length && Arrays.mismatch(all, version) >= 0) {
            throw new IOException(path + " begins with '"
                    + new String(all, 0, Math.min(all.length, version.length), StandardCharsets.US_ASCII)
                    + "', expected '" + StateJournal.VERSION.strip() + "': another version has written it");
        }
        byte[] expected = NativeText.bytes(header);
        int mismatch = Arrays.mismatch(all, expected);
        return mismatch < 0 || mismatch >= expected.length ? expected.length : -1;
    }

    /** What still counts of the records so far. */
    private static final class Collected {
        private final Map<ProcessName, ProcessRecord> processes = new HashMap<>();
        private final Map<ProcessName, ProcessRecord> leftovers = new HashMap<>();
        private final Map<ProcessName, Long> launches = new HashMap<>();
        private final Map<ProcessName, List<HistoryEntry>> history = new HashMap<>();

        void add(byte[] record) throws IOException {
            byte[] content = Arrays.copyOfRange(record, 1, record.length);
            DataInputStream in = new DataInputStream(new ByteArrayInputStream(content));
            switch (record[0]) {
                case StateJournal.PROCESS -> {
                    ProcessRecord process = RecordCodec.decode(content);
                    processes.put(process.name(), process);
                    if (!StateJournal.isLaunching(process.remembered().state())) {
                        launches.remove(process.name());
                    }
                }
                case StateJournal.LAUNCHING -> launches.put(RecordCodec.name(in), in.readLong());
                case StateJournal.REMOVED -> {
                    ProcessName name = RecordCodec.name(in);
                    processes.remove(name);
                    launches.remove(name);
                    history.remove(name);
                }
                case StateJournal.LEFTOVER -> {
                    ProcessRecord leftover = RecordCodec.decode(content);
                    leftovers.put(leftover.name(), leftover);
                }
                case StateJournal.LEFTOVER_ENDED -> leftovers.remove(RecordCodec.name(in));
                case StateJournal.ENTRY ->
                    history.computeIfAbsent(RecordCodec.name(in), _ -> new ArrayList<>())
                            .add(EntryCodec.read(in));
                default -> throw new IOException("a record of kind " + record[0] + " is not of this version");
            }
        }

        Memory memory(Instant lastNote) {
            return new Memory(processes, leftovers, launches, history, Optional.of(lastNote));
        }
    }
}
