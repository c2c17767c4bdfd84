package org.supervisor.server.engine;

import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.net.UnknownHostException;
import java.nio.channels.Channels;
import java.nio.channels.SocketChannel;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.supervisor.server.process.Endpoint;
import org.supervisor.server.process.FailureReason;
import org.supervisor.server.process.NativeText;

/** Connects to a program. Blocks in {@link #run}, which {@link #close} ends from any thread. */
final class SocketProbe implements AutoCloseable {
    /** A connection is enough. */
    static final Question NOTHING_TO_ASK = (_, _) -> "";

    private final Endpoint endpoint;
    private final Question question;
    private final HostLookups lookups;
    private Optional<Closeable> open = Optional.empty(); // guarded by this
    private boolean isClosed; // guarded by this

    SocketProbe(Endpoint endpoint, Question question, HostLookups lookups) {
        this.endpoint = endpoint;
        this.question = question;
        this.lookups = lookups;
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
            connect(socket, tcp);
            return ask(socket);
        }
    }

    private String askTls(Endpoint.Tls tls) throws IOException {
        try (Socket plain = new Socket()) {
            connect(plain, tls.tcp());
            try (Socket secure = Tls.over(plain, tls)) {
                return ask(secure);
            }
        }
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

    private void connect(Socket socket, Endpoint.Tcp tcp) throws IOException {
        InetAddress address = address(tcp.host());
        keep(socket);
        socket.connect(new InetSocketAddress(address, tcp.port()));
    }

    /** The wait for a look-up can be ended, a look-up cannot. */
    private InetAddress address(String host) throws IOException {
        CompletableFuture<InetAddress> address = lookups.address(host);
        keep(() -> address.cancel(false));
        try {
            return address.join();
        } catch (CancellationException cancelled) {
            throw new IOException("it was cancelled", cancelled);
        } catch (CompletionException problem) {
            throw problem.getCause() instanceof UnknownHostException
                    ? new IOException("the host " + host + " is unknown", problem)
                    : new IOException("the host " + host + " cannot be looked up", problem);
        }
    }

    private synchronized void keep(Closeable part) throws IOException {
        if (isClosed) {
            throw new IOException("it was cancelled");
        }
        open = Optional.of(part);
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
