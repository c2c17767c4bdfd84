package org.supervisor.server.http;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.ReentrantLock;
import org.eclipse.jetty.http.HostPortHttpField;
import org.eclipse.jetty.http.HttpCompliance;
import org.eclipse.jetty.http.HttpField;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.http.HttpParser;
import org.eclipse.jetty.http.HttpVersion;
import org.eclipse.jetty.io.Connection;
import org.eclipse.jetty.io.EndPoint;
import org.eclipse.jetty.server.Connector;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.HttpConnectionFactory;
import org.eclipse.jetty.server.internal.HttpConnection;

/**
 * Creates HTTP connections that tolerate what supervisord tolerates: an HTTP/1.1 request without a Host header, or with
 * an empty one, as supervisorctl sends over UNIX sockets, and a path that is not escaped. Jetty refuses them, and has
 * no setting for it. A header that comes too slowly is cut off.
 */
final class LenientConnections extends HttpConnectionFactory {
    private static final HostPortHttpField LOCALHOST = new HostPortHttpField("localhost");

    private final Duration headerTime;
    private final Connections connections;

    LenientConnections(HttpConfiguration configuration, Duration headerTime, Connections connections) {
        super(configuration);
        this.headerTime = headerTime;
        this.connections = connections;
    }

    @Override
    public Connection newConnection(Connector connector, EndPoint endPoint) {
        return configure(
                new LenientConnection(getHttpConfiguration(), connector, endPoint, headerTime.toNanos(), connections),
                connector,
                endPoint);
    }

    /** One such connection. */
    static final class LenientConnection extends HttpConnection {
        private final long headerNanos;
        private final Connections connections;
        private final AtomicInteger readers = new AtomicInteger();
        private final ReentrantLock reading = new ReentrantLock();
        private volatile boolean isEndless;
        private boolean isKnown;
        private volatile long handshakeBegun; // monotonic nanoseconds
        private volatile boolean isInHandshake;

        /** Set by the superclass' constructor, through {@link #newRequestHandler()}. */
        private LenientHandler handler;

        LenientConnection(
                HttpConfiguration configuration,
                Connector connector,
                EndPoint endPoint,
                long headerNanos,
                Connections connections) {
            super(configuration, connector, endPoint);
            this.headerNanos = headerNanos;
            this.connections = connections;
        }

        @Override
        public void onOpen() {
            connections.opened(this);
            super.onOpen();
        }

        @Override
        public void onClose(Throwable cause) {
            connections.closed(this);
            super.onClose(cause);
        }

        /** No byte of a request has been read that is not answered. While connections are paused that stays so. */
        boolean isIdle() {
            return readers.get() == 0 && isBetweenRequests();
        }

        private boolean isBetweenRequests() {
            return getParser().isStart() && isRequestBufferEmpty();
        }

        /** Whether it has an answer that goes on until the client goes away. */
        boolean isEndless() {
            return isEndless;
        }

        /** Its answer goes on until the client goes away. */
        void endless() {
            isEndless = true;
            connections.changed();
        }

        /** TLS is agreed on first. */
        void handshakeBegins() {
            handshakeBegun = System.nanoTime();
            isInHandshake = true;
        }

        /** TLS was agreed on. */
        void handshakeEnds() {
            isInHandshake = false;
        }

        private boolean isHandshakeTooSlow() {
            return isInHandshake && System.nanoTime() - handshakeBegun > headerNanos;
        }

        /** Reads the request that it was kept from. */
        void readOn() {
            getExecutor().execute(this::onFillable);
        }

        /** Whether no earlier request of it has been admitted. On the thread of the request. */
        boolean isFirstAdmission() {
            boolean isFirst = !isKnown;
            isKnown = true;
            return isFirst;
        }

        @Override
        public void onFillable() {
            readers.incrementAndGet();
            try {
                if (!connections.isPaused() || !isBetweenRequests() || !connections.hold(this)) {
                    read();
                }
            } finally {
                readers.decrementAndGet();
                connections.changed();
            }
        }

