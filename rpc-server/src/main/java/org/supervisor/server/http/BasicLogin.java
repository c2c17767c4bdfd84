package org.supervisor.server.http;

import java.util.Arrays;
import java.util.Base64;
import java.util.Optional;

/**
 * What a client logs in with.
 *
 * @param name bytes in UTF-8
 * @param secret the password
 * @see <a href="https://www.rfc-editor.org/rfc/rfc7617">RFC 7617: the Basic scheme</a>
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
record BasicLogin(byte[] name, byte[] secret) {
    private static final String SCHEME = "basic ";

    /** Reads an Authorization header, if there is one of this scheme. */
    static Optional<BasicLogin> of(String authorization) {
        if (authorization == null || !authorization.regionMatches(true, 0, SCHEME, 0, SCHEME.length())) {
            return Optional.empty();
        }
        byte[] given = decode(authorization.substring(SCHEME.length()).strip());
        int colon = 0;
        while (colon < given.length && given[colon] != ':') {
            colon++;
        }
        return colon == given.length
                ? Optional.empty()
                : Optional.of(new BasicLogin(
                        Arrays.copyOf(given, colon), Arrays.copyOfRange(given, colon + 1, given.length)));
    }

    private static byte[] decode(String base64) {
        try {
            return Base64.getDecoder().decode(base64);
        } catch (IllegalArgumentException e) {
            return new byte[0];
        }
    }
}
