package org.supervisor.server.http;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import java.util.Locale;
import org.supervisor.server.config.Credentials;

/**
 * Accepts requests with the right credentials.
 *
 * @param user the name
 * @param password as it is, or {@code {SHA}} and the hexadecimal SHA-1 of it
 * @see <a href="https://www.rfc-editor.org/rfc/rfc7617">RFC 7617: the Basic scheme</a>
 */
record BasicAuth(String user, String password) {
    private static final String SCHEME = "basic ";
    private static final String HASHED = "{SHA}";

    BasicAuth(Credentials needed) {
        this(needed.user(), needed.password());
    }

    /** Whether an Authorization header, if there is one, has them. Takes the same time however much is right. */
    boolean admits(String authorization) {
        if (authorization == null || !authorization.regionMatches(true, 0, SCHEME, 0, SCHEME.length())) {
            return false;
        }
        byte[] given = decode(authorization.substring(SCHEME.length()).strip());
        int colon = 0;
        while (colon < given.length && given[colon] != ':') {
            colon++;
        }
        if (colon == given.length) {
            return false;
        }
        byte[] name = Arrays.copyOf(given, colon);
        byte[] secret = Arrays.copyOfRange(given, colon + 1, given.length);
        // both are always compared, so that the time does not reveal which is wrong
        boolean isUser = MessageDigest.isEqual(name, user.getBytes(StandardCharsets.UTF_8));
        boolean isPassword = matches(secret);
        return isUser && isPassword;
    }

    private boolean matches(byte[] secret) {
        if (!password.startsWith(HASHED)) {
            return MessageDigest.isEqual(secret, password.getBytes(StandardCharsets.UTF_8));
        }
        String expected = password.substring(HASHED.length()).toLowerCase(Locale.ROOT);
        return MessageDigest.isEqual(
                sha1(secret).getBytes(StandardCharsets.US_ASCII), expected.getBytes(StandardCharsets.UTF_8));
    }

    private static String sha1(byte[] secret) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-1").digest(secret));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-1", e);
        }
    }

    private static byte[] decode(String base64) {
        try {
            return Base64.getDecoder().decode(base64);
        } catch (IllegalArgumentException e) {
            return new byte[0];
        }
    }
}
