package org.supervisor.server.http;

import java.io.IOException;
import java.net.SocketAddress;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/** Sockets that an earlier build of the daemon in this process has handed over, or the next one is to have; by descriptor. */
public interface HandedSockets {
    /** Nothing is handed over. */
    HandedSockets NONE = new HandedSockets() {
        @Override
        public OptionalInt one(String name) {
            return OptionalInt.empty();
        }

        @Override
        public List<Integer> all(String name) {
            return List.of();
        }

        @Override
        public void handOver(String name, int descriptor) {
            throw new UnsupportedOperationException("there is no other build");
        }

        @Override
        public List<Open> open() {
            return List.of();
        }

        @Override
        public void replace(int channels, int socket) {
            throw new UnsupportedOperationException("there is no other build");
        }
    };

    /**
     * An open socket of this process.
     *
     * @param local the address that it is bound to, or that its listening socket is; empty: none
     * @param remote the other end's; empty: it has no name, or the socket is not connected
     */
    record Open(int descriptor, Optional<SocketAddress> local, Optional<SocketAddress> remote, boolean isListening) {
        /** Whether it listens on this address. */
        boolean listensOn(SocketAddress address) {
            return isListening && local.filter(address::equals).isPresent();
        }
    }

    /** Claims a socket of this name. */
    OptionalInt one(String name);

    /** Claims all sockets of this name. */
    List<Integer> all(String name);

    /**
     * Hands over a socket, and leaves nothing behind its descriptor: whatever is done with that now does not reach the other
     * end.
     */
    void handOver(String name, int descriptor);

    /** All sockets of this process, with the descriptors that the JDK's channels do not reveal. */
    List<Open> open() throws IOException;

    /**
     * Puts a socket behind the descriptor of a channel, in the place of the one that the channel has opened, which is closed.
     * The channel must be in blocking mode, and must not be in use yet.
     *
     * @param socket ours; its descriptor is closed
     */
    void replace(int channels, int socket);
}
