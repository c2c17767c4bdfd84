package org.supervisor.server;

import java.io.IOException;
import java.util.List;
import java.util.OptionalInt;
import org.supervisor.server.http.HandedSockets;
import org.supervisor.server.os.Handover;
import org.supervisor.server.os.OpenSockets;

/** The sockets of the HTTP servers among what is handed over. */
record ServerSockets(Handover handover) implements HandedSockets {
    @Override
    public OptionalInt one(String name) {
        return handover.descriptor(name);
    }

    @Override
    public List<Integer> all(String name) {
        return handover.descriptors(name);
    }

    @Override
    public void handOver(String name, int descriptor) {
        handover.moveSocket(name, descriptor);
    }

    @Override
    public List<Open> open() throws IOException {
        return OpenSockets.list().stream()
                .map(socket -> new Open(socket.descriptor(), socket.local(), socket.remote(), socket.isListening()))
                .toList();
    }

    @Override
    public void replace(int channels, int socket) {
        OpenSockets.replace(channels, socket);
    }
}
