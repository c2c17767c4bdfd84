package org.supervisor.server.http;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

/**
 * Sends bytes as they are and collects what comes back. Reads block; a test that waits forever is ended by its timeout.
 */
final class RawClient implements AutoCloseable {
    private final SocketChannel channel;
    private final StringBuilder heard = new StringBuilder();

    private RawClient(SocketChannel channel) {
        this.channel = channel;
    }

    static RawClient tcp(int port) throws IOException {
        return connect(SocketChannel.open(), new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
    }

    static RawClient unix(Path file) throws IOException {
        return connect(SocketChannel.open(StandardProtocolFamily.UNIX), UnixDomainSocketAddress.of(file));
    }

    private static RawClient connect(SocketChannel channel, SocketAddress address) throws IOException {
        try {
            channel.connect(address);
            return new RawClient(channel);
        } catch (IOException e) {
            channel.close();
            throw e;
        }
    }

    RawClient send(String text) throws IOException {
        ByteBuffer bytes = ByteBuffer.wrap(text.getBytes(StandardCharsets.ISO_8859_1));
        while (bytes.hasRemaining()) {
            channel.write(bytes);
        }
        return this;
    }

    /** Closes its side: the server reads the end. */
    RawClient sendNoMore() throws IOException {
        channel.shutdownOutput();
        return this;
    }

    /** The port that TCP has given it. */
    int localPort() throws IOException {
        return ((InetSocketAddress) channel.getLocalAddress()).getPort();
    }

    /** Everything until this text has been received. */
    String readUntil(String expected) throws IOException {
        while (heard.indexOf(expected) < 0) {
            if (!more()) {
                throw new IOException("the server closed before it said '" + expected + "', but after: " + heard);
            }
        }
        return heard.toString();
    }

    /** Everything until the server closes. */
    String readAll() throws IOException {
        while (more()) {
            // the condition does it
        }
        return heard.toString();
    }

    /** Discards what has been received so far. */
    void forget() {
        heard.setLength(0);
    }

    private boolean more() throws IOException {
        ByteBuffer bytes = ByteBuffer.allocate(8192);
        int count;
        try {
            count = channel.read(bytes);
        } catch (java.net.SocketException e) {
            // a reset is the end as well
            return false;
        }
        heard.append(StandardCharsets.ISO_8859_1.decode(bytes.flip()));
        return count >= 0;
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }
}
