package org.supervisor.server.os;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import org.supervisor.server.process.NativeText;

/**
 * What a process hands to the program that it becomes by execve(2): open descriptors and notes, each under a name. The list
 * itself is in a file without a name, whose descriptor stands in an environment variable. Each thing is claimed once; what
 * nobody has claimed is closed in the end. Confined to one thread at a time.
 */
public final class Handover implements AutoCloseable {
    /** The environment variable: our pid, a colon, a descriptor. */
    public static final String VARIABLE = "SUPERVISOR_RPC_HANDOVER";

    /** What its list begins with; a build that knows it can take over from this one. */
    public static final String FORMAT = "supervisor handover 1";

    private static final int STANDARD_ERROR = 2;

    private final Map<String, Deque<Integer>> descriptors = new HashMap<>();
    private final Map<String, byte[]> notes = new HashMap<>();

    /**
     * What this process was handed; empty if it was started in another way.
     *
     * @param environment its variables
     * @throws OsException there is something, but of another version
     */
    public static Handover received(Map<String, String> environment) {
        Handover received = new Handover();
        OptionalInt list = list(environment.getOrDefault(VARIABLE, ""));
        if (list.isPresent()) {
            try {
                received.read(Files.readAllBytes(Path.of("/proc/self/fd/" + list.getAsInt())));
            } catch (IOException unreadable) {
                throw new OsException("cannot read what the build before has handed over", Errno.EINVAL);
            } finally {
                Descriptors.close(list.getAsInt());
            }
        }
        return received;
    }

    /** The variable means something to one process only: a child that has inherited it has not been handed anything. */
    private static OptionalInt list(String value) {
        String prefix = Unistd.getpid() + ":";
        try {
            return value.startsWith(prefix)
                    ? OptionalInt.of(Integer.parseInt(value.substring(prefix.length())))
                    : OptionalInt.empty();
        } catch (NumberFormatException foreign) {
            return OptionalInt.empty();
        }
    }

    private void read(byte[] list) throws IOException {
        DataInputStream in = new DataInputStream(new ByteArrayInputStream(list));
        if (!in.readUTF().equals(FORMAT)) {
            throw new IOException("another version has written it");
        }
        for (int left = in.readInt(); left > 0; left--) {
            String name = in.readUTF();
            int descriptor = in.readInt();
            Fcntl.closeOnExec(descriptor);
            add(name, descriptor);
        }
        for (int left = in.readInt(); left > 0; left--) {
            String name = in.readUTF();
            byte[] note = new byte[in.readInt()];
            in.readFully(note);
            notes.put(name, note);
        }
    }

    private void add(String name, int descriptor) {
        descriptors.computeIfAbsent(name, _ -> new ArrayDeque<>()).add(descriptor);
    }

    /** Hands over what a descriptor leads to. The descriptor itself stays with the caller, who may close it. */
    public void add(String name, OptionalInt descriptor) {
        descriptor.ifPresent(
                fd -> add(name, OsException.check(Fcntl.duplicate(fd), "cannot duplicate descriptor " + fd)));
    }

    /**
     * Hands over a socket, and leaves nothing behind its descriptor: whatever is done with that now does not reach the other
     * end.
     */
    public void moveSocket(String name, int descriptor) {
        int nothing =
                OsException.check(Fcntl.open("/dev/null", Fcntl.O_RDWR | Fcntl.O_CLOEXEC), "cannot open /dev/null");
        add(name, OptionalInt.of(descriptor));
        Unistd.dupOnce(nothing, descriptor);
        Descriptors.close(nothing);
    }

    /** Hands over some bytes. */
    public void note(String name, byte[] content) {
        notes.put(name, content);
    }

    /** Claims a descriptor of this name; the caller closes it. */
    public OptionalInt descriptor(String name) {
        Deque<Integer> left = descriptors.getOrDefault(name, new ArrayDeque<>());
        return left.isEmpty() ? OptionalInt.empty() : OptionalInt.of(left.removeFirst());
    }

    /** The names of all descriptors that nobody has claimed. */
    public Set<String> names() {
        return Set.copyOf(descriptors.keySet());
    }

    /** Claims all descriptors of this name; the caller closes them. */
    public List<Integer> descriptors(String name) {
        Deque<Integer> all = descriptors.remove(name);
        return all == null ? List.of() : new ArrayList<>(all);
    }

    /** Claims a note. */
    public Optional<byte[]> note(String name) {
        return Optional.ofNullable(notes.remove(name));
    }

    /** Whether there is nothing in it that was not claimed. */
    public boolean isEmpty() {
        return notes.isEmpty() && descriptors.values().stream().allMatch(Deque::isEmpty);
    }

    /**
     * The list of all this, for the time until execve(2), over which it stays open as all in it does.
     *
     * @param file its descriptor
     */
    public record Listed(int file) implements AutoCloseable {
        /** The value of {@link #VARIABLE}. */
        public String value() {
            return Unistd.getpid() + ":" + file;
        }

        @Override
        public void close() {
            Descriptors.close(file);
        }
    }

    /** Writes the list. */
    public Listed list() {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (DataOutputStream out = new DataOutputStream(bytes)) {
            writeTo(out);
        } catch (IOException impossible) {
            throw new UncheckedIOException(impossible);
        }
        int file = OsException.check(Unistd.anonymousFile("handover"), "cannot create a file in memory");
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment content = arena.allocateFrom(ValueLayout.JAVA_BYTE, bytes.toByteArray());
            for (long at = 0; at < content.byteSize(); ) {
                long count = Unistd.write(file, content.address() + at, content.byteSize() - at);
                at += OsException.check((int) count, "cannot write to a file in memory");
            }
        }
        keepOnly(file);
        return new Listed(file);
    }

    /** The JDK opens most of its descriptors without close-on-exec: each upgrade would leave a hundred open. */
    private void keepOnly(int list) {
        try (DirectoryStream<Path> open = Files.newDirectoryStream(Path.of("/proc/self/fd"))) {
            for (Path descriptor : open) {
                int fd = Integer.parseInt(NativeText.of(descriptor.getFileName()));
                if (fd > STANDARD_ERROR) {
                    Fcntl.closeOnExec(fd);
                }
            }
        } catch (IOException noProc) {
            throw new UncheckedIOException(noProc);
        }
        descriptors.values().forEach(kept -> kept.forEach(Fcntl::keepOnExec));
        Fcntl.keepOnExec(list);
    }

    private void writeTo(DataOutputStream out) throws IOException {
        out.writeUTF(FORMAT);
        out.writeInt(descriptors.values().stream().mapToInt(Deque::size).sum());
        for (Map.Entry<String, Deque<Integer>> entry : descriptors.entrySet()) {
            for (int descriptor : entry.getValue()) {
                out.writeUTF(entry.getKey());
                out.writeInt(descriptor);
            }
        }
        out.writeInt(notes.size());
        for (Map.Entry<String, byte[]> entry : notes.entrySet()) {
            out.writeUTF(entry.getKey());
            out.writeInt(entry.getValue().length);
            out.write(entry.getValue());
        }
    }

    /** Closes what nobody has claimed. */
    @Override
    public void close() {
        descriptors.values().forEach(left -> left.forEach(Descriptors::close));
        descriptors.clear();
        notes.clear();
    }
}
