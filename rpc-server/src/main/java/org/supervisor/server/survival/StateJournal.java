package org.supervisor.server.survival;

import java.io.BufferedInputStream;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.zip.CRC32;
import org.supervisor.server.os.Processes;
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
    private static final String VERSION = "supervisor-journal 1 ";
    private static final int HEAD_BYTES = 2 * Integer.BYTES;
    private static final int LONGEST_RECORD = 1024 * 1024;
    private static final byte PROCESS = 'P';
    private static final byte LAUNCHING = 'L';
    private static final byte REMOVED = 'X';

    /** A file smaller than this is left as it is. */
    private static final long SMALL_BYTES = 256 * 1024;

    private static final int GARBAGE_FACTOR = 4;

    private final Path path;
    private final Consumer<String> complain;
    private final Map<ProcessName, Long> launches = new HashMap<>();
    private final Supplier<List<ProcessRecord>> everything;
    private FileChannel channel; // null: it cannot be written at present
    private long size;
    private long sizeWhenRewritten;
    private boolean fails;

    private StateJournal(Path path, Supplier<List<ProcessRecord>> everything, Consumer<String> complain) {
        this.path = path;
        this.everything = everything;
        this.complain = complain;
    }

    /**
     * A new journal in the place of the one before.
     *
     * @param everything the present state of all processes; asked now, and on threads that {@link #write}
     * @param complain gets a sentence when it cannot be written
     */
    public static StateJournal create(
            StateDirectory directory, Supplier<List<ProcessRecord>> everything, Consumer<String> complain) {
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
        if (!Files.exists(path)) {
            return Memory.NONE;
        }
        try {
            return new JournalReader(path, header()).read();
        } catch (IOException unreadable) {
            Path aside = path.resolveSibling(path.getFileName() + ".unreadable");
            complain.accept("the journal of the supervisor before cannot be used: " + unreadable.getMessage()
                    + "; programs of it that still run are not known; the file is kept as " + aside);
            try {
                Files.move(path, aside, StandardCopyOption.REPLACE_EXISTING);
            } catch (IOException stays) {
                complain.accept("it could not be moved there: " + stays);
            }
            return Memory.NONE;
        }
    }

    /** Pids and pipes of another boot, or of another container, mean nothing here. */
    static String header() throws IOException {
        String namespace = NativeText.of(Files.readSymbolicLink(Path.of("/proc/self/ns/pid")));
        return VERSION + Processes.bootId() + " " + namespace + "\n";
    }

    /** The state of a process has changed. */
    public void write(ProcessRecord process) {
        byte[] encoded = RecordCodec.encode(process);
        synchronized (this) {
            if (!isLaunching(process.remembered().state())) {
                launches.remove(process.name());
            }
            append(PROCESS, encoded);
            if (size > SMALL_BYTES && size > GARBAGE_FACTOR * sizeWhenRewritten) {
                rewrite();
            }
        }
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
            complain.accept("cannot remove " + path + ": " + problem.getMessage());
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
            fails = false;
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
            complain.accept("cannot write " + path + ": " + problem.getMessage()
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
                long written = created.write(ByteBuffer.wrap(NativeText.bytes(header())));
                for (ProcessRecord process : everything.get()) {
                    written += writeFully(created, framed(PROCESS, RecordCodec.encode(process)));
                }
                for (Map.Entry<ProcessName, Long> launch : launches.entrySet()) {
                    written += writeFully(created, framed(LAUNCHING, launch(launch.getKey(), launch.getValue())));
                }
                Files.move(fresh, path, StandardCopyOption.ATOMIC_MOVE);
                replace(created, written);
            } catch (IOException problem) {
                created.close();
                throw problem;
            }
        } catch (IOException problem) {
            failed(problem);
            sizeWhenRewritten = size; // not again before it has grown as much
        }
    }

    private void replace(FileChannel created, long written) throws IOException {
        FileChannel old = channel;
        channel = created;
        size = written;
        sizeWhenRewritten = written;
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

    /** Reads a journal from its begin to the first record that is not whole. */
    private record JournalReader(Path path, String header) {
        Memory read() throws IOException {
            Map<ProcessName, ProcessRecord> processes = new HashMap<>();
            Map<ProcessName, Long> launches = new HashMap<>();
            try (DataInputStream in = new DataInputStream(new BufferedInputStream(Files.newInputStream(path)))) {
                if (!startsHere(in)) {
                    return Memory.NONE;
                }
                for (Optional<byte[]> next = next(in); next.isPresent(); next = next(in)) {
                    apply(next.get(), processes, launches);
                }
            }
            return new Memory(
                    processes,
                    launches,
                    Optional.of(Files.getLastModifiedTime(path).toInstant()));
        }

        private boolean startsHere(DataInputStream in) throws IOException {
            StringBuilder line = new StringBuilder();
            for (int next = in.read(); next >= 0 && next != '\n' && line.length() < LONGEST_RECORD; next = in.read()) {
                line.append((char) next);
            }
            if (line.indexOf(VERSION) != 0) {
                throw new IOException(path + " begins with '"
                        + line.substring(0, Math.min(line.length(), VERSION.length())) + "', expected '"
                        + VERSION.strip()
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

        private static void apply(
                byte[] record, Map<ProcessName, ProcessRecord> processes, Map<ProcessName, Long> launches)
                throws IOException {
            byte[] content = Arrays.copyOfRange(record, 1, record.length);
            DataInputStream in = new DataInputStream(new ByteArrayInputStream(content));
            switch (record[0]) {
                case PROCESS -> {
                    ProcessRecord process = RecordCodec.decode(content);
                    processes.put(process.name(), process);
                    if (!isLaunching(process.remembered().state())) {
                        launches.remove(process.name());
                    }
                }
                case LAUNCHING -> launches.put(RecordCodec.name(in), in.readLong());
                case REMOVED -> {
                    ProcessName name = RecordCodec.name(in);
                    processes.remove(name);
                    launches.remove(name);
                }
                default -> throw new IOException("a record of kind " + record[0] + " is not of this version");
            }
        }
    }
}
