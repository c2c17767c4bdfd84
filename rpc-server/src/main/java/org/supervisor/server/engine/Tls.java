package org.supervisor.server.engine;

import java.io.IOException;
import java.net.Socket;
import java.security.GeneralSecurityException;
import java.security.cert.X509Certificate;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLHandshakeException;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509ExtendedTrustManager;
import org.supervisor.server.process.Endpoint;

/** Speaks TLS to a program. */
final class Tls {
    private Tls() {}

    /** Trusts every certificate: the program that is checked is our own, whatever it is called. */
    private static final class TrustsAll extends X509ExtendedTrustManager {
        @Override
        public void checkClientTrusted(X509Certificate[] chain, String kind) {}

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String kind) {}

        @Override
        public void checkClientTrusted(X509Certificate[] chain, String kind, Socket socket) {}

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String kind, Socket socket) {}

        @Override
        public void checkClientTrusted(X509Certificate[] chain, String kind, SSLEngine engine) {}

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String kind, SSLEngine engine) {}

        @Override
        public X509Certificate[] getAcceptedIssuers() {
            return new X509Certificate[0];
        }
    }

    /**
     * A connection through another, which is closed with it.
     *
     * @throws IOException the certificate is not trusted, or TLS is not spoken there
     */
    static SSLSocket over(Socket connected, Endpoint.Tls endpoint) throws IOException {
        SSLSocket socket = (SSLSocket) context(endpoint.isTrusted())
                .getSocketFactory()
                .createSocket(connected, endpoint.tcp().host(), endpoint.tcp().port(), true);
        try {
            if (endpoint.isTrusted()) {
                SSLParameters parameters = socket.getSSLParameters();
                parameters.setEndpointIdentificationAlgorithm("HTTPS");
                socket.setSSLParameters(parameters);
            }
            socket.startHandshake();
            return socket;
        } catch (SSLHandshakeException problem) {
            socket.close();
            throw new IOException("its certificate is not accepted: " + problem.getMessage(), problem);
        } catch (IOException problem) {
            socket.close();
            throw problem;
        }
    }

    private static SSLContext context(boolean isTrusted) throws IOException {
        try {
            if (isTrusted) {
                return SSLContext.getDefault();
            }
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(null, new TrustManager[] {new TrustsAll()}, null);
            return context;
        } catch (GeneralSecurityException missing) {
            throw new IOException("this JVM has no TLS: " + missing.getMessage(), missing);
        }
    }
}
