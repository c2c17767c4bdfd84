package org.supervisor.server.output;

import java.nio.ByteBuffer;

/** Copies text to the main log while its level shows child output. */
final class CopyTap implements Stage {
    private final ChildStream source;
    private final Taps taps;

    CopyTap(ChildStream source, Taps taps) {
        this.source = source;
        this.taps = taps;
    }

    @Override
    public void accept(ByteBuffer text) {
        if (taps.wantsCopies()) {
            taps.copy(source.name(), source.stream(), Bytes.copy(text));
        }
    }
}
