package org.supervisor.server.engine;

import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.ConnectException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.Channels;
import java.nio.channels.SocketChannel;
import java.util.Optional;
import org.supervisor.server.process.Endpoint;
import org.supervisor.server.process.FailureReason;
import org.supervisor.server.process.NativeText;

/** Connects to a program. Blocks in {@link #run}, which {@link #close} ends from any thread. */
final class SocketProbe implements AutoCloseable {
    /** A connection is enough. */
    static final Question NOTHING_TO_ASK = (_, _) -> "";

    private final Endpoint endpoint;
    private final Question question;
    private Optional<Closeable> open = Optional.empty(); // guarded by this
    private boolean isClosed; // guarded by this

    SocketProbe(Endpoint endpoint, Question question) {
        this.endpoint = endpoint;
        this.question = question;
    }

    /** What is asked of a program once it is connected. */
    @FunctionalInterface
    interface Question {
        /** What is wrong with the answer; an empty text: nothing. */
        String ask(InputStream in, OutputStream out) throws IOException;
    }

    /** What is wrong; an empty text: nothing. */
    String run() {
        try {
            return switch (endpoint) {
                case Endpoint.Tcp tcp -> askTcp(tcp);
                case Endpoint.Tls tls -> askTls(tls);
                case Endpoint.Unix(String path) -> askUnix(path);
            };
        } catch (ConnectException refused) {
            return endpoint instanceof Endpoint.Unix ? reason(refused) : "refused the connection";
        } catch (IOException | RuntimeException problem) {
            return reason(problem);
        } finally {
            close();
        }
    }

    private static String reason(Exception problem) {
        return "failed: " + FailureReason.of(problem);
    }

    private String askTcp(Endpoint.Tcp tcp) throws IOException {
        try (Socket socket = new Socket()) {
            return connect(socket, tcp) ? ask(socket) : unknown(tcp);
        }
    }

    private String askTls(Endpoint.Tls tls) throws IOException {
        try (Socket plain = new Socket()) {
            if (!connect(plain, tls.tcp())) {
                return unknown(tls.tcp());
            }
            try (Socket secure = Tls.over(plain, tls)) {
                return ask(secure);
            }
        }
    }

    private static String unknown(Endpoint.Tcp tcp) {
        return "failed: the host " + tcp.host() + " is unknown";
    }

    private String ask(Socket socket) throws IOException {
        return question.ask(socket.getInputStream(), socket.getOutputStream());
    }

    private String askUnix(String path) throws IOException {
        try (SocketChannel channel = SocketChannel.open(StandardProtocolFamily.UNIX)) {
            keep(channel);
            channel.connect(UnixDomainSocketAddress.of(NativeText.path(path)));
            return question.ask(Channels.newInputStream(channel), Channels.newOutputStream(channel));
        }
    }

    private boolean connect(Socket socket, Endpoint.Tcp tcp) throws IOException {
        keep(socket);
        InetSocketAddress address = new InetSocketAddress(tcp.host(), tcp.port());
        if (address.isUnresolved()) {
            return false;
        }
        socket.connect(address);
        return true;
    }

    private synchronized void keep(Closeable socket) throws IOException {
        if (isClosed) {
            throw new IOException("it was cancelled");
        }
        open = Optional.of(socket);
    }

    @Override
    public synchronized void close() {
        isClosed = true;
        try {
            if (open.isPresent()) {
                open.get().close();
            }
        } catch (IOException notNeeded) {
            // nothing of it is needed any more
        }
    }
}
