package org.supervisor.server.http;

import java.io.IOException;
import java.nio.channels.SocketChannel;
import java.util.HashSet;
import java.util.Set;

/**
 * The connections that were accepted. Jetty drops one that comes while it stops: neither answered nor closed, its
 * client would wait forever. Any thread.
 */
final class OpenConnections {
    private static final int FEW = 64;

    private final Set<SocketChannel> channels = new HashSet<>();
    private int purgeAt = FEW;
    private boolean closed;

    /** Adds a connection; closes it if it comes too late. */
    synchronized void add(SocketChannel channel) throws IOException {
        if (closed) {
            channel.close();
            return;
        }
        channels.add(channel);
        if (channels.size() > purgeAt) {
            channels.removeIf(known -> !known.isOpen());
            purgeAt = Math.max(FEW, 2 * channels.size());
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
