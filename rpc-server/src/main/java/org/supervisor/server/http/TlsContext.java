package org.supervisor.server.http;

import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.locks.ReentrantLock;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import org.eclipse.jetty.util.ssl.SslContextFactory;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.supervisor.server.config.TlsFileException;
import org.supervisor.server.config.TlsFiles;
import org.supervisor.server.config.TlsMaterial;
import org.supervisor.server.config.TlsSpec;
import org.supervisor.server.process.FailureReason;

/**
 * The keys and certificates that a port uses. When a client connects, but not more often than once a second, it looks whether the
 * files are others, and takes what they hold if it can be used. Connections that are open stay as they are. Any thread.
 */
final class TlsContext {
    private static final Logger LOG = LoggerFactory.getLogger("http");
    private static final Duration BETWEEN_LOOKS = Duration.ofSeconds(1);

    private final String section;
    private final TlsFiles files;
    private final SslContextFactory.Server factory;
    private final ReentrantLock lock = new ReentrantLock();
    private List<TlsFiles.Stamp> seen;
    private long looked = System.nanoTime() - BETWEEN_LOOKS.toNanos();

    private TlsContext(String section, TlsFiles files, TlsMaterial material, SslContextFactory.Server factory) {
        this.section = section;
        this.files = files;
        this.factory = factory;
        this.seen = material.stamps();
    }

    /** With what the files held when the configuration was read. */
    static TlsContext of(String section, TlsSpec tls) throws IOException {
        SslContextFactory.Server factory = new SslContextFactory.Server();
        factory.setIncludeProtocols("TLSv1.3", "TLSv1.2");
        factory.setRenegotiationAllowed(false);
        if (!tls.material().clientCas().isEmpty()) {
            factory.setNeedClientAuth(tls.clientAuth() == TlsSpec.ClientAuth.REQUIRED);
            factory.setWantClientAuth(tls.clientAuth() == TlsSpec.ClientAuth.WANTED);
        }
        try {
            factory.setSslContext(context(tls.material()));
        } catch (GeneralSecurityException e) {
            throw new IOException("cannot set up TLS for [" + section + "]: " + FailureReason.of(e), e);
        }
        return new TlsContext(section, tls.files(), tls.material(), factory);
    }

    /** Creates the engines of new connections. */
    SslContextFactory.Server factory() {
        return factory;
    }

    /** Takes what has changed. */
    void look() {
        if (!lock.tryLock()) {
            return; // another thread is looking
        }
        try {
            if (System.nanoTime() - looked >= BETWEEN_LOOKS.toNanos()) {
                lookNow();
                looked = System.nanoTime();
            }
        } finally {
            lock.unlock();
        }
    }

    private void lookNow() {
        List<TlsFiles.Stamp> now = files.stamps();
        if (now.equals(seen)) {
            return;
        }
        seen = now;
        try {
            TlsMaterial material = files.read();
            SSLContext context = context(material);
            factory.reload(changed -> changed.setSslContext(context));
            LOG.info(
                    "[{}] uses the new certificate of {}, valid until {}",
                    section,
                    material.certificate().getSubjectX500Principal(),
                    material.certificate().getNotAfter().toInstant());
        } catch (TlsFileException e) {
            LOG.error(
                    "[{}] goes on with the certificate that it has, for the new one cannot be used: {}",
                    section,
                    e.getMessage());
        } catch (Exception e) { // Jetty's
            LOG.error("[{}] goes on with the certificate that it has: {}", section, FailureReason.of(e));
        }
    }

    private static SSLContext context(TlsMaterial material) throws GeneralSecurityException, IOException {
        char[] none = new char[0];
        KeyStore own = empty();
        own.setKeyEntry("own", material.key(), none, material.chain().toArray(X509Certificate[]::new));
        KeyManagerFactory keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        keys.init(own, none);
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(keys.getKeyManagers(), clients(material.clientCas()), null);
        return context;
    }

    private static TrustManager[] clients(List<X509Certificate> cas) throws GeneralSecurityException, IOException {
        KeyStore trusted = empty();
        for (X509Certificate ca : cas) {
            trusted.setCertificateEntry("ca" + trusted.size(), ca);
        }
        if (cas.isEmpty()) {
            return new TrustManager[0]; // clients are not asked for a certificate
        }
        TrustManagerFactory factory = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        factory.init(trusted);
        return factory.getTrustManagers();
    }

    private static KeyStore empty() throws GeneralSecurityException, IOException {
        KeyStore store = KeyStore.getInstance("PKCS12");
        store.load(null, null);
        return store;
    }
}
