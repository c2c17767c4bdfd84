package org.supervisor.client;

import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.security.spec.InvalidKeySpecException;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The certificates and the private key in a PEM file: RFC 7468.
 *
 * @param keys in PKCS#8
 */
record PemFile(List<Certificate> certificates, List<byte[]> keys) {
    private static final Pattern BLOCK =
            Pattern.compile("-----BEGIN ([A-Z0-9 ]+)-----\\s+([A-Za-z0-9+/=\\s]+)-----END \\1-----");
    private static final List<String> KEY_ALGORITHMS = List.of("EC", "RSA", "EdDSA");

    static PemFile read(byte[] content) throws GeneralSecurityException {
        List<Certificate> certificates = new ArrayList<>();
        List<byte[]> keys = new ArrayList<>();
        Matcher block = BLOCK.matcher(new String(content, StandardCharsets.ISO_8859_1));
        while (block.find()) {
            byte[] data = Base64.getMimeDecoder().decode(block.group(2));
            switch (block.group(1)) {
                case "CERTIFICATE" ->
                    certificates.add(CertificateFactory.getInstance("X.509")
                            .generateCertificate(new ByteArrayInputStream(data)));
                case "PRIVATE KEY" -> keys.add(data);
                default -> {} // parameters and other kinds of keys
            }
        }
        return new PemFile(certificates, keys);
    }

    /** The first key. */
    PrivateKey key() throws GeneralSecurityException {
        if (keys.isEmpty() || certificates.isEmpty()) {
            throw new GeneralSecurityException(
                    keys.isEmpty() ? "it has no key that is in PKCS#8 and not encrypted" : "it has no certificate");
        }
        PKCS8EncodedKeySpec encoded = new PKCS8EncodedKeySpec(keys.get(0));
        for (String algorithm : KEY_ALGORITHMS) {
            try {
                return KeyFactory.getInstance(algorithm).generatePrivate(encoded);
            } catch (InvalidKeySpecException e) {
                // it is of another algorithm
            }
        }
        throw new GeneralSecurityException("its key is of none of the algorithms " + KEY_ALGORITHMS);
    }
}
