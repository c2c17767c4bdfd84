package org.supervisor.server.survival;

import java.io.BufferedInputStream;
import java.io.ByteArrayInputStream;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.nio.file.Files;
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
import org.supervisor.server.process.ProcessName;

/** Reads a journal from its begin to the first record that is not whole. */
record JournalReader(Path path, String header) {
    private static final int LONGEST_RECORD = 1024 * 1024;

    Memory read() throws IOException {
        Collected collected = new Collected();
        try (DataInputStream in = new DataInputStream(new BufferedInputStream(Files.newInputStream(path)))) {
            if (!startsHere(in)) {
                return Memory.NONE;
            }
            for (Optional<byte[]> next = next(in); next.isPresent(); next = next(in)) {
                collected.add(next.get());
            }
        }
        return collected.memory(Files.getLastModifiedTime(path).toInstant());
    }

    private boolean startsHere(DataInputStream in) throws IOException {
        StringBuilder line = new StringBuilder();
        for (int next = in.read(); next >= 0 && next != '\n' && line.length() < LONGEST_RECORD; next = in.read()) {
            line.append((char) next);
        }
        if (line.indexOf(StateJournal.VERSION) != 0) {
            throw new IOException(path + " begins with '"
                    + line.substring(0, Math.min(line.length(), StateJournal.VERSION.length())) + "', expected '"
                    + StateJournal.VERSION.strip()
                    + "': another version has written it");
        }
        return header.contentEquals(line.append('\n'));
    }

    private Optional<byte[]> next(DataInputStream in) throws IOException {
        try {
            int length = in.readInt();
            int sum = in.readInt();
            if (length < 1 || length > LONGEST_RECORD) {
                return Optional.empty();
            }
            byte[] record = new byte[length];
            in.readFully(record);
            CRC32 found = new CRC32();
            found.update(record);
            return (int) found.getValue() == sum ? Optional.of(record) : Optional.empty();
        } catch (EOFException end) {
            return Optional.empty();
        }
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
