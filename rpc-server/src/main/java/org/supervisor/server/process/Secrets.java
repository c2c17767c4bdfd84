package org.supervisor.server.process;

import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** What looks like a secret, and is not shown. Any thread. */
public final class Secrets {
    /** Stands for a secret. */
    public static final String HIDDEN = "***";

    private static final Set<String> PARTS =
            Set.of("PASSWORD", "PASSWD", "PASSPHRASE", "SECRET", "TOKEN", "CREDENTIAL", "APIKEY");
    private static final Set<String> WORDS = Set.of("KEY", "KEYS", "PASS", "PW", "AUTH");
    private static final Pattern LOGIN_IN_URL = Pattern.compile("(?<=://)([^\\s/:@\"']*):[^\\s/@\"']+(?=@)");

    private Secrets() {}

    /** Whether a variable of this name is likely to hold one, such as {@code DB_PASSWORD}, {@code apiKey} or {@code SSH_KEY}. */
    public static boolean isSecret(String variable) {
        String name = variable.toUpperCase(Locale.ROOT);
        return PARTS.stream().anyMatch(name::contains)
                || Stream.of(name.split("[^A-Z]+", -1)).anyMatch(WORDS::contains);
    }

    /** A text without the passwords in its URLs: {@code https://me:***@host/}. */
    public static String masked(String text) {
        return text.contains("://") ? LOGIN_IN_URL.matcher(text).replaceAll("$1:" + HIDDEN) : text;
    }

    /** Whether any of these variables looks like a secret. */
    public static boolean areIn(Map<String, String> variables) {
        return variables.entrySet().stream()
                .anyMatch(variable -> isSecret(variable.getKey())
                        || !masked(variable.getValue()).equals(variable.getValue()));
    }

    /** Variables for people, in the same order, with a mask for what looks like a secret. */
    public static String shown(Map<String, String> variables) {
        return variables.entrySet().stream()
                .map(variable -> variable.getKey() + "="
                        + (isSecret(variable.getKey()) ? HIDDEN : "\"" + masked(variable.getValue()) + "\""))
                .collect(Collectors.joining(","));
    }
}
