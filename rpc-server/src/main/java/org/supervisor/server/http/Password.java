package org.supervisor.server.http;

import at.favre.lib.crypto.bcrypt.BCrypt;
import at.favre.lib.crypto.bcrypt.LongPasswordStrategies;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Locale;

/** A password as it is configured. Comparing takes the same time however much is right. Any thread. */
sealed interface Password {
    /** Whether it is this one, in bytes. */
    boolean matches(byte[] secret);

    /** One that is configured as {@code {bcrypt}...}, {@code {SHA}...} or in clear. */
    static Password of(String configured) {
        if (configured.startsWith(Bcrypt.MARK)) {
            return new Bcrypt(configured.substring(Bcrypt.MARK.length()));
        }
        return configured.startsWith(Sha1.MARK)
                ? new Sha1(configured.substring(Sha1.MARK.length()).toLowerCase(Locale.ROOT))
                : new Clear(configured);
    }

    /** A password in clear. */
    record Clear(String text) implements Password {
        @Override
        public boolean matches(byte[] secret) {
            return MessageDigest.isEqual(secret, text.getBytes(StandardCharsets.UTF_8));
        }
    }

    /** The hexadecimal SHA-1 of one, lower case. */
    record Sha1(String hash) implements Password {
        private static final String MARK = "{SHA}";

        @Override
        public boolean matches(byte[] secret) {
            return MessageDigest.isEqual(
                    sha1(secret).getBytes(StandardCharsets.US_ASCII), hash.getBytes(StandardCharsets.UTF_8));
        }

        private static String sha1(byte[] secret) {
            try {
                return HexFormat.of()
                        .formatHex(MessageDigest.getInstance("SHA-1").digest(secret));
            } catch (NoSuchAlgorithmException e) {
                throw new IllegalStateException("every Java has SHA-1", e);
            }
        }
    }

    /** The bcrypt hash of one: comparing takes a tenth of a second or more of a processor. */
    record Bcrypt(String hash) implements Password {
        private static final String MARK = "{bcrypt}";

        /** bcrypt takes no more of a password into account. */
        private static final int MOST_BYTES = 72;

        @Override
        public boolean matches(byte[] secret) {
            byte[] start = Arrays.copyOf(secret, Math.min(secret.length, MOST_BYTES));
            boolean isSame = BCrypt.verifyer(null, LongPasswordStrategies.none())
                    .verify(start, hash.getBytes(StandardCharsets.US_ASCII))
                    .verified;
            return isSame && secret.length <= MOST_BYTES;
        }

        /** Takes as long as this one, and is no password at all. */
        Bcrypt decoy() {
            return new Bcrypt(hash.substring(0, hash.length() - 1) + (hash.endsWith(".") ? "/" : "."));
        }
    }
}
