package org.supervisor.server.output;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Set;

/**
 * A file to which output is moved from its pipe and from which it is read then: what has left the pipe is in the file, whenever
 * this process is killed. It is emptied before it gets large. Loop's thread.
 */
final class StagingFile implements AutoCloseable {
    /** How much is moved at once. */
    static final int MOST_BYTES = 256 * 1024;

    private static final long LARGE_BYTES = 256 * 1024;
    private static final Set<StandardOpenOption> OPTIONS =
            Set.of(StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE);

    private final Path path;
    private final FileChannel channel;
    private final ByteBuffer memory = ByteBuffer.allocateDirect(MOST_BYTES);
    private PipeHead.Target target = PipeHead.Target.NONE;
    private long size;

    private StagingFile(Path path, FileChannel channel) throws IOException {
        this.path = path;
        this.channel = channel;
        this.size = channel.size();
    }

    /** Opens it, and creates it if it is not there. */
    static StagingFile open(Path path) throws IOException {
        FileChannel channel = FileChannel.open(path, OPTIONS);
        try {
            return new StagingFile(path, channel);
        } catch (IOException e) {
            channel.close();
            throw e;
        }
    }

    /** How much is in it. */
    long size() {
        return size;
    }

    /** Empties it if that is due. What is in it must not be needed any more. */
    void trim() throws IOException {
        if (size >= LARGE_BYTES) {
            channel.truncate(0);
            size = 0;
        }
    }

    /**
     * Moves bytes here from the head of a pipe.
     *
     * @return how many; 0 at the end of the data, or if it takes none now; or {@link PipeHead#EMPTY}
     * @throws IOException nothing can be moved here, now or later
     */
    int move(PipeHead head) throws IOException {
        if (target.descriptor() < 0) {
            target = head.open(path);
        }
        int count = target.descriptor() < 0 ? PipeHead.REFUSED : head.move(target, MOST_BYTES);
        if (count == PipeHead.REFUSED) {
            throw new IOException("nothing can be moved there from a pipe");
        }
        size += Math.max(0, count);
        return count;
    }

    /** What is behind this place, valid until the next call. */
    ByteBuffer read(long from) throws IOException {
        memory.clear().limit(Math.clamp(size - from, 0, MOST_BYTES));
        while (memory.hasRemaining() && channel.read(memory, from + memory.position()) > 0) {
            // goes on
        }
        return memory.flip();
    }

    @Override
    public void close() throws IOException {
        target.close();
        channel.close();
    }
}
