package org.supervisor.server.config;

import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.format.DateTimeParseException;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;
import org.supervisor.api.Role;
import org.supervisor.server.process.ProcessPatterns;

/** The keys of {@code [token:x]}. */
final class TokenKeys {
    /** All of them. */
    static final Keys ALL = new Keys(Change.RELOAD);

    private static final String MARK = "{sha256}";
    private static final Pattern SHA256 = Pattern.compile("[0-9a-f]{64}");
    private static final Type<String> TOKEN_HASH =
            new Type<>("hash", "{sha256} and 64 hexadecimal digits, as supctl make-token prints them", TokenKeys::hash);
    private static final Type<Optional<Instant>> MOMENT = new Type<>(
            "moment", "a day such as 2027-01-31, a moment such as 2027-01-31T12:00:00Z, or never", TokenKeys::moment);

    static final Key<String> HASH = ALL.add(
            Key.optional("hash", TOKEN_HASH, "required", "{sha256} and the hash of the token: supctl make-token")
                    .ours());
    static final Key<Optional<Instant>> EXPIRES = ALL.add(
            Key.optional("expires", MOMENT, "required", "the last day, in UTC, or the moment when it expires; or never")
                    .ours());
    static final Key<String> USER = ALL.add(Key.optional(
                    "user",
                    new Type<>("text", "the name of a user", text -> text),
                    "none",
                    "the user whose role and programs it has; without it those below")
            .ours());
    static final Key<Role> TOKEN_ROLES =
            ALL.add(Key.of("roles", UserKeys.ROLES, "viewer", "what its bearer may do: viewer, operator or admin")
                    .ours());
    static final Key<ProcessPatterns> TOKEN_PROGRAMS =
            ALL.add(Key.of("programs", UserKeys.PROGRAMS, "*", "the programs that its bearer sees; an admin sees all")
                    .ours());

    private TokenKeys() {}

    private static String hash(String text) throws BadValue {
        String lower = text.toLowerCase(Locale.ROOT);
        String digits = lower.startsWith(MARK) ? lower.substring(MARK.length()) : "";
        if (!SHA256.matcher(digits).matches()) {
            throw new BadValue("hash is no " + MARK + " hash");
        }
        return digits;
    }

    /** A day includes its end. */
    private static Optional<Instant> moment(String text) throws BadValue {
        if (text.equalsIgnoreCase("never")) {
            return Optional.empty();
        }
        try {
            return Optional.of(
                    text.indexOf(':') < 0
                            ? LocalDate.parse(text).plusDays(1).atStartOfDay().toInstant(ZoneOffset.UTC)
                            : Instant.parse(text));
        } catch (DateTimeParseException e) {
            throw new BadValue("expires is no day and no moment");
        }
    }
}
