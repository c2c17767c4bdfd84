package org.supervisor.client;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.LinkedBlockingQueue;

/** Answers each connection as the test prescribes, and keeps the requests. */
final class EventServer implements AutoCloseable {
    static final String HEAD = "HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\n";

    /** What happens on one connection after its request was read; then it is closed. */
    @FunctionalInterface
    interface Script {
        void answer(String request, Socket socket) throws IOException;
    }

    private final ServerSocket listener = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    private final List<Socket> connections = new CopyOnWriteArrayList<>();
    private final List<String> requests = new CopyOnWriteArrayList<>();
    private final Script script;

    EventServer(Script script) throws IOException {
        this.script = script;
        daemon(this::accept);
    }

    /** Sends this to any request, and keeps the connection until the other side closes it. */
    static EventServer saying(String answer) throws IOException {
        return new EventServer((request, socket) -> {
            write(socket, answer);
            awaitEnd(socket);
        });
    }

    static void write(Socket socket, String text) throws IOException {
        socket.getOutputStream().write(text.getBytes(StandardCharsets.UTF_8));
        socket.getOutputStream().flush();
    }

    static void awaitEnd(Socket socket) throws IOException {
        while (socket.getInputStream().read() >= 0) {
            // what else it says means nothing
        }
    }

    SupervisorClient client() {
        return SupervisorClient.builder()
                .uri(URI.create("http://127.0.0.1:" + listener.getLocalPort()))
                .build();
    }

    /** The heads of all requests so far. */
    List<String> requests() {
        return requests;
    }

    /** For tests that wait for something the script does. */
    static <T> BlockingQueue<T> queue() {
        return new LinkedBlockingQueue<>();
    }

    /** Breaks all connections, like a server that is killed. */
    void breakConnections() throws IOException {
        for (Socket connection : connections) {
            connection.close();
        }
    }

    private void accept() {
        try {
            while (true) {
                Socket socket = listener.accept();
                connections.add(socket);
                daemon(() -> serve(socket));
            }
        } catch (IOException e) {
            // closed: the test is over
        }
    }

    private void serve(Socket socket) {
        try (socket) {
            String request = head(socket.getInputStream());
            requests.add(request);
            script.answer(request, socket);
        } catch (IOException e) {
            // the client has gone, as some tests want it to
        }
    }

    private static String head(InputStream in) throws IOException {
        StringBuilder head = new StringBuilder();
        while (head.indexOf("\r\n\r\n") < 0) {
            int c = in.read();
            if (c < 0) {
                throw new IOException("no request");
            }
            head.append((char) c);
        }
        return head.toString();
    }

    private static void daemon(Runnable work) {
        Thread thread = new Thread(work, "event-server");
        thread.setDaemon(true);
        thread.start();
    }

    @Override
    public void close() throws IOException {
        listener.close();
    }
}
