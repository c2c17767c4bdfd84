package org.supervisor.server.output;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Optional;
import java.util.Set;
import java.util.function.LongConsumer;
import org.supervisor.server.process.SymbolicLinks;

/**
 * Reads parts of log files for people. Offsets and lengths count bytes; bytes that are not UTF-8, such as half a
 * character at an edge, become U+FFFD. Blocks while it reads; any thread.
 */
public final class LogReader {
    /** More than this is never read at once: the daemon must not grow with its logs. */
    public static final int MAX_BYTES = 16 << 20;

    private static final int MOST_TRIES = 100;

    private LogReader() {}

    /** The requested part is larger than {@link #MAX_BYTES}. */
    public static final class TooLongException extends IOException {
        private static final long serialVersionUID = 1;

        TooLongException(long length) {
            super(length + " bytes are more than one answer can hold; ask for " + MAX_BYTES + " or fewer at a time");
        }
    }

    /**
     * The end of a log.
     *
     * @param text at most as many bytes as were requested
     * @param size of the whole log
     * @param overflow whether the log is longer than what was requested
     */
    public record Tail(String text, long size, boolean overflow) {}

    /**
     * Reads from the middle of a log, or from its end.
     *
     * @param offset the first byte; if negative, that many bytes from the end, and length must be 0
     * @param length how many bytes at most, 0 or more; 0: up to the end
     * @return empty if the log ends before the offset
     * @throws IllegalArgumentException if offset and length do not go together
     * @throws IOException if there is no such file, or it cannot be read
     */
    public static String read(Path log, long offset, long length) throws IOException {
        return read(log, offset, length, _ -> {});
    }

    /**
     * The same.
     *
     * @param room is given the number of bytes before they are read; an exception of it ends the reading
     */
    public static String read(Path log, long offset, long length, LongConsumer room) throws IOException {
        if (length < 0 || (offset < 0 && length != 0)) {
            throw new IllegalArgumentException("offset " + offset + " with length " + length);
        }
        long size = size(log);
        long from = offset < 0 ? Math.max(0, size + offset) : Math.min(offset, size);
        long rest = size - from;
        return part(log, from, length == 0 ? rest : Math.min(length, rest), room);
    }

    /**
     * Reads the end of a log, with supervisord's rules: if the log goes beyond offset and length, it is the last bytes,
     * {@code length} of them, and not those at the offset.
     *
     * @param offset where the caller stopped reading the last time
     * @param length how many bytes at most
     * @throws IOException if there is no such file, or it cannot be read
     */
    public static Tail tail(Path log, long offset, long length) throws IOException {
        return tail(log, offset, length, _ -> {});
    }

    /**
     * The same.
     *
     * @param room is given the number of bytes before they are read; an exception of it ends the reading
     */
    public static Tail tail(Path log, long offset, long length, LongConsumer room) throws IOException {
        long size = size(log);
        long wanted = Math.clamp(length, 0, size + 1);
        long start = Math.clamp(offset, -size - 1, size + 1);
        boolean overflow = size > start + wanted;
        long from = overflow ? size - 1 : start;
        long count = from > size - 1 ? 0 : wanted;
        if (from + count > size) {
            from = size - count;
        }
        from = Math.clamp(from, 0, size);
        String text = part(log, from, Math.clamp(count, 0, size - from), room);
        return new Tail(text, size, overflow);
    }

    /**
     * The last bytes of a log, taken from its backups too if it was rotated lately.
     *
     * @param bytes how many at most, 0 to {@link #MAX_BYTES}
     * @throws IOException if there is no such file, or it cannot be read
     */
    public static String last(Path log, long bytes) throws IOException {
        if (bytes > MAX_BYTES) {
            throw new TooLongException(bytes);
        }
        size(log);
        for (int tries = 0; tries < MOST_TRIES; tries++) {
            LogChain chain = LogChain.of(log);
            Optional<ByteBuffer> text = last(chain, (int) Math.max(0, bytes));
            if (text.isPresent() && chain.isStillSo()) {
                return new String(
                        text.get().array(), text.get().position(), text.get().remaining(), StandardCharsets.UTF_8);
            }
        }
        return read(log, -Math.max(1, bytes), 0); // it is rotated all the time
    }

    /** Filled from the back; empty if a file was moved meanwhile. */
    private static Optional<ByteBuffer> last(LogChain chain, int bytes) throws IOException {
        ByteBuffer all = ByteBuffer.allocate(bytes);
        int start = bytes;
        for (LogChain.Place place : chain.places()) {
            if (start == 0 || !Files.isRegularFile(place.path())) {
                break;
            }
            Optional<LogChain.Opened> opened = LogChain.open(place);
            if (opened.isEmpty()) {
                return Optional.empty();
            }
            try (FileChannel channel = opened.get().channel()) {
                long size = channel.size();
                int count = (int) Math.min(start, size);
                start -= count;
                ByteBuffer part = all.slice(start, count);
                while (part.hasRemaining() && channel.read(part, size - part.remaining()) > 0) {
                    // a file that is cut while it is read leaves zeros, which makes us read again
                }
                if (part.hasRemaining()) {
                    return Optional.empty();
                }
            }
        }
        return Optional.of(all.position(start));
    }

    /** The size of a log; of a device such as {@code /dev/null}, which keeps nothing, it is 0. */
    private static long size(Path log) throws IOException {
        BasicFileAttributes attributes = Files.readAttributes(log, BasicFileAttributes.class);
        if (attributes.isDirectory()) {
            throw new IOException(log + " is a directory, expected a log file");
        }
        return attributes.isRegularFile() ? attributes.size() : 0;
    }

    private static String part(Path log, long from, long length, LongConsumer room) throws IOException {
        if (length == 0) {
            return "";
        }
        if (length > MAX_BYTES) {
            throw new TooLongException(length);
        }
        room.accept(length);
        try (FileChannel channel = SymbolicLinks.open(log, Set.of(StandardOpenOption.READ))) {
            ByteBuffer bytes = ByteBuffer.allocate((int) length);
            while (bytes.hasRemaining() && channel.read(bytes, from + bytes.position()) > 0) {
                // a file may be cut while we read it: what was read is the answer
            }
            return new String(bytes.array(), 0, bytes.position(), StandardCharsets.UTF_8);
        }
    }
}
