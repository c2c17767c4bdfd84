package org.supervisor.server.engine;

import com.google.re2j.Pattern;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.OptionalInt;
import java.util.TreeMap;
import org.supervisor.server.process.Endpoint;
import org.supervisor.server.process.Probe;

/** A GET request, and whether its answer is as expected. */
final class HttpQuestion {
    private HttpQuestion() {}

    static SocketProbe.Question of(Probe.Http probe) {
        byte[] request = request(probe).getBytes(StandardCharsets.UTF_8);
        return (in, out) -> {
            out.write(request);
            out.flush();
            return problem(probe.expected(), in);
        };
    }

    private static String request(Probe.Http probe) {
        Map<String, String> headers = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
        headers.put(
                "Host",
                probe.endpoint() instanceof Endpoint.Unix
                        ? "localhost"
                        : probe.endpoint().text());
        headers.put("User-Agent", "supervisor");
        headers.put("Accept", "*/*");
        headers.put("Connection", "close");
        probe.headers().forEach(header -> headers.put(header.name(), header.value()));
        StringBuilder request = new StringBuilder("GET " + probe.target() + " HTTP/1.1\r\n");
        headers.forEach(
                (name, value) -> request.append(name).append(": ").append(value).append("\r\n"));
        return request.append("\r\n").toString();
    }

    private static String problem(Probe.Http.Expected expected, InputStream in) throws IOException {
        HttpAnswer answer = new HttpAnswer(in);
        OptionalInt status = answer.status();
        if (status.isEmpty()) {
            return "did not answer in HTTP";
        }
        if (status.getAsInt() < expected.from() || status.getAsInt() > expected.to()) {
            return "answered with status " + status.getAsInt() + ", expected " + expected.from()
                    + (expected.to() == expected.from() ? "" : "-" + expected.to());
        }
        if (expected.pattern().isEmpty()
                || Pattern.compile(expected.pattern().get())
                        .matcher(answer.body())
                        .find()) {
            return "";
        }
        return "answered without " + expected.pattern().get() + " in its body";
    }
}
