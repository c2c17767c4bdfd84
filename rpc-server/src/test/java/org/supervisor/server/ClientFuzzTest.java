package org.supervisor.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletionException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.supervisor.client.EventOptions;
import org.supervisor.client.SupervisorClient;
import org.supervisor.client.SupervisorException;

/** Whatever a server answers, the client library returns it or throws what it declares. */
@Timeout(600)
class ClientFuzzTest {
    private static final int TRIES = 3000;
    private static final long MOST_ALLOCATED = 64 << 20;

    private static final String XML = "HTTP/1.1 200 OK\r\nContent-Type: text/xml\r\n";
    private static final String RESULT = "<?xml version='1.0'?><methodResponse><params><param><value><array><data>"
            + "<value><struct><member><name>name</name><value><string>web</string></value></member>"
            + "<member><name>group</name><value><string>web</string></value></member>"
            + "<member><name>state</name><value><int>20</int></value></member>"
            + "<member><name>start</name><value><int>1000</int></value></member>"
            + "<member><name>pid</name><value><int>7</int></value></member></struct></value>"
            + "</data></array></value></param></params></methodResponse>";
    private static final String FAULT = "<?xml version='1.0'?><methodResponse><fault><value><struct>"
            + "<member><name>faultCode</name><value><int>10</int></value></member>"
            + "<member><name>faultString</name><value><string>BAD_NAME: x</string></value></member>"
            + "</struct></value></fault></methodResponse>";
    private static final String EVENTS = "retry: 1\n: still here\n\nid: life-1\nevent: PROCESS_STATE_RUNNING\n"
            + "data: {\"type\":\"PROCESS_STATE_RUNNING\",\"id\":\"life-1\",\"sequence\":1,"
            + "\"time\":\"2026-11-22T10:00:00.5+01:00\",\"name\":\"web\",\"pid\":7,\"payload\":\"pid:7\"}\n\n"
            + "id: life-2\ndata: {\"type\":\"GAP\",\"id\":\"life-2\",\ndata: \"missed\":3,\"restarted\":false}\r\n\r\n";
    private static final List<String> WORDS = List.of(
            "HTTP/1.1 200 OK\r\n",
            "HTTP/1.1 100 Continue\r\n\r\n",
            "HTTP/1.1 401 No\r\n",
            "HTTP/1.1 302 Found\r\nLocation: /x\r\n",
            "HTTP/1.1 503 Busy\r\n",
            "HTTP/2 200\r\n",
            "Content-Length: 10\r\n",
            "Transfer-Encoding: chunked\r\n",
            "\r\n",
            "\n\n",
            "0\r\n\r\n",
            "ffffffffffffff\r\n",
            "Connection: close\r\n",
            "<value>",
            "</value>",
            "<params>",
            "<param>",
            "</param>",
            "<fault>",
            "</fault>",
            "<struct>",
            "</struct>",
            "<member>",
            "</member>",
            "<name>",
            "</name>",
            "<array><data>",
            "<int>",
            "</int>",
            "<nil/>",
            "<i8>9</i8>",
            "<methodResponse>",
            "</methodResponse>",
            "data: ",
            "id: ",
            "retry: ",
            "{",
            "}",
            "[",
            "null",
            "\"type\":",
            "\"time\":",
            ":",
            ",");

    private ServerSocket listener;
    private volatile byte[] answer;

    @BeforeEach
    void listen() throws IOException {
        listener = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        Thread.ofVirtual().start(this::serve);
    }

    @AfterEach
    void close() throws IOException {
        listener.close();
    }

    /** One connection after another, with one answer each. */
    private void serve() {
        while (!listener.isClosed()) {
            try (Socket socket = listener.accept()) {
                readRequest(socket.getInputStream());
                OutputStream out = socket.getOutputStream();
                out.write(answer);
                out.flush();
            } catch (IOException gone) {
                // the client has heard enough, or the test is over
            }
        }
    }

    private static void readRequest(InputStream in) throws IOException {
        StringBuilder head = new StringBuilder();
        int next = in.read();
        while (next >= 0 && head.indexOf("\r\n\r\n") < 0) {
            head.append((char) next);
            next = head.indexOf("\r\n\r\n") < 0 ? in.read() : -1;
        }
        for (String line : head.toString().lines().toList()) {
            if (line.startsWith("Content-Length: ")) {
                in.readNBytes(Integer.parseInt(line.substring("Content-Length: ".length())));
            }
        }
    }

    private SupervisorClient client() {
        return SupervisorClient.builder()
                .uri(URI.create("http://127.0.0.1:" + listener.getLocalPort()))
                .build();
    }

    private static String with(String head, String body) {
        return head + "Content-Length: " + body.length() + "\r\n\r\n" + body;
    }

    private static String chunked(String head, String body) {
        return head + "Transfer-Encoding: chunked\r\n\r\n" + Integer.toHexString(body.length()) + "\r\n" + body
                + "\r\n0\r\n\r\n";
    }

    @Test
    void anAnswerToACallIsUnderstoodOrRefused() {
        List<String> samples = List.of(
                with(XML, RESULT),
                chunked(XML, RESULT),
                with(XML, FAULT),
                XML + "\r\n" + RESULT,
                XML + "\r\n" + FAULT,
                with("HTTP/1.1 401 Unauthorized\r\n", "no"));
        Fuzz.ofTexts(TRIES, samples, WORDS).allocating(MOST_ALLOCATED).on((input, _) -> {
            answer = input;
            try (SupervisorClient client = client()) {
                assertThat(client.supervisor().allProcessInfo()).isNotNull();
            } catch (SupervisorException declared) {
                assertThat(declared.getMessage()).isNotEmpty();
            }
        });
    }

    @Test
    void aStreamOfEventsIsUnderstoodOrRefused() {
        String head = "HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\n";
        EventOptions once = EventOptions.usual().reconnectFor(Duration.ZERO);
        Fuzz.ofTexts(
                        TRIES,
                        List.of(
                                head + "\r\n" + EVENTS,
                                chunked(head, EVENTS),
                                head + "\r\n" + EVENTS.replace("\n", "\r")),
                        WORDS)
                .on((input, _) -> {
                    answer = input;
                    try (SupervisorClient client = client()) {
                        client.events(once).consume(_ -> {}).join();
                    } catch (CompletionException failed) {
                        assertThat(failed).hasCauseInstanceOf(SupervisorException.class);
                    }
                });
    }
}
