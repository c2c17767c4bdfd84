package org.supervisor.server.http;

import java.io.IOException;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.util.function.Consumer;
import jdk.net.ExtendedSocketOptions;
import org.eclipse.jetty.io.EndPoint;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.util.BufferUtil;
import org.eclipse.jetty.util.Callback;

/**
 * Notices that the client of an endless answer has gone. While a request is being answered Jetty does not watch the
 * connection, and an answer with nothing to send would never find out. What the client sends meanwhile is discarded.
 * Its silence is no reason to close the connection: it may listen for days. That its machine has gone, which sends nothing
 * to report it, the kernel finds out.
 *
 * @see <a href="https://man7.org/linux/man-pages/man7/tcp.7.html">tcp(7), TCP_KEEPIDLE</a>
 */
final class DisconnectWatch {
    private static final int BUFFER_BYTES = 1024;
    private static final int SILENT_SECONDS = 60;
    private static final int SECONDS_BETWEEN_PROBES = 10;
    private static final int PROBES = 6;

    private final EndPoint client;
    private final Consumer<Throwable> onGone;

    private DisconnectWatch(EndPoint client, Consumer<Throwable> onGone) {
        this.client = client;
        this.onGone = onGone;
    }

    /** Begins to watch; reports once, by any thread. */
    static void watch(Request request, Consumer<Throwable> onGone) {
        if (request.getConnectionMetaData().getConnection()
                instanceof LenientConnections.LenientConnection connection) {
            connection.endless();
        }
        EndPoint client = request.getConnectionMetaData().getConnection().getEndPoint();
        client.setIdleTimeout(0);
        if (Callers.channel(client) instanceof SocketChannel channel) {
            probe(channel);
        }
        new DisconnectWatch(client, onGone).await();
    }

    /** Lets the kernel ask the other machine whether it is still there, and break the connection if it is not. */
    private static void probe(SocketChannel channel) {
        if (!channel.supportedOptions().contains(ExtendedSocketOptions.TCP_KEEPIDLE)) {
            return; // a UNIX socket
        }
        try {
            channel.setOption(ExtendedSocketOptions.TCP_KEEPIDLE, SILENT_SECONDS);
            channel.setOption(ExtendedSocketOptions.TCP_KEEPINTERVAL, SECONDS_BETWEEN_PROBES);
            channel.setOption(ExtendedSocketOptions.TCP_KEEPCOUNT, PROBES);
            channel.setOption(StandardSocketOptions.SO_KEEPALIVE, true);
        } catch (IOException e) {
            // it is gone already, as the watch will find
        }
    }

    private void await() {
        client.tryFillInterested(Callback.from(this::hear, onGone));
    }

    private void hear() {
        ByteBuffer heard = BufferUtil.allocate(BUFFER_BYTES);
        try {
            int count;
            do {
                BufferUtil.clear(heard);
                count = client.fill(heard);
            } while (count > 0);
            if (count < 0) {
                onGone.accept(new IOException("the client has gone"));
            } else {
                await();
            }
        } catch (IOException e) {
            onGone.accept(e);
        }
    }
}
