package org.supervisor.server.config;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.AlgorithmParameters;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.interfaces.ECPublicKey;
import java.security.spec.InvalidKeySpecException;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.crypto.Cipher;
import javax.crypto.EncryptedPrivateKeyInfo;
import javax.crypto.SecretKeyFactory;
import javax.crypto.spec.PBEKeySpec;

/**
 * The certificates and the private key in a PEM file: RFC 7468. The JDK's own reader of such files is a preview in Java 25.
 *
 * @param key the first one; empty: none
 */
record PemFile(List<X509Certificate> certificates, Optional<Block> key) {
    private static final Pattern BLOCK =
            Pattern.compile("-----BEGIN ([A-Z0-9 ]+)-----\\s+([^-]*(?:-[^-]+)*)-----END \\1-----");
    private static final String OLD_ENCRYPTION = "Proc-Type: 4,ENCRYPTED";

    /** PKCS#8 begins with version 0 and the algorithm; these are RSA with its empty parameters, and EC before its curve. */
    private static final byte[] VERSION = HexFormat.of().parseHex("020100");

    private static final byte[] RSA = HexFormat.of().parseHex("300d06092a864886f70d0101010500");
    private static final byte[] EC = HexFormat.of().parseHex("06072a8648ce3d0201");
    private static final int SEQUENCE = 0x30;
    private static final int OCTETS = 0x04;
    private static final int SHORT_LENGTH = 0x80;

    /** What stands between two lines of hyphens. */
    record Block(String kind, String text) {
        byte[] data() {
            return Base64.getMimeDecoder().decode(text);
        }
    }

    static PemFile of(byte[] content) throws GeneralSecurityException {
        List<X509Certificate> certificates = new ArrayList<>();
        Optional<Block> key = Optional.empty();
        Matcher found = BLOCK.matcher(new String(content, StandardCharsets.ISO_8859_1));
        while (found.find()) {
            Block block = new Block(found.group(1), found.group(2));
            if (block.kind().equals("CERTIFICATE")) {
                certificates.add((X509Certificate) CertificateFactory.getInstance("X.509")
                        .generateCertificate(new ByteArrayInputStream(block.data())));
            } else if (block.kind().endsWith("PRIVATE KEY") && key.isEmpty()) {
                key = Optional.of(block);
            }
        }
        return new PemFile(List.copyOf(certificates), key);
    }

    /**
     * The key, as openssl writes it in its newer form (PKCS#8, encrypted or not) or its older ones (PKCS#1 of RSA, SEC1 of EC).
     *
     * @param own the public key that it belongs to, which has its algorithm
     * @param password of an encrypted one
     */
    PrivateKey key(PublicKey own, Optional<char[]> password) throws GeneralSecurityException {
        Block block = key.orElseThrow(() -> new GeneralSecurityException("it has no private key"));
        if (block.text().contains(OLD_ENCRYPTION)) {
            throw new GeneralSecurityException(
                    "its key is encrypted in an old form; convert it with: openssl pkcs8" + " -topk8 -in OLD -out NEW");
        }
        KeyFactory keys = KeyFactory.getInstance(own.getAlgorithm());
        try {
            return keys.generatePrivate(
                    switch (block.kind()) {
                        case "PRIVATE KEY" -> new PKCS8EncodedKeySpec(block.data());
                        case "RSA PRIVATE KEY" -> wrapped(RSA, block.data());
                        case "EC PRIVATE KEY" -> wrapped(curve(own), block.data());
                        case "ENCRYPTED PRIVATE KEY" -> decrypted(block.data(), password);
                        default -> throw new GeneralSecurityException("its key is of the unknown kind " + block.kind());
                    });
        } catch (InvalidKeySpecException e) {
            throw new GeneralSecurityException(
                    "its key is damaged, or not of the certificate's kind, " + own.getAlgorithm(), e);
        } catch (IOException e) {
            throw new GeneralSecurityException("its key is damaged", e);
        }
    }

    private static PKCS8EncodedKeySpec decrypted(byte[] data, Optional<char[]> password)
            throws GeneralSecurityException, IOException {
        if (password.isEmpty()) {
            throw new GeneralSecurityException("its key is encrypted, and there is no tls_key_password_file");
        }
        EncryptedPrivateKeyInfo encrypted = new EncryptedPrivateKeyInfo(data);
        try {
            String algorithm = encrypted.getAlgParameters().toString(); // of PBES2 its name has no cipher
            Cipher cipher = Cipher.getInstance(algorithm);
            cipher.init(
                    Cipher.DECRYPT_MODE,
                    SecretKeyFactory.getInstance(algorithm).generateSecret(new PBEKeySpec(password.get())),
                    encrypted.getAlgParameters());
            return encrypted.getKeySpec(cipher);
        } catch (GeneralSecurityException | NullPointerException e) {
            throw new GeneralSecurityException("its key cannot be decrypted: is the password right?", e);
        }
    }

    private static byte[] curve(PublicKey own) throws GeneralSecurityException, IOException {
        if (!(own instanceof ECPublicKey key)) {
            throw new InvalidKeySpecException("not EC");
        }
        AlgorithmParameters parameters = AlgorithmParameters.getInstance("EC");
        parameters.init(key.getParams());
        return der(SEQUENCE, EC, parameters.getEncoded());
    }

    /** Puts a key of an older form into PKCS#8, which is the algorithm and the old form. */
    private static PKCS8EncodedKeySpec wrapped(byte[] algorithm, byte[] key) {
        return new PKCS8EncodedKeySpec(der(SEQUENCE, VERSION, algorithm, der(OCTETS, key)));
    }

    private static byte[] der(int tag, byte[]... parts) {
        ByteArrayOutputStream content = new ByteArrayOutputStream();
        for (byte[] part : parts) {
            content.writeBytes(part);
        }
        ByteArrayOutputStream whole = new ByteArrayOutputStream();
        whole.write(tag);
        int length = content.size();
        if (length < SHORT_LENGTH) {
            whole.write(length);
        } else { // in two bytes: no key needs more
            whole.write(SHORT_LENGTH + 2);
            whole.write(length >> Byte.SIZE);
            whole.write(length);
        }
        whole.writeBytes(content.toByteArray());
        return whole.toByteArray();
    }
}
