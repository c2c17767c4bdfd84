package org.supervisor.server.http;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.eclipse.jetty.http.DateGenerator;
import org.eclipse.jetty.http.HttpFields;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.http.HttpStatus;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;
import org.supervisor.server.engine.Control;
import org.supervisor.server.output.FollowedLog;

/**
 * Sends the end of a log file and then what is added to it, until the client goes away. Rotations do not disturb it:
 * see {@link FollowedLog}. Driven by {@link Control#onLogActivity}.
 */
final class LogAnswer extends StreamingResponse {
    private static final int FIRST_BYTES = 1024;
    private static final int MOST_FIRST_BYTES = 1 << 20;
    private static final Pattern BYTES = Pattern.compile("(?:.*&)?bytes=(\\d{1,7})(?:&.*)?");
    private static final int CHUNK_BYTES = 64 << 10;

    private final Path log;
    private final Control control;
    private final Request request;

    private Control.Subscription subscription = () -> {};
    private FollowedLog file;

    private LogAnswer(Path log, LogFollowing following, Request request, Response response) {
        super(response, following.executor(), following.unread());
        this.log = log;
        this.control = following.control();
        this.request = request;
    }

    /** Begins to answer a request with a log, if there is one. */
    static void send(
            Optional<Path> log, LogFollowing following, Request request, Response response, Callback callback) {
        if (log.isEmpty() || !Files.isRegularFile(log.get())) {
            ErrorPage.send(response, callback, HttpStatus.NOT_FOUND_404);
            return;
        }
        HttpFields.Mutable headers = HeaderFields.endless(request, response, HeaderFields.PLAIN);
        try {
            headers.put(
                    HttpHeader.LAST_MODIFIED,
                    DateGenerator.formatDate(
                            Files.getLastModifiedTime(log.get()).toMillis()));
        } catch (IOException e) {
            ErrorPage.send(response, callback, HttpStatus.NOT_FOUND_404);
            return;
        }
        new LogAnswer(log.get(), following, request, response).begin(callback);
    }

    @Override
    ByteBuffer open() throws IOException {
        subscription = control.onLogActivity(log, this::wake);
        DisconnectWatch.watch(request, this::close);
        file = FollowedLog.open(log, firstBytes());
        return next();
    }

    /** How much of the log comes first: what the query wants, or as much as supervisord sends. */
    private int firstBytes() {
        Matcher wanted =
                BYTES.matcher(Objects.requireNonNullElse(request.getHttpURI().getQuery(), ""));
        return wanted.matches() ? Math.min(Integer.parseInt(wanted.group(1)), MOST_FIRST_BYTES) : FIRST_BYTES;
    }

    @Override
    ByteBuffer next() throws IOException {
        return file.read(piece(CHUNK_BYTES));
    }

    @Override
    void release() throws IOException {
        subscription.close();
        if (file != null) {
            file.close();
        }
    }
}
