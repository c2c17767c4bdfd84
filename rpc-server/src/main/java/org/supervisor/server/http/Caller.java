package org.supervisor.server.http;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.channels.SocketChannel;
import java.util.Optional;
import jdk.net.ExtendedSocketOptions;
import org.eclipse.jetty.server.ConnectionMetaData;
import org.eclipse.jetty.server.Request;

/** Who has sent a request, in words for people. */
final class Caller {
    private Caller() {}

    /**
     * Names the user who logged in, or on a UNIX socket the owner of the other end, and the connection.
     *
     * @param user who has logged in, if one has to
     * @see <a href="https://man7.org/linux/man-pages/man7/unix.7.html">unix(7), SO_PEERCRED</a>
     */
    static String of(Request request, Optional<String> user) {
        ConnectionMetaData connection = request.getConnectionMetaData();
        if (connection.getRemoteSocketAddress() instanceof InetSocketAddress remote) {
            return user.orElse("a client without login") + " over " + remote.getHostString() + ":" + remote.getPort();
        }
        Optional<String> owner = owner(connection.getConnection().getEndPoint().getTransport());
        String socket = " over the UNIX socket " + connection.getConnector().getName();
        if (user.isPresent()) {
            return user.get() + owner.map(name -> " (" + name + ")").orElse("") + socket;
        }
        return owner.orElse("an unknown user") + socket;
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
