package org.supervisor.client;

import com.sun.net.httpserver.HttpHandler;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsParameters;
import com.sun.net.httpserver.HttpsServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.util.Base64;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.TrustManagerFactory;

/** An HTTPS server on a free port of localhost. */
final class SecureServer implements AutoCloseable {
    static final String PASSWORD = "secret";

    private final HttpsServer server;
    private final ExecutorService threads = Executors.newCachedThreadPool();

    /**
     * A key and its self-signed certificate.
     *
     * @param p12 with both
     * @param pem with the certificate
     * @param pemWithKey with both
     */
    record Identity(Path p12, Path pem, Path pemWithKey, KeyStore store) {
        /** Creates one with keytool. */
        static Identity create(Path folder, String name, String algorithm) throws Exception {
            Path p12 = folder.resolve(name + ".p12");
            Process keytool = new ProcessBuilder(
                            Path.of(System.getProperty("java.home"), "bin", "keytool")
                                    .toString(),
                            "-genkeypair",
                            "-alias",
                            name,
                            "-keyalg",
                            algorithm,
                            "-dname",
                            "CN=" + name,
                            "-ext",
                            "san=dns:localhost",
                            "-storetype",
                            "PKCS12",
                            "-keystore",
                            p12.toString(),
                            "-storepass",
                            PASSWORD)
                    .redirectErrorStream(true)
                    .start();
            String said = new String(keytool.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            if (keytool.waitFor() != 0) {
                throw new IOException("keytool failed: " + said);
            }
            KeyStore store = KeyStore.getInstance(p12.toFile(), PASSWORD.toCharArray());
            String certificate = pem("CERTIFICATE", store.getCertificate(name).getEncoded());
            String key = pem(
                    "PRIVATE KEY", store.getKey(name, PASSWORD.toCharArray()).getEncoded());
            return new Identity(
                    p12,
                    Files.writeString(folder.resolve(name + ".pem"), certificate),
                    Files.writeString(folder.resolve(name + "-key.pem"), key + certificate),
                    store);
        }

        private static String pem(String kind, byte[] data) {
            return "-----BEGIN " + kind + "-----\n"
                    + Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(data) + "\n-----END " + kind
                    + "-----\n";
        }
    }

    /**
     * Starts it.
     *
     * @param client the one certificate of clients that is accepted; null: clients need none
     */
    SecureServer(Identity own, Identity client, HttpHandler handler) throws IOException, GeneralSecurityException {
        server = HttpsServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setHttpsConfigurator(new HttpsConfigurator(context(own, client)) {
            @Override
            public void configure(HttpsParameters parameters) {
                SSLParameters usual = getSSLContext().getDefaultSSLParameters();
                usual.setNeedClientAuth(client != null);
                parameters.setSSLParameters(usual);
            }
        });
        server.createContext("/", handler);
        server.setExecutor(threads);
        server.start();
    }

    /** Keys and trust of such a server. */
    static SSLContext context(Identity own, Identity client) throws GeneralSecurityException, IOException {
        KeyManagerFactory keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        keys.init(own.store(), PASSWORD.toCharArray());
        SSLContext context = SSLContext.getInstance("TLS");
        if (client == null) {
            context.init(keys.getKeyManagers(), null, null);
            return context;
        }
        KeyStore trusted = KeyStore.getInstance("PKCS12");
        trusted.load(null, null);
        trusted.setCertificateEntry(
                "client", client.store().getCertificate(client.store().aliases().nextElement()));
        TrustManagerFactory trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        trust.init(trusted);
        context.init(keys.getKeyManagers(), trust.getTrustManagers(), null);
        return context;
    }

    int port() {
        return server.getAddress().getPort();
    }

    URI uri() {
        return URI.create("https://localhost:" + port());
    }

    @Override
    public void close() {
        server.stop(0);
        threads.shutdownNow();
    }
}
