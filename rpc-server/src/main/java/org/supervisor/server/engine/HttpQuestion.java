package org.supervisor.server.engine;

import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.supervisor.server.process.Probe;

/** A GET request of which only the status of the answer is read. */
final class HttpQuestion {
    private static final int LONGEST_STATUS_LINE = 256;
    private static final Pattern STATUS_LINE = Pattern.compile("HTTP/1\\.\\d (\\d{3})(?: .*)?\r?");

    private HttpQuestion() {}

    static SocketProbe.Question of(Probe.Http probe) {
        String host = probe.host().indexOf(':') < 0 ? probe.host() : "[" + probe.host() + "]";
        String request = "GET " + probe.target() + " HTTP/1.1\r\nHost: " + host + ":" + probe.port()
                + "\r\nUser-Agent: supervisor\r\nAccept: */*\r\nConnection: close\r\n\r\n";
        return connected -> {
            connected.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
            return problem(probe, statusLine(connected));
        };
    }

    private static String problem(Probe.Http probe, String statusLine) {
        Matcher line = STATUS_LINE.matcher(statusLine);
        if (!line.matches()) {
            return "did not answer in HTTP";
        }
        int status = Integer.parseInt(line.group(1));
        return status >= probe.from() && status <= probe.to()
                ? ""
                : "answered with status " + status + ", expected " + probe.from() + "-" + probe.to();
    }

    private static String statusLine(Socket connected) throws IOException {
        InputStream in = connected.getInputStream();
        StringBuilder line = new StringBuilder();
        for (int next = in.read(); next >= 0 && next != '\n'; next = in.read()) {
            if (line.length() == LONGEST_STATUS_LINE) {
                break;
            }
            line.append((char) next);
        }
        return line.toString();
    }
}
