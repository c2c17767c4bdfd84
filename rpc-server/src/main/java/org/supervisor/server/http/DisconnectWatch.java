package org.supervisor.server.http;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.function.Consumer;
import org.eclipse.jetty.io.EndPoint;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.util.BufferUtil;
import org.eclipse.jetty.util.Callback;

/**
 * Notices that the client of an endless answer has gone. While a request is being answered Jetty does not watch the
 * connection, and an answer with nothing to send would never find out. What the client sends meanwhile is discarded.
 * Its silence is no reason to close the connection: it may listen for days.
 */
final class DisconnectWatch {
    private static final int BUFFER_BYTES = 1024;

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
        new DisconnectWatch(client, onGone).await();
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
