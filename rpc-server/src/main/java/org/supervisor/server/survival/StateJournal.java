package org.supervisor.server.survival;

import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.zip.CRC32;
import org.supervisor.api.HistoryEntry;
import org.supervisor.server.os.Processes;
import org.supervisor.server.process.FailureReason;
import org.supervisor.server.process.NativeText;
import org.supervisor.server.process.ProcessName;
import org.supervisor.server.process.State;

/**
 * A file to which the state of each process is added whenever it has changed, so that it outlives this daemon, however that
 * ends. It need not outlive the machine, so nothing is ever synchronized with a disk. When the file has become large it is
 * written again with what still counts. A file that cannot be written is reported, and the daemon goes on. Any thread.
 *
 * <p>The file: a line with the version and the names of boot and pid namespace, then records: the length of the rest, its
 * CRC-32, one byte for the kind, and what {@link RecordCodec} makes of it.
 */
public final class StateJournal implements AutoCloseable {
    static final String VERSION = "supervisor-journal 3 ";
    private static final int HEAD_BYTES = 2 * Integer.BYTES;
    static final byte PROCESS = 'P';
    static final byte LAUNCHING = 'L';
    static final byte REMOVED = 'X';
    static final byte LEFTOVER = 'O';
    static final byte LEFTOVER_ENDED = 'E';
    static final byte ENTRY = 'H';

    /** A file smaller than this is left as it is. */
    private static final long SMALL_BYTES = 256 * 1024;

    private static final int GARBAGE_FACTOR = 4;

    private final Path path;
    private final Consumer<String> complain;
    private final Map<ProcessName, Long> launches = new HashMap<>();
    private final Supplier<JournalContent> everything;
    private Object file; // what the name leads to while nobody has removed it
    private FileChannel channel; // null: it cannot be written at present
    private long size;
    private long sizeWhenRewritten;
    private boolean fails;

    private StateJournal(Path path, Supplier<JournalContent> everything, Consumer<String> complain) {
        this.path = path;
        this.everything = everything;
        this.complain = complain;
    }

    /**
     * A new journal in the place of the one before.
     *
     * @param everything what is to stand in it now; asked at once, and on threads that {@link #write}
     * @param complain gets a sentence when it cannot be written
     */
    public static StateJournal create(
            StateDirectory directory, Supplier<JournalContent> everything, Consumer<String> complain) {
        StateJournal journal = new StateJournal(directory.journal(), everything, complain);
        journal.rewrite();
        return journal;
    }

    /**
     * What stands in the journal of the daemon before: nothing if there was none, or the machine was started again meanwhile.
     * A last record that is torn is left out. A file that is no journal of this version is moved aside and reported.
     */
    public static Memory read(StateDirectory directory, Consumer<String> complain) {
        Path path = directory.journal();
        if (!Files.exists(path, LinkOption.NOFOLLOW_LINKS)) {
            return Memory.NONE;
        }
        try {
            JournalReader reader = new JournalReader(path, header(directory.path()));
            Memory memory = reader.read();
            if (reader.damaged() > 0) {
                complain.accept("the journal of the supervisor before is damaged in " + reader.damaged()
                        + " place(s); what stood there is taken from earlier records, and a program whose only record"
                        + " it was is not known and may run twice: compare with the processes that run");
            }
            return memory;
        } catch (IOException | RuntimeException unreadable) {
            Path aside = path.resolveSibling(path.getFileName() + ".unreadable");
            complain.accept("the journal of the supervisor before cannot be used: " + FailureReason.of(unreadable)
                    + "; programs of it that still run are not known; the file is kept as " + aside);
            try {
                Files.move(path, aside, StandardCopyOption.REPLACE_EXISTING);
            } catch (IOException stays) {
                complain.accept("it could not be moved there: " + stays);
            }
            return Memory.NONE;
        }
    }

    /**
     * Why the journal in a folder could not be read by this build; empty: it could. Changes nothing.
     *
     * @param folder that of a {@link StateDirectory}, which another process may hold
     */
    public static Optional<String> objection(Path folder) {
        Path path = folder.resolve(StateDirectory.JOURNAL);
        try {
            if (Files.exists(path)) {
                new JournalReader(path, header(folder)).read();
            }
            return Optional.empty();
        } catch (IOException | RuntimeException unreadable) {
            return Optional.of(FailureReason.of(unreadable));
        }
    }

    /**
     * Pids and pipes of another boot, or of another container, mean nothing here. Nor does a copy of the folder: what it names may
     * belong to a supervisor that runs.
     */
    private static String header(Path folder) throws IOException {
        String namespace = NativeText.of(Files.readSymbolicLink(Path.of("/proc/self/ns/pid")));
        Map<String, Object> place = Files.readAttributes(folder, "unix:dev,ino");
        return VERSION + Processes.bootId() + " " + namespace + " " + place.get("dev") + ":" + place.get("ino") + "\n";
    }

    /** The state of a process has changed. */
    public void write(ProcessRecord process) {
        byte[] encoded = RecordCodec.encode(process);
        synchronized (this) {
            if (!isLaunching(process.remembered().state())) {
                launches.remove(process.name());
            }
            append(PROCESS, encoded);
            if (fails || isGone() || (size > SMALL_BYTES && size > GARBAGE_FACTOR * sizeWhenRewritten)) {
                rewrite();
            }
        }
    }

    /** Whether the next supervisor will find all that it has to know. Only on threads that {@link #write}. */
    public synchronized boolean isWhole() {
        if (fails || isGone()) {
            rewrite();
        }
        return !fails;
    }

