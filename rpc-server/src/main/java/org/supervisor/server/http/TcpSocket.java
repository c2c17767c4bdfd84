package org.supervisor.server.http;

import java.io.IOException;
import java.net.Inet4Address;
import java.net.InetSocketAddress;
import java.net.StandardProtocolFamily;
import java.net.StandardSocketOptions;
import java.net.UnknownHostException;
import java.nio.channels.ServerSocketChannel;

/** A socket that listens on TCP: on IPv4 only, unless an IPv6 address is given; {@code [::]} means both. */
final class TcpSocket {
    /** As many connections may wait to be accepted as the system allows: it cuts this to {@code net.core.somaxconn}. */
    static final int BACKLOG = Integer.MAX_VALUE;

    private static final String ANY = "0.0.0.0";

    private TcpSocket() {}

    /**
     * Listens.
     *
     * @param host a name or an address; empty: all addresses of IPv4
     */
    static ServerSocketChannel listen(String host, int port) throws IOException {
        InetSocketAddress address = new InetSocketAddress(host.isEmpty() ? ANY : host, port);
        if (address.isUnresolved()) {
            throw new UnknownHostException("the name " + host + " cannot be resolved");
        }
        ServerSocketChannel channel = address.getAddress() instanceof Inet4Address
                ? ServerSocketChannel.open(StandardProtocolFamily.INET)
                : ServerSocketChannel.open();
        try {
            channel.setOption(StandardSocketOptions.SO_REUSEADDR, true);
            return channel.bind(address, BACKLOG);
        } catch (IOException e) {
            channel.close();
            throw e;
        }
    }
}
