package org.supervisor.server.http;

import java.io.IOException;
import java.nio.channels.SocketChannel;
import java.util.HashSet;
import java.util.Set;

/**
 * The connections that were accepted. Jetty forgets one that comes while it stops: neither answered nor closed, its client
 * would wait for ever. Any thread.
 */
final class OpenConnections {
    private static final int FEW = 64;

    private final Set<SocketChannel> channels = new HashSet<>();
    private int tidyAt = FEW;
    private boolean closed;

    /** Remembers a connection; closes it if it comes too late. */
    synchronized void add(SocketChannel channel) throws IOException {
        if (closed) {
            channel.close();
            return;
        }
        channels.add(channel);
        if (channels.size() > tidyAt) {
            channels.removeIf(known -> !known.isOpen());
            tidyAt = Math.max(FEW, 2 * channels.size());
        }
    }

    /** Closes what is still open, now and later. */
    synchronized void close() throws IOException {
        closed = true;
        for (SocketChannel channel : channels) {
            channel.close();
        }
        channels.clear();
    }
}