        private void read() {
            HttpParser parser = getParser();
            long begun = parser.getBeginNanoTime();
            boolean isHeaderTooSlow = begun != 0 && parser.inHeaderState() && System.nanoTime() - begun > headerNanos;
            if (isHeaderTooSlow || isHandshakeTooSlow()) {
                getEndPoint().close();
            } else {
                readAlone();
            }
        }

        /**
         * When a request is answered by another thread, that thread has the next one read while the first may still be about to
         * give the buffer back; both would, and two connections would share it then. What is waited for never blocks.
         *
         * @see <a href="https://github.com/jetty/jetty.project/issues/12939">Jetty, issue 12939</a>
         */
        private void readAlone() {
            reading.lock();
            try {
                super.onFillable();
            } finally {
                reading.unlock();
            }
        }

        @Override
        protected HttpParser newHttpParser(HttpCompliance compliance) {
            HttpConfiguration configuration = getHttpConfiguration();
            HttpParser parser =
                    new LenientParser(handler, this::answered, configuration.getRequestHeaderSize(), compliance);
            parser.setHeaderCacheSize(configuration.getHeaderCacheSize());
            parser.setHeaderCacheCaseSensitive(configuration.isHeaderCacheCaseSensitive());
            return parser;
        }

        private void answered() {
            connections.changed();
        }

        @Override
        protected HttpConnection.RequestHandler newRequestHandler() {
            handler = new LenientHandler();
            return handler;
        }

        /** Fills an empty Host header, and accepts a path as it is. */
        private final class LenientHandler extends HttpConnection.RequestHandler {
            @Override
            public void startRequest(String method, String uri, HttpVersion version) {
                super.startRequest(method, RequestPath.withoutBadEscapes(uri), version);
            }

            @Override
            public void parsedHeader(HttpField field) {
                boolean isEmptyHost = field.getHeader() == HttpHeader.HOST
                        && (field.getValue() == null || field.getValue().isBlank());
                super.parsedHeader(isEmptyHost ? LOCALHOST : field);
            }
        }
    }

    /** Puts a Host header before the end of a header that has none. */
    private static final class LenientParser extends HttpParser {
        private static final byte[] NAME = "host:".getBytes(StandardCharsets.US_ASCII);
        private static final byte[] LINE = "Host: localhost\r\n".getBytes(StandardCharsets.US_ASCII);

        private final Runnable answered;
        private int column;
        private boolean couldBeHost;
        private boolean hasHost;

        /** @param answered run when a request has been answered and the next may come */
        LenientParser(
                HttpParser.RequestHandler handler, Runnable answered, int maxHeaderBytes, HttpCompliance compliance) {
            super(handler, maxHeaderBytes, compliance);
            this.answered = answered;
        }

        @Override
        public void reset() {
            super.reset();
            column = 0;
            hasHost = false;
            answered.run();
        }

        @Override
        protected boolean parseFields(ByteBuffer buffer) {
            if (isState(State.HEADER) && !hasHost) {
                int end = endOfHeader(buffer);
                if (end >= 0 && !hasHost) {
                    hasHost = true;
                    int limit = buffer.limit();
                    buffer.limit(end);
                    super.parseFields(buffer);
                    super.parseFields(ByteBuffer.wrap(LINE));
                    buffer.limit(limit);
                }
            }
            return super.parseFields(buffer);
        }

        /**
         * Searches what is about to be parsed for the beginning of the empty line: its index, or -1 if it has not
         * arrived yet.
         */
        private int endOfHeader(ByteBuffer buffer) {
            for (int i = buffer.position(); i < buffer.limit(); i++) {
                byte b = buffer.get(i);
                if (column == 0) {
                    if (b == '\r' || b == '\n') {
                        return i;
                    }
                    couldBeHost = true;
                }
                if (b == '\n') {
                    column = 0;
                } else {
                    couldBeHost &= column >= NAME.length || (b | 0x20) == (NAME[column] | 0x20);
                    column++;
                    hasHost |= couldBeHost && column == NAME.length;
                }
            }
            return -1;
        }
    }
}
