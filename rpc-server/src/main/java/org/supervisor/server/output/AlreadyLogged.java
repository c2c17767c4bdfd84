package org.supervisor.server.output;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.util.Optional;

/**
 * What a log has got already of a batch that is logged once more. What is found there is compared, so it does not matter whether
 * somebody else has added to the log, has emptied it or moved it away meanwhile.
 */
final class AlreadyLogged implements AutoCloseable {
    /** The batch is logged for the first time. */
    static final AlreadyLogged NOTHING = new AlreadyLogged(0, null, 0, true);

    private final FileChannel found; // null: the log has nothing, or is gone
    private long before; // bytes that are in older files
    private long at;
    private boolean isOver; // there is no more of it

    private AlreadyLogged(long before, FileChannel found, long at, boolean isOver) {
        this.before = before;
        this.found = found;
        this.at = at;
        this.isOver = isOver;
    }

    /** Looks for the batch in its log, and in the file that the log was then, if that has been rotated. */
    static AlreadyLogged of(Batch batch, Path log) throws IOException {
        for (LogChain.Place place : LogChain.of(log).places()) {
            if (place.key().toString().equals(batch.position().file())) {
                Optional<LogChain.Opened> opened = LogChain.open(place);
                if (opened.isPresent()) {
                    return new AlreadyLogged(
                            batch.done(),
                            opened.get().channel(),
                            batch.position().size(),
                            false);
                }
            }
        }
        return new AlreadyLogged(batch.done(), null, 0, false);
    }

    /** Whether the rest is to be logged. */
    boolean isOver() {
        return isOver;
    }

    /** Moves the position over what is there. */
    void skip(ByteBuffer bytes) throws IOException {
        int older = (int) Math.min(before, bytes.remaining());
        before -= older;
        bytes.position(bytes.position() + older);
        if (bytes.hasRemaining()) {
            skipEqual(bytes);
        }
    }

    private void skipEqual(ByteBuffer bytes) throws IOException {
        if (found == null) {
            isOver = true;
            return;
        }
        ByteBuffer there = ByteBuffer.allocate(bytes.remaining());
        while (there.hasRemaining() && found.read(there, at + there.position()) > 0) {
            // goes on
        }
        there.flip();
        int mismatch = there.mismatch(bytes);
        int equal = mismatch < 0 ? bytes.remaining() : mismatch;
        at += equal;
        isOver = equal < bytes.remaining();
        bytes.position(bytes.position() + equal);
    }

    @Override
    public void close() throws IOException {
        if (found != null) {
            found.close();
        }
    }
}
