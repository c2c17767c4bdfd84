package org.supervisor.server.audit;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Optional;

/**
 * The end of a file.
 *
 * @param chain as of its last whole line, if there is one
 * @param rest what follows that line: part of a line, or what somebody else has written; without a last line end
 * @param endsLine whether the file is empty or ends with a line end
 */
record Tail(Optional<Chain> chain, String rest, boolean endsLine) {
    /** Longer than any line of ours. */
    private static final int MOST_BYTES = 64 << 10;

    /**
     * Reads it.
     *
     * @throws java.nio.file.NoSuchFileException there is no such file
     */
    static Tail read(Path path) throws IOException {
        try (FileChannel file = FileChannel.open(path, StandardOpenOption.READ)) {
            return of(file);
        }
    }

    /** Reads it from a file that stays open. */
    static Tail of(FileChannel file) throws IOException {
        ByteBuffer bytes = ByteBuffer.allocate((int) Math.min(MOST_BYTES, file.size()));
        long begin = file.size() - bytes.capacity();
        while (bytes.hasRemaining() && file.read(bytes, begin + bytes.position()) >= 0) {
            // goes on
        }
        return of(new String(bytes.array(), 0, bytes.position(), StandardCharsets.ISO_8859_1));
    }

    private static Tail of(String text) {
        boolean endsLine = text.isEmpty() || text.endsWith("\n");
        int end = text.length() - (text.endsWith("\n") ? 1 : 0);
        int lineEnd = text.endsWith("\n") ? end : text.lastIndexOf('\n');
        while (lineEnd >= 0) {
            int begin = lineEnd == 0 ? 0 : text.lastIndexOf('\n', lineEnd - 1) + 1;
            Optional<Chain> chain = Chain.of(text.substring(begin, lineEnd));
            if (chain.isPresent()) {
                return new Tail(chain, text.substring(Math.min(lineEnd + 1, end), end), endsLine);
            }
            lineEnd = begin - 1;
        }
        return new Tail(Optional.empty(), text.substring(0, end), endsLine);
    }
}
