package org.supervisor.client;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Function;

/** An HTTP server on a free port that answers every call as the test prescribes. */
final class ScriptedServer implements AutoCloseable {
    /** An answer: its status and its body. */
    record Scripted(int status, String body) {}

    private final HttpServer server;
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final List<String> requests = Collections.synchronizedList(new ArrayList<>());
    private volatile Function<String, Scripted> script;

    ScriptedServer(Function<String, Scripted> script) throws IOException {
        this.script = script;
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", this::answer);
        server.setExecutor(threads);
        server.start();
    }

    /** Always answers this value. */
    static ScriptedServer answering(String value) throws IOException {
        return new ScriptedServer(request -> value(value));
    }

    static Scripted value(String value) {
        return new Scripted(
                200,
                "<?xml version='1.0'?>\n<methodResponse><params><param><value>" + value
                        + "</value></param></params></methodResponse>");
    }

    static Scripted fault(int code, String text) {
        return new Scripted(
                200,
                "<?xml version='1.0'?><methodResponse><fault><value><struct><member><name>faultCode</name><value><int>"
                        + code + "</int></value></member><member><name>faultString</name><value><string>" + text
                        + "</string></value></member></struct></value></fault></methodResponse>");
    }

    URI uri() {
        return URI.create("http://127.0.0.1:" + server.getAddress().getPort());
    }

    SupervisorClient client() {
        return SupervisorClient.builder().uri(uri()).build();
    }

    /** The bodies of the requests so far. */
    List<String> requests() {
        return List.copyOf(requests);
    }

    void script(Function<String, Scripted> script) {
        this.script = script;
    }

    private void answer(HttpExchange exchange) throws IOException {
        try (exchange) {
            String request = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
            requests.add(request);
            Scripted scripted = script.apply(request);
            byte[] body = scripted.body().getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(scripted.status(), body.length == 0 ? -1 : body.length);
            try (OutputStream out = exchange.getResponseBody()) {
                out.write(body);
            }
        }
    }

    @Override
    public void close() {
        server.stop(0);
        threads.shutdownNow();
    }
}
