package org.supervisor.server.output;

import java.nio.ByteBuffer;

/** Publishes the text as events, in the chunks in which it comes. */
final class EventTap implements Stage {
    private static final int LARGEST_EVENT = 131_072;

    private final ChildStream source;
    private final Taps taps;

    EventTap(ChildStream source, Taps taps) {
        this.source = source;
        this.taps = taps;
    }

    @Override
    public void accept(ByteBuffer text) {
        while (text.hasRemaining()) {
            byte[] data = new byte[Math.min(text.remaining(), LARGEST_EVENT)];
            text.get(data);
            taps.log(source.name(), source.pid(), source.stream(), data);
        }
    }
}
