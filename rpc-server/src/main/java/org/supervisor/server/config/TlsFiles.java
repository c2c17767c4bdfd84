package org.supervisor.server.config;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.Signature;
import java.security.cert.Certificate;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.supervisor.server.process.FailureReason;

/**
 * The files of a server with TLS. They are read when the configuration is, and again when they have changed. Loaded only for
 * such servers.
 *
 * @param paths absolute; a certificate, or a keystore
 */
public record TlsFiles(Map<Kind, Path> paths) {
    private static final byte[] PROOF = "the key fits".getBytes(StandardCharsets.US_ASCII);

    private static final long MOST_BYTES = 1 << 20;

    /** What a file is for. */
    public enum Kind {
        /** PEM: the server's certificate, then those of the CAs in between. */
        TLS_CERTIFICATE,
        /** PEM: its private key. Without one it is in the file of the certificate. */
        TLS_KEY,
        /** PKCS#12 or JKS: both. */
        TLS_KEYSTORE,
        /** The password of the key or of the keystore, in the first line. */
        TLS_KEY_PASSWORD_FILE,
        /** PEM: the CAs of clients. */
        TLS_CLIENT_CA;

        /** The key of the configuration that names it. */
        public String key() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /**
     * What tells a file from its successor: the file behind all links, its times and size, and whether it can be read; empty: it
     * cannot be found.
     */
    public record Stamp(Optional<List<Object>> identity) {
        static Stamp of(Path file) {
            try {
                BasicFileAttributes now = Files.readAttributes(file, BasicFileAttributes.class);
                return new Stamp(Optional.of(List.of(
                        String.valueOf(now.fileKey()), now.lastModifiedTime(), now.size(), Files.isReadable(file))));
            } catch (IOException gone) {
                return new Stamp(Optional.empty());
            }
        }
    }

    public TlsFiles {
        paths = Collections.unmodifiableMap(new EnumMap<>(paths));
    }

    /** Those of all files, in the same order each time. */
    public List<Stamp> stamps() {
        return paths.values().stream().map(Stamp::of).toList();
    }

    /**
     * Reads all of them.
     *
     * @throws TlsFileException for the first that cannot be used
     */
    public TlsMaterial read() throws TlsFileException {
        List<Stamp> stamps = stamps();
        Optional<char[]> password = password();
        List<X509Certificate> clientCas = paths.containsKey(Kind.TLS_CLIENT_CA) ? clientCas() : List.of();
        return paths.containsKey(Kind.TLS_KEYSTORE)
                ? ofStore(password, clientCas, stamps)
                : ofPem(password, clientCas, stamps);
    }

    private Optional<char[]> password() throws TlsFileException {
        if (!paths.containsKey(Kind.TLS_KEY_PASSWORD_FILE)) {
            return Optional.empty();
        }
        String text = new String(bytes(Kind.TLS_KEY_PASSWORD_FILE), StandardCharsets.UTF_8);
        return Optional.of(text.lines().findFirst().orElse("").toCharArray());
    }

    private List<X509Certificate> clientCas() throws TlsFileException {
        List<X509Certificate> certificates = certificates(Kind.TLS_CLIENT_CA);
        if (certificates.isEmpty()) {
            throw refused(Kind.TLS_CLIENT_CA, "has no certificate", "PEM, -----BEGIN CERTIFICATE-----");
        }
        return certificates;
    }

    private TlsMaterial ofPem(Optional<char[]> password, List<X509Certificate> clientCas, List<Stamp> stamps)
            throws TlsFileException {
        List<X509Certificate> chain = certificates(Kind.TLS_CERTIFICATE);
        if (chain.isEmpty()) {
            throw refused(
                    Kind.TLS_CERTIFICATE,
                    "has no certificate",
                    "PEM, -----BEGIN CERTIFICATE-----, such as fullchain.pem of certbot");
        }
        Kind keyFile = paths.containsKey(Kind.TLS_KEY) ? Kind.TLS_KEY : Kind.TLS_CERTIFICATE;
        PrivateKey key;
        try {
            key = PemFile.of(bytes(keyFile)).key(chain.getFirst().getPublicKey(), password);
        } catch (GeneralSecurityException | IllegalArgumentException e) {
            throw refused(
                    keyFile,
                    "cannot be used (" + e.getMessage() + ")",
                    "the certificate's private key in PEM, such as privkey.pem of certbot; of an encrypted one"
                            + " tls_key_password_file names the password's file");
        }
        if (!fits(key, chain.getFirst())) {
            throw refused(
                    keyFile,
                    "has a key that does not fit the certificate of "
                            + chain.getFirst().getSubjectX500Principal(),
                    "the private key that the certificate was made for");
        }
        return new TlsMaterial(key, chain, clientCas, stamps);
    }

