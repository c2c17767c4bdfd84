package org.supervisor.server.output;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.Map;
import java.util.Optional;

/**
 * Reads a log while it grows, and through its rotations: each file to its end, then the next, in the order in which
 * they were written, however many rotations there were since the last look. Data is missed only if it is rotated out of
 * the last backup before it was read, or if a log without backups is emptied. Blocks while it reads; one thread at a
 * time.
 */
public final class FollowedLog implements AutoCloseable {
    private static final int MOST_TRIES = 1000;

    private final Path log;
    private LogChain.Opened current;
    private Map<Object, FileTime> older;
    private long position;

    private FollowedLog(Path log, LogChain.Opened current, Map<Object, FileTime> older) {
        this.log = log;
        this.current = current;
        this.older = older;
    }

    /**
     * Begins near the end.
     *
     * @param last how many bytes before the end, at most; never more than the present file has
     * @throws IOException if there is no such file, or it cannot be read
     */
    public static FollowedLog open(Path log, long last) throws IOException {
        for (int tries = 0; tries < MOST_TRIES; tries++) {
            LogChain chain = LogChain.of(log);
            if (!chain.places().isEmpty() && chain.places().getFirst().path().equals(log)) {
                Optional<LogChain.Opened> newest = LogChain.open(chain.places().getFirst());
                if (newest.isPresent()) {
                    FollowedLog followed = new FollowedLog(
                            log, newest.get(), chain.upTo(newest.get().key()));
                    followed.position = Math.max(0, newest.get().channel().size() - last);
                    return followed;
                }
            }
        }
        throw new NoSuchFileException(log.toString());
    }

    /**
     * Reads on; empty if there is nothing new yet. To be called again after the log has changed.
     *
     * @param most how many bytes, at least 1
     * @throws IOException if it cannot be read
     */
    public ByteBuffer read(int most) throws IOException {
        ByteBuffer bytes = readCurrent(most);
        while (!bytes.hasRemaining()) {
            Optional<LogChain.Opened> next = successor();
            if (next.isEmpty()) {
                return bytes;
            }
            bytes = readCurrent(most); // what was added just before the rotation
            if (bytes.hasRemaining()) {
                next.get().channel().close();
                return bytes;
            }
            current.channel().close();
            current = next.get();
            position = 0;
            bytes = readCurrent(most);
        }
        return bytes;
    }

    private ByteBuffer readCurrent(int most) throws IOException {
        FileChannel channel = current.channel();
        long size = channel.size();
        if (size < position) {
            position = 0; // emptied in place
        }
        ByteBuffer bytes = ByteBuffer.allocate(Math.clamp(size - position, 0, most));
        position += Math.max(0, channel.read(bytes, position));
        return bytes.flip();
    }

    private Optional<LogChain.Opened> successor() throws IOException {
        for (int tries = 0; tries < MOST_TRIES; tries++) {
            if (LogChain.key(log).equals(Optional.of(current.key()))) {
                return Optional.empty();
            }
            LogChain chain = LogChain.of(log);
            Optional<LogChain.Place> place = chain.successor(current.key(), older);
            Optional<LogChain.Opened> opened = place.isEmpty() ? Optional.empty() : LogChain.open(place.get());
            if (chain.isStillSo()) {
                opened.ifPresent(next -> older = chain.upTo(next.key()));
                return opened;
            }
            if (opened.isPresent()) {
                opened.get().channel().close();
            }
        }
        return Optional.empty(); // it is rotated all the time, so we shall be called again
    }

    @Override
    public void close() throws IOException {
        current.channel().close();
    }
}
