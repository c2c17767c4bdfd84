package org.supervisor.server.output;

import java.nio.ByteBuffer;

/** Passes on copies, in the scratch buffer for filters, so that filters after it may change the text. */
final class CopyFilter extends Filter {
    private final LogFiles files;

    CopyFilter(LogFiles files, Stage next) {
        super(next);
        this.files = files;
    }

    @Override
    public void accept(ByteBuffer chunk) {
        int end = chunk.limit();
        while (chunk.position() < end) {
            chunk.limit(Math.min(end, chunk.position() + Rotation.ONE_READ));
            next.accept(files.filterScratch().put(chunk).flip());
            chunk.limit(end);
        }
    }
}