    private List<X509Certificate> certificates(Kind kind) throws TlsFileException {
        try {
            return PemFile.of(bytes(kind)).certificates();
        } catch (GeneralSecurityException | IllegalArgumentException e) {
            throw refused(kind, "cannot be used (" + e.getMessage() + ")", "certificates in PEM");
        }
    }

    private TlsMaterial ofStore(Optional<char[]> password, List<X509Certificate> clientCas, List<Stamp> stamps)
            throws TlsFileException {
        Path file = paths.get(Kind.TLS_KEYSTORE);
        try {
            bytes(Kind.TLS_KEYSTORE);
            char[] secret = password.orElse(new char[0]);
            KeyStore store = KeyStore.getInstance(file.toFile(), secret);
            List<String> keys = new ArrayList<>();
            for (String alias : Collections.list(store.aliases())) {
                if (store.isKeyEntry(alias)) {
                    keys.add(alias);
                }
            }
            if (keys.size() != 1 || !(store.getKey(keys.getFirst(), secret) instanceof PrivateKey key)) {
                throw refused(Kind.TLS_KEYSTORE, "has " + keys.size() + " keys", "one, with its certificate");
            }
            List<X509Certificate> chain = new ArrayList<>();
            for (Certificate certificate : store.getCertificateChain(keys.getFirst())) {
                chain.add((X509Certificate) certificate);
            }
            return new TlsMaterial(key, chain, clientCas, stamps);
        } catch (TlsFileException e) {
            throw e;
        } catch (IOException | GeneralSecurityException | IllegalArgumentException e) {
            throw refused(
                    Kind.TLS_KEYSTORE,
                    "cannot be used (" + FailureReason.of(e) + ")",
                    "PKCS#12 or JKS, whose password is in the file that tls_key_password_file names");
        }
    }

    private static boolean fits(PrivateKey key, X509Certificate certificate) {
        String algorithm = switch (certificate.getPublicKey().getAlgorithm()) {
            case "RSA" -> "SHA256withRSA";
            case "EC" -> "SHA256withECDSA";
            case String other -> other;
        };
        try {
            Signature signature = Signature.getInstance(algorithm);
            signature.initSign(key);
            signature.update(PROOF);
            byte[] signed = signature.sign();
            signature.initVerify(certificate.getPublicKey());
            signature.update(PROOF);
            return signature.verify(signed);
        } catch (GeneralSecurityException e) {
            return false;
        }
    }

    private byte[] bytes(Kind kind) throws TlsFileException {
        Path file = paths.get(kind);
        try {
            BasicFileAttributes found = Files.readAttributes(file, BasicFileAttributes.class);
            if (!found.isRegularFile() || found.size() > MOST_BYTES) { // a pipe would never end, a device neither
                throw refused(kind, "is no regular file, or has more than 1 MiB", "a file of keys or certificates");
            }
            return Files.readAllBytes(file);
        } catch (NoSuchFileException e) {
            throw refused(kind, "does not exist", "a file that the supervisor's user can read");
        } catch (AccessDeniedException e) {
            throw refused(kind, "cannot be read (permission denied)", "a file that the supervisor's user can read");
        } catch (IOException e) {
            throw refused(
                    kind, "cannot be read (" + FailureReason.of(e) + ")", "a file that the supervisor's user can read");
        }
    }

    private TlsFileException refused(Kind kind, String found, String expected) {
        return new TlsFileException(kind, paths.get(kind), found, expected);
    }
}
