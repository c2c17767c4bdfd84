package org.supervisor.server.http;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.channels.SocketChannel;
import java.util.HexFormat;
import java.util.Optional;
import jdk.net.ExtendedSocketOptions;
import org.eclipse.jetty.io.EndPoint;
import org.eclipse.jetty.server.ConnectionMetaData;
import org.eclipse.jetty.server.Request;
import org.supervisor.server.engine.Caller;

/** Finds the caller of a request. */
final class Callers {
    private static final int IPV4_BYTES = 4;
    private static final int NETWORK_BYTES = 8;

    private Callers() {}

    /**
     * The user who logged in, and the connection; of a UNIX socket also the owner of the other end.
     *
     * @param identity who has logged in
     * @see <a href="https://man7.org/linux/man-pages/man7/unix.7.html">unix(7), SO_PEERCRED</a>
     */
    static Caller of(Request request, Identity identity) {
        ConnectionMetaData connection = request.getConnectionMetaData();
        if (connection.getRemoteSocketAddress() instanceof InetSocketAddress remote) {
            return new Caller(
                    identity.login(),
                    new Caller.Via.Tcp(remote.getHostString(), remote.getPort()),
                    identity.rights(),
                    identity.proof());
        }
        return new Caller(
                identity.login(),
                new Caller.Via.Unix(connection.getConnector().getName(), peer(request)),
                identity.rights(),
                identity.proof());
    }

    /** Whence a request comes, without a port: an address, of IPv6 the network of 64 bits, or a user of this machine. */
    static String address(Request request) {
        if (!(request.getConnectionMetaData().getRemoteSocketAddress() instanceof InetSocketAddress remote)
                || remote.getAddress() == null) {
            return "the user " + peer(request).orElse("?");
        }
        byte[] bytes = remote.getAddress().getAddress();
        return bytes.length == IPV4_BYTES
                ? remote.getAddress().getHostAddress()
                : HexFormat.ofDelimiter(":").formatHex(bytes, 0, NETWORK_BYTES) + "::/64";
    }

    /** The user of the process at the other end of a UNIX socket, as the kernel knows it. */
    static Optional<String> peer(Request request) {
        return owner(channel(request.getConnectionMetaData().getConnection().getEndPoint()));
    }

    /** The channel of a connection, below TLS. */
    static Object channel(EndPoint endPoint) {
        Object transport = endPoint.getTransport();
        return transport instanceof EndPoint below ? channel(below) : transport;
    }

    private static Optional<String> owner(Object transport) {
        if (!(transport instanceof SocketChannel channel)) {
            return Optional.empty();
        }
        try {
            return Optional.of(
                    channel.getOption(ExtendedSocketOptions.SO_PEERCRED).user().getName());
        } catch (IOException | UnsupportedOperationException _) {
            return Optional.empty(); // the connection is gone already
        }
    }
}
