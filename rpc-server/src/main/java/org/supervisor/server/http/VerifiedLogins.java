package org.supervisor.server.http;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.supervisor.server.process.Sha256;

/**
 * The logins that were right lately, so that a slow hash need not be computed for each request. What was given is kept as a
 * fast hash with a random salt; when too many are known, the one that was used longest ago is forgotten. Any thread.
 */
final class VerifiedLogins {
    private static final int MOST = 256;
    private static final int SALT_BYTES = 32;

    private byte[] salt; // made by the first login: a daemon that nobody logs in to needs no chance
    private final Map<ByteBuffer, Identity> known = new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1;

        @Override
        protected boolean removeEldestEntry(Map.Entry<ByteBuffer, Identity> eldest) {
            return size() > MOST;
        }
    };

    /** Who has logged in with this header lately. */
    Optional<Identity> find(String authorization) {
        synchronized (known) {
            if (known.isEmpty()) {
                return Optional.empty();
            }
        }
        ByteBuffer hash = hash(authorization);
        synchronized (known) {
            return Optional.ofNullable(known.get(hash));
        }
    }

    /** Remembers a header that was right. */
    void add(String authorization, Identity identity) {
        ByteBuffer hash = hash(authorization);
        synchronized (known) {
            known.put(hash, identity);
        }
    }

    private byte[] salt() {
        synchronized (known) {
            if (salt == null) {
                salt = new byte[SALT_BYTES];
                new SecureRandom().nextBytes(salt);
            }
            return salt;
        }
    }

    private ByteBuffer hash(String authorization) {
        return ByteBuffer.wrap(Sha256.of(salt(), authorization.getBytes(StandardCharsets.UTF_8)));
    }
}