    /** Whether somebody has removed the file that is written, or the folder, or has put another in its place. */
    private boolean isGone() {
        try {
            return !Files.readAttributes(path, BasicFileAttributes.class)
                    .fileKey()
                    .equals(file);
        } catch (IOException removed) {
            return true;
        }
    }

    /** Something has happened to a process. */
    public synchronized void happened(ProcessName name, HistoryEntry entry) {
        append(ENTRY, entry(name, entry));
    }

    /** A process of an earlier supervisor has ended that was not taken over. */
    public synchronized void leftoverEnded(ProcessName name) {
        append(LEFTOVER_ENDED, named(name));
    }

    /** Whether a launch is under way whose outcome nobody knows yet. */
    public static boolean isLaunching(State state) {
        return state instanceof State.Launching || state instanceof State.StopPending;
    }

    /** A process is about to be launched: the next thing that is known of it may be its process. */
    public synchronized void launching(ProcessName name, long stdoutPipe) {
        launches.put(name, stdoutPipe);
        append(LAUNCHING, launch(name, stdoutPipe));
    }

    /** There is no such process any more. */
    public synchronized void removed(ProcessName name) {
        launches.remove(name);
        append(REMOVED, named(name));
    }

    /** Writes nothing more; the file stays. */
    @Override
    public synchronized void close() {
        try {
            if (channel != null) {
                channel.close();
            }
        } catch (IOException lost) {
            // what was written is in the file
        }
        channel = null;
    }

    /** Nothing is left for another daemon. To be called when it is closed. */
    public void delete() {
        try {
            Files.deleteIfExists(path);
        } catch (IOException problem) {
            complain.accept("cannot remove " + path + ": " + FailureReason.of(problem));
        }
    }

    private static byte[] named(ProcessName name) {
        return bytes(out -> RecordCodec.name(out, name));
    }

    private static byte[] launch(ProcessName name, long stdoutPipe) {
        return bytes(out -> {
            RecordCodec.name(out, name);
            out.writeLong(stdoutPipe);
        });
    }

    private static byte[] entry(ProcessName name, HistoryEntry entry) {
        return bytes(out -> {
            RecordCodec.name(out, name);
            EntryCodec.write(out, entry);
        });
    }

    private interface Content {
        void writeTo(DataOutputStream out) throws IOException;
    }

    private static byte[] bytes(Content content) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(64);
        try (DataOutputStream out = new DataOutputStream(bytes)) {
            content.writeTo(out);
        } catch (IOException impossible) {
            throw new UncheckedIOException(impossible);
        }
        return bytes.toByteArray();
    }

    /** In one call, and always behind what is whole: a record that was written in part is written over by the next. */
    private void append(byte kind, byte[] content) {
        if (channel == null) {
            return;
        }
        try {
            ByteBuffer record = framed(kind, content);
            long at = size;
            while (record.hasRemaining()) {
                at += channel.write(record, at);
            }
            size = at;
        } catch (IOException problem) {
            failed(problem);
        }
    }

    static ByteBuffer framed(byte kind, byte[] content) {
        CRC32 sum = new CRC32();
        sum.update(kind);
        sum.update(content);
        return ByteBuffer.allocate(HEAD_BYTES + 1 + content.length)
                .putInt(content.length + 1)
                .putInt((int) sum.getValue())
                .put(kind)
                .put(content)
                .flip();
    }

    private void failed(IOException problem) {
        if (!fails) {
            complain.accept("cannot write " + path + ": " + FailureReason.of(problem)
                    + "; if the daemon ends without stopping them, programs will not be found again");
        }
        fails = true;
    }

    /** The old file stays until the new one is whole. */
    private void rewrite() {
        Path fresh = path.resolveSibling(path.getFileName() + ".new");
        try {
            FileChannel created = FileChannel.open(
                    fresh, StandardOpenOption.CREATE, StandardOpenOption.TRUNCATE_EXISTING, StandardOpenOption.WRITE);
            try {
                long written = writeFully(created, ByteBuffer.wrap(NativeText.bytes(header(path.getParent()))));
                for (ByteBuffer record : all()) {
                    written += writeFully(created, record);
                }
                Files.move(fresh, path, StandardCopyOption.ATOMIC_MOVE);
                file = Files.readAttributes(path, BasicFileAttributes.class).fileKey();
                replace(created, written);
            } catch (IOException | RuntimeException problem) {
                created.close();
                throw problem;
            }
        } catch (IOException problem) {
            failed(problem);
            sizeWhenRewritten = size; // not again before it has grown as much
        }
    }

    /** What still counts, framed. */
    private List<ByteBuffer> all() {
        JournalContent content = everything.get();
        List<ByteBuffer> records = new ArrayList<>();
        content.processes().forEach(process -> records.add(framed(PROCESS, RecordCodec.encode(process))));
        content.leftovers().forEach(leftover -> records.add(framed(LEFTOVER, RecordCodec.encode(leftover))));
        content.history()
                .forEach((name, oldestFirst) ->
                        oldestFirst.forEach(entry -> records.add(framed(ENTRY, entry(name, entry)))));
        launches.forEach((name, pipe) -> records.add(framed(LAUNCHING, launch(name, pipe))));
        return records;
    }

    private void replace(FileChannel created, long written) throws IOException {
        FileChannel old = channel;
        channel = created;
        size = written;
        sizeWhenRewritten = written;
        fails = false;
        if (old != null) {
            old.close();
        }
    }

    private static int writeFully(FileChannel channel, ByteBuffer bytes) throws IOException {
        int count = bytes.remaining();
        while (bytes.hasRemaining()) {
            channel.write(bytes);
        }
        return count;
    }
}
