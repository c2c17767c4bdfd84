package org.supervisor.examples.supctl;

import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.supervisor.server.process.NativeText;

/**
 * The {@code [supervisorctl]} section of a configuration file. Only that section is needed, so it is read line by line
 * instead of by the daemon's reader, which would take longer to load than the call takes.
 *
 * @param values by lower-case key
 */
record CtlFile(Map<String, String> values) {
    private static final Pattern EXPANSION = Pattern.compile("%(?:%|\\(([A-Za-z0-9_]+)\\)s)");

    private static final String ENV = "ENV_";

    /** Used if no file is given. */
    static final CtlFile EMPTY = new CtlFile(Map.of());

    static CtlFile read(Path file, Map<String, String> environment) {
        Map<String, String> values = new HashMap<>();
        boolean found = false;
        boolean inside = false;
        try {
            for (String line : Files.readAllLines(NativeText.absolute(file))) {
                String text = line.strip();
                if (text.startsWith("[")) {
                    inside = text.startsWith("[supervisorctl]");
                    found |= inside;
                } else if (inside && !text.isEmpty() && text.charAt(0) != ';' && text.charAt(0) != '#') {
                    put(values, text, file, environment);
                }
            }
        } catch (IOException e) {
            throw new UsageException("could not find config file " + NativeText.of(file) + " (" + reason(e) + ")");
        }
        if (!found) {
            throw new UsageException(NativeText.of(file)
                    + " has no [supervisorctl] section; add one with serverurl=, or give the address with -s");
        }
        return new CtlFile(values);
    }

    /** The messages of the JDK's exceptions hold the file's name only, or count bytes. */
    private static String reason(IOException e) {
        return switch (e) {
            case NoSuchFileException _ -> "there is none";
            case AccessDeniedException _ -> "permission denied";
            case CharacterCodingException _ -> "it is not UTF-8; save it so";
            default -> e.getMessage();
        };
    }

    private static void put(Map<String, String> values, String line, Path file, Map<String, String> environment) {
        String[] keyAndValue = line.split("[=:]", 2);
        if (keyAndValue.length == 2) {
            String value = keyAndValue[1].split("\\s[;#]", 2)[0].strip();
            values.put(keyAndValue[0].strip().toLowerCase(Locale.ROOT), expand(value, file, environment));
        }
    }

    private static String expand(String value, Path file, Map<String, String> environment) {
        if (value.indexOf('%') < 0) {
            return value;
        }
        Matcher expansions = EXPANSION.matcher(value);
        return expansions.replaceAll(found -> Matcher.quoteReplacement(
                found.group().equals("%%") ? "%" : named(found.group(1), value, file, environment)));
    }

    private static String named(String name, String value, Path file, Map<String, String> environment) {
        return variable(name, file, environment)
                .orElseThrow(() ->
                        new UsageException(NativeText.of(file) + " contains " + value + ", but there is no %(" + name
                                + ")s; known are %(here)s and %(ENV_x)s for each variable x of the environment"));
    }

    private static Optional<String> variable(String name, Path file, Map<String, String> environment) {
        if (name.equals("here")) {
            return Optional.ofNullable(NativeText.absolute(file).getParent()).map(NativeText::of);
        }
        return name.startsWith(ENV)
                ? Optional.ofNullable(environment.get(name.substring(ENV.length())))
                : Optional.empty();
    }

    /** The password, or what the file holds that the section names. */
    Optional<String> password() {
        return value("password").or(() -> value("password_file").map(CtlFile::firstLine));
    }

    private static String firstLine(String name) {
        try {
            return Files.readString(NativeText.absolute(NativeText.path(name)))
                    .lines()
                    .findFirst()
                    .orElse("");
        } catch (IOException e) {
            throw new UsageException("cannot read the password_file " + name + " (" + reason(e) + ")");
        }
    }

    /** The value of a key, if the section has it. */
    Optional<String> value(String key) {
        return Optional.ofNullable(values.get(key));
    }
}
