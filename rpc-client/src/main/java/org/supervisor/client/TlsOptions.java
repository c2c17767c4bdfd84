package org.supervisor.client;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.util.List;
import java.util.Optional;
import javax.net.ssl.KeyManager;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;

/**
 * Which certificates to trust, and which one to present.
 *
 * @param trusted a PEM file; empty: those that the JDK trusts
 * @param own a file of PKCS#12, or PEM with certificate and key; empty: none is presented
 * @param password of the PKCS#12 file
 */
record TlsOptions(Optional<Path> trusted, Optional<Path> own, String password) {
    /**
     * Reads the files.
     *
     * @throws IllegalArgumentException if one cannot be read, or holds something else
     */
    SSLContext context() {
        try {
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(
                    own.map(this::keys).orElse(null),
                    trusted.map(TlsOptions::trust).orElse(null),
                    null);
            return context;
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("this Java cannot set up TLS: " + e.getMessage(), e);
        }
    }

    private static TrustManager[] trust(Path file) {
        try {
            KeyStore store = emptyStore();
            List<Certificate> certificates =
                    PemFile.read(Files.readAllBytes(file)).certificates();
            if (certificates.isEmpty()) {
                throw new GeneralSecurityException("it has no certificate");
            }
            for (Certificate certificate : certificates) {
                store.setCertificateEntry("ca" + store.size(), certificate);
            }
            TrustManagerFactory factory = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
            factory.init(store);
            return factory.getTrustManagers();
        } catch (IOException | GeneralSecurityException e) {
            throw refused("the certificates to trust", file, e, "certificates in PEM, -----BEGIN CERTIFICATE-----");
        }
    }

    private KeyManager[] keys(Path file) {
        char[] secret = password.toCharArray();
        try {
            byte[] content = Files.readAllBytes(file);
            KeyStore store = emptyStore();
            if (new String(content, StandardCharsets.ISO_8859_1).contains("-----BEGIN ")) {
                PemFile pem = PemFile.read(content);
                store.setKeyEntry("own", pem.key(), secret, pem.certificates().toArray(Certificate[]::new));
            } else {
                store.load(new ByteArrayInputStream(content), secret);
            }
            KeyManagerFactory factory = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
            factory.init(store, secret);
            return factory.getKeyManagers();
        } catch (IOException | GeneralSecurityException | IllegalArgumentException e) {
            throw refused(
                    "the client's certificate",
                    file,
                    e,
                    "a PKCS#12 file and its password, or PEM with the certificate and its key in PKCS#8"
                            + " (-----BEGIN PRIVATE KEY-----, as openssl pkcs8 -topk8 -nodes writes it)");
        }
    }

    private static KeyStore emptyStore() throws IOException, GeneralSecurityException {
        KeyStore store = KeyStore.getInstance("PKCS12");
        store.load(null, null);
        return store;
    }

    private static IllegalArgumentException refused(String what, Path file, Exception e, String expected) {
        String found = e instanceof IOException && !Files.isReadable(file)
                ? "cannot be read"
                : "cannot be used (" + e.getMessage() + ")";
        return new IllegalArgumentException(what + ", " + file + ", " + found + "; expected " + expected, e);
    }
}
