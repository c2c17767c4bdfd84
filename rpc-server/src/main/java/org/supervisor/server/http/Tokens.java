package org.supervisor.server.http;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import org.supervisor.server.config.TokenSpec;
import org.supervisor.server.engine.Caller;
import org.supervisor.server.engine.Rights;
import org.supervisor.server.process.Sha256;

/**
 * The tokens that clients may show. A token is random, so a fast hash of it is enough. Any thread.
 *
 * @see <a href="https://www.rfc-editor.org/rfc/rfc6750">RFC 6750: the Bearer scheme</a>
 */
final class Tokens {
    private static final String SCHEME = "bearer ";

    private final List<TokenSpec> tokens;
    private final InstantSource clock;

    /**
     * These tokens.
     *
     * @param clock the time of day, by which they expire
     */
    Tokens(List<TokenSpec> tokens, InstantSource clock) {
        this.tokens = List.copyOf(tokens);
        this.clock = clock;
    }

    /** What an Authorization header of this scheme shows; empty: it is of another. */
    static Optional<String> shown(String authorization) {
        return authorization.regionMatches(true, 0, SCHEME, 0, SCHEME.length())
                ? Optional.of(authorization.substring(SCHEME.length()).strip())
                : Optional.empty();
    }

    /** All hashes are compared, so that the time tells nothing. */
    Logins.Verdict judge(String shown) {
        byte[] hash = hash(shown).getBytes(StandardCharsets.US_ASCII);
        Optional<TokenSpec> found = Optional.empty();
        for (TokenSpec token : tokens) {
            if (MessageDigest.isEqual(hash, token.hash().getBytes(StandardCharsets.US_ASCII))) {
                found = Optional.of(token);
            }
        }
        return found.map(this::judge).orElse(Logins.Verdict.WRONG);
    }

    private Logins.Verdict judge(TokenSpec token) {
        if (token.expires().filter(end -> !clock.instant().isBefore(end)).isPresent()) {
            return new Logins.Verdict.Refused(
                    true,
                    "the token " + token.name() + " expired at "
                            + token.expires().get() + "; make another with supctl make-token, and put its hash"
                            + " and a later day into [token:" + token.name() + "]");
        }
        return new Logins.Verdict.Admitted(new Identity(
                Optional.of(token.user()),
                new Rights(token.role(), token.programs()),
                Caller.Proof.token(token.name(), token.expires())));
    }

    private static String hash(String token) {
        return Sha256.hex(token.getBytes(StandardCharsets.UTF_8));
    }
}
