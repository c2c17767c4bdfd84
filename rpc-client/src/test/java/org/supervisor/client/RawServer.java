package org.supervisor.client;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.atomic.AtomicInteger;

/** Answers every request with the same bytes, and keeps the connection or closes it. */
final class RawServer implements AutoCloseable {
    private final ServerSocket listener;
    private final AtomicInteger connections = new AtomicInteger();
    private final byte[] answer;
    private final boolean keepsOpen;

    RawServer(String answer, boolean keepsOpen) throws IOException {
        this.answer = answer.getBytes(StandardCharsets.UTF_8);
        this.keepsOpen = keepsOpen;
        listener = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        Thread thread = new Thread(this::accept, "raw-server");
        thread.setDaemon(true);
        thread.start();
    }

    URI uri() {
        return URI.create("http://127.0.0.1:" + listener.getLocalPort());
    }

    SupervisorClient client() {
        return SupervisorClient.builder().uri(uri()).build();
    }

    int connections() {
        return connections.get();
    }

    private void accept() {
        try {
            while (true) {
                Socket socket = listener.accept();
                connections.incrementAndGet();
                Thread thread = new Thread(() -> serve(socket));
                thread.setDaemon(true);
                thread.start();
            }
        } catch (IOException e) {
            // The listener was closed: the test is over.
        }
    }

    private void serve(Socket socket) {
        try (socket) {
            do {
                if (!readRequest(socket.getInputStream())) {
                    return;
                }
                OutputStream out = socket.getOutputStream();
                out.write(answer);
                out.flush();
            } while (keepsOpen);
        } catch (IOException e) {
            // The client went away, as some tests want it to.
        }
    }

    private static boolean readRequest(InputStream in) throws IOException {
        StringBuilder head = new StringBuilder();
        while (head.indexOf("\r\n\r\n") < 0) {
            int c = in.read();
            if (c < 0) {
                return false;
            }
            head.append((char) c);
        }
        for (String line : head.toString().lines().toList()) {
            if (line.startsWith("Content-Length: ")) {
                in.readNBytes(Integer.parseInt(line.substring(16)));
            }
        }
        return true;
    }

    @Override
    public void close() throws IOException {
        listener.close();
    }
}
