package org.supervisor.server.http;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import org.eclipse.jetty.io.Connection;
import org.eclipse.jetty.io.EndPoint;
import org.eclipse.jetty.io.ssl.SslConnection;
import org.eclipse.jetty.io.ssl.SslHandshakeListener;
import org.eclipse.jetty.server.ConnectionFactory;
import org.eclipse.jetty.server.Connector;
import org.eclipse.jetty.server.DetectorConnectionFactory;
import org.eclipse.jetty.server.SslConnectionFactory;
import org.eclipse.jetty.util.Callback;
import org.supervisor.server.config.HttpSpec;
import org.supervisor.server.engine.Excerpt;
import org.supervisor.server.process.FailureReason;

/**
 * Creates TLS connections, in which HTTP is spoken. A handshake has as much time as a request header. For each new connection
 * it looks whether the files of certificates have changed. Loaded only for a port with TLS.
 */
final class TlsConnections extends SslConnectionFactory {
    private static final String ADVICE = "This port speaks TLS: use https:// in the address.\n";
    private static final byte[] ANSWER =
            ("HTTP/1.1 400 Bad Request\r\nContent-Type: text/plain\r\nConnection: close\r\n" + "Content-Length: "
                            + ADVICE.length() + "\r\n\r\n" + ADVICE)
                    .getBytes(StandardCharsets.US_ASCII);

    private final TlsContext context;
    private final String section;
    private final SeldomLog log = new SeldomLog();

    private TlsConnections(TlsContext context, String section, ConnectionFactory http) {
        super(context.factory(), http.getProtocol());
        this.context = context;
        this.section = section;
        setEnsureSecureRequestCustomizer(false);
    }

    /** What a port speaks: TLS with HTTP in it; who speaks HTTP at once is answered what to do. */
    static ConnectionFactory[] of(HttpSpec.Tcp tcp, ConnectionFactory http) throws IOException {
        TlsContext context = TlsContext.of(tcp.section(), tcp.tls().orElseThrow());
        TlsConnections tls = new TlsConnections(context, tcp.section(), http);
        return new ConnectionFactory[] {tls.new Detector(), tls, http};
    }

    @Override
    public Connection newConnection(Connector connector, EndPoint endPoint) {
        context.look();
        Connection connection = super.newConnection(connector, endPoint);
        if (connection instanceof SslConnection tls
                && tls.getSslEndPoint().getConnection() instanceof LenientConnections.LenientConnection http) {
            http.handshakeBegins();
            tls.addHandshakeListener(new SslHandshakeListener() {
                @Override
                public void handshakeSucceeded(Event event) {
                    http.handshakeEnds();
                }

                @Override
                public void handshakeFailed(Event event, Throwable failure) {
                    report("no TLS with", endPoint, ": " + Excerpt.of(FailureReason.of(failure)));
                }
            });
        }
        return connection;
    }

    private void report(String what, EndPoint client, String more) {
        log.warn("[" + section + "] " + what + " " + name(client.getRemoteSocketAddress()) + more);
    }

    private static String name(SocketAddress address) {
        return address instanceof InetSocketAddress inet
                ? inet.getHostString() + ":" + inet.getPort()
                : String.valueOf(address);
    }

    private final class Detector extends DetectorConnectionFactory {
        Detector() {
            super(TlsConnections.this);
        }

        /** Its first bytes are not those of TLS. */
        @Override
        protected void nextProtocol(Connector connector, EndPoint endPoint, ByteBuffer buffer) {
            report("speaks TLS, and no TLS came from", endPoint, ": clients need https:// in the address");
            if (!Character.isUpperCase(buffer.get(buffer.position()))) {
                endPoint.close();
                return;
            }
            endPoint.write(Callback.from(endPoint::close, _ -> endPoint.close()), ByteBuffer.wrap(ANSWER));
        }
    }
}
