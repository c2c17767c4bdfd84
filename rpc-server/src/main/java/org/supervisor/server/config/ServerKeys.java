package org.supervisor.server.config;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** The keys of {@code [unix_http_server]} and {@code [inet_http_server]}. */
final class ServerKeys {
    /** Those of a UNIX socket only. */
    static final Keys UNIX = new Keys(Change.RELOAD);
    /** Those of a TCP port only. */
    static final Keys INET = new Keys(Change.RELOAD);
    /** Those of both. */
    static final Keys BOTH = new Keys(Change.RELOAD);

    /** Words between blanks or commas, lower case. */
    static final Type<Set<String>> WORDS = new Type<>(
            "words",
            "words between blanks or commas, or *",
            text -> Arrays.stream(text.toLowerCase(Locale.ROOT).split("[\\s,]+"))
                    .filter(word -> !word.isEmpty())
                    .collect(Collectors.toUnmodifiableSet()));

    private static final Pattern HASH =
            Pattern.compile("(?is)\\{(S?SHA(-?\\d+)?|S?MD5|B?CRYPT|PBKDF2[^}]*|ARGON2[^}]*)\\}.*");
    private static final Pattern SHA1 = Pattern.compile("\\{SHA\\}[0-9a-fA-F]{40}");
    private static final Type<String> USER_NAME =
            new Type<>("text", "a name without a colon (HTTP cannot carry one)", ServerKeys::userName);
    private static final Pattern BCRYPT =
            Pattern.compile("\\{bcrypt\\}\\$2[abxy]\\$(0[4-9]|1[0-6])\\$[./A-Za-z0-9]{53}");
    /** A password in one of the ways in which it can be compared. */
    static final Type<String> SECRET = new Type<>(
            "text",
            "a password, or {bcrypt} and its hash, or {SHA} and the 40 hexadecimal digits of its SHA-1",
            ServerKeys::password);

    static final Key<Path> FILE = UNIX.add(Key.optional("file", types -> types.socketPath, "required", "the socket"));
    static final Key<Integer> CHMOD =
            UNIX.add(Key.of("chmod", Types.MODE.complainingOf("Invalid chmod value "), "0700", "the socket's mode"));
    static final Key<String> CHOWN = UNIX.add(Key.optional(
            "chown",
            types -> types.owner.complainingOf("Invalid sockchown value "),
            "unchanged",
            "the socket's owner"));
    static final Key<Types.Address> PORT = INET.add(
            Key.optional("port", Types.ADDRESS, "required", "where it listens; without a host: on all of IPv4"));
    static final Key<String> USERNAME =
            BOTH.add(Key.optional("username", USER_NAME, "none", "who may log in; needs password"));
    static final Key<String> PASSWORD = BOTH.add(Key.optional(
            "password",
            SECRET,
            "none",
            "in clear, or {bcrypt} and its hash, or {SHA} and its SHA-1 in 40 hexadecimal digits; needs username"));
    static final Key<String> PASSWORD_FILE = BOTH.add(Key.optional(
                    "password_file",
                    types -> types.secretFile,
                    "none",
                    "a file with the password alone, instead of password; read with the configuration")
            .ours());
    static final Key<Set<String>> ALLOWED_ORIGINS =
            BOTH.add(Key.optional("allowed_origins", WORDS, "none", "the web pages that may send requests; *: all")
                    .ours());
    static final Key<Set<String>> ALLOWED_HOSTS = BOTH.add(Key.optional(
                    "allowed_hosts",
                    WORDS,
                    "none",
                    "names by which a server without login may be called over loopback, beside addresses, localhost and"
                            + " names without a dot; *: all")
            .ours());

    /** What people are told of a password that who reads the file has, or soon finds. */
    static final String WEAK =
            "who reads the file has this password, or soon finds it; replace it by what supctl hash-password prints";

    private ServerKeys() {}

    /** Whether a password is kept as a hash that takes long to guess. */
    static boolean isBcrypt(String password) {
        return BCRYPT.matcher(password).matches();
    }

    private static String userName(String text) throws BadValue {
        if (text.indexOf(':') >= 0) {
            throw new BadValue("username has a colon");
        }
        return text;
    }

    private static String password(String text) throws BadValue {
        if (text.isEmpty()) {
            throw new BadValue("password is empty; remove username and password to do without a login");
        }
        if (HASH.matcher(text).matches()
                && !SHA1.matcher(text).matches()
                && !BCRYPT.matcher(text).matches()) {
            throw new BadValue("password begins like a hash, and is none that could be compared");
        }
        return text;
    }
}
