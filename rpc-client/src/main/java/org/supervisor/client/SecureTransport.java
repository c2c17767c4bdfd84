package org.supervisor.client;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.io.StreamCorruptedException;
import java.net.ConnectException;
import java.net.NoRouteToHostException;
import java.net.ProtocolException;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.net.UnknownHostException;
import java.net.http.HttpClient;
import java.net.http.HttpConnectTimeoutException;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.ByteBuffer;
import java.nio.channels.UnresolvedAddressException;
import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import javax.net.ssl.SSLException;

/**
 * HTTP over TLS by the JDK's own client, which checks that the certificate is trusted and for this host, and connects
 * through the proxy that the system properties {@code https.proxyHost} and {@code https.proxyPort} name, if any.
 */
final class SecureTransport implements Transport {
    private final Endpoint.Tcp endpoint;
    private final Duration connectTimeout;
    private final HttpClient client;

    SecureTransport(Endpoint.Tcp endpoint, Duration connectTimeout, TlsOptions options) {
        this.endpoint = endpoint;
        this.connectTimeout = connectTimeout;
        HttpClient.Builder builder = HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .followRedirects(HttpClient.Redirect.NEVER)
                .sslContext(options.context());
        if (!connectTimeout.isZero()) {
            builder.connectTimeout(connectTimeout);
        }
        this.client = builder.build();
    }

    /** The JDK's client connects only to send something; any answer shows that there is a connection. */
    @Override
    public void connect(Deadline deadline) throws IOException {
        send(new Request("HEAD", "/", Map.of(), ByteBuffer.allocate(0)), deadline)
                .close();
    }

    @Override
    public HttpReply send(Request request, Deadline deadline) throws IOException {
        CompletableFuture<HttpResponse<QueuedBody>> answer =
                client.sendAsync(httpRequest(request), head -> new QueuedBody(deadline));
        try {
            HttpResponse<QueuedBody> response =
                    deadline.isNever() ? answer.get() : answer.get(deadline.nanosLeft(), TimeUnit.NANOSECONDS);
            Map<String, String> headers = new TreeMap<>();
            response.headers()
                    .map()
                    .forEach((name, values) -> headers.put(name.toLowerCase(Locale.ROOT), values.get(0)));
            return new HttpReply(response.statusCode(), "", headers, response.body());
        } catch (TimeoutException e) {
            answer.cancel(true);
            throw new SocketTimeoutException("the time is over");
        } catch (InterruptedException e) {
            answer.cancel(true);
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("interrupted");
        } catch (ExecutionException e) {
            throw failure(e.getCause());
        }
    }

    private HttpRequest httpRequest(Request request) {
        HttpRequest.Builder builder = HttpRequest.newBuilder(URI.create(endpoint + request.path()));
        request.headers().forEach(builder::header);
        return builder.method(
                        request.method(),
                        !request.body().hasRemaining()
                                ? HttpRequest.BodyPublishers.noBody()
                                : HttpRequest.BodyPublishers.ofByteArray(
                                        request.body().array()))
                .build();
    }

    private IOException failure(Throwable cause) {
        if (cause instanceof SSLException tls) {
            throw TlsFailures.explain(endpoint, tls);
        }
        if (cause instanceof HttpConnectTimeoutException) {
            throw notConnected(new SocketTimeoutException(cause.getMessage()));
        }
        if (cause instanceof ConnectException connect) {
            throw notConnected(reason(connect));
        }
        if (cause instanceof ProtocolException) {
            return new StreamCorruptedException("it does not speak HTTP/1; " + cause.getMessage());
        }
        return cause instanceof IOException failure ? failure : new IOException(cause.toString(), cause);
    }

    private static IOException reason(ConnectException failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof UnresolvedAddressException) {
                return new UnknownHostException(failure.getMessage());
            }
        }
        return failure.getCause() instanceof NoRouteToHostException noRoute ? noRoute : failure;
    }

    private SupervisorException notConnected(IOException reason) {
        return ConnectFailures.explain(endpoint, connectTimeout, reason);
    }

    /** The JDK's client of Java 17 cannot be closed: it closes idle connections when it is collected, or in time. */
    @Override
    public void close() {
        // nothing to do
    }
}
