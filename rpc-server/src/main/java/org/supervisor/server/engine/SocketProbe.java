package org.supervisor.server.engine;

import java.io.IOException;
import java.net.ConnectException;
import java.net.InetSocketAddress;
import java.net.Socket;
import org.supervisor.server.process.FailureReason;

/** Connects to a program. Blocks in {@link #run}, which {@link #close} ends from any thread. */
final class SocketProbe implements AutoCloseable {
    /** A connection is enough. */
    static final Question NOTHING_TO_ASK = _ -> "";

    private final String host;
    private final int port;
    private final Question question;
    private final Socket socket = new Socket();

    SocketProbe(String host, int port, Question question) {
        this.host = host;
        this.port = port;
        this.question = question;
    }

    /** What is asked of a program once it is connected. */
    @FunctionalInterface
    interface Question {
        /** What is wrong with the answer; an empty text: nothing. */
        String ask(Socket connected) throws IOException;
    }

    /** What is wrong; an empty text: nothing. */
    String run() {
        try (socket) {
            InetSocketAddress address = new InetSocketAddress(host, port);
            if (address.isUnresolved()) {
                return "the host " + host + " is unknown";
            }
            socket.connect(address);
            return question.ask(socket);
        } catch (ConnectException _) {
            return "refused the connection";
        } catch (IOException | RuntimeException problem) {
            return FailureReason.of(problem);
        }
    }

    @Override
    public void close() {
        try {
            socket.close();
        } catch (IOException _) {
            // nothing of it is needed any more
        }
    }
}
