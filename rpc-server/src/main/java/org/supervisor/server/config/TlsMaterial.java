package org.supervisor.server.config;

import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * What the files of a server with TLS held when they were read.
 *
 * @param key the server's private key
 * @param chain its certificate, then those of the CAs in between
 * @param clientCas the CAs whose client certificates are accepted; empty: clients are not asked for one
 * @param stamps what {@link TlsFiles#stamps()} was before they were read
 */
public record TlsMaterial(
        PrivateKey key, List<X509Certificate> chain, List<X509Certificate> clientCas, List<TlsFiles.Stamp> stamps) {
    public TlsMaterial {
        chain = List.copyOf(chain);
        clientCas = List.copyOf(clientCas);
        stamps = List.copyOf(stamps);
    }

    /** The server's own certificate. */
    public X509Certificate certificate() {
        return chain.getFirst();
    }

    /** Why clients will not accept the certificate at this time, if they will not. */
    Optional<String> expiry(Instant now) {
        Instant begin = certificate().getNotBefore().toInstant();
        Instant end = certificate().getNotAfter().toInstant();
        if (now.isAfter(end)) {
            return Optional.of("the certificate has expired on " + end + ", so clients will refuse it");
        }
        return now.isBefore(begin)
                ? Optional.of("the certificate is not valid before " + begin + ", so clients will refuse it")
                : Optional.empty();
    }

    /** Without the key: this may end up in a log. */
    @Override
    public String toString() {
        return "TlsMaterial[" + certificate().getSubjectX500Principal() + "]";
    }
}
