package org.supervisor.examples.supctl;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The {@code [supervisorctl]} section of a configuration file. Only that section is looked at, so it is read line by line
 * and not by the daemon's reader, which would take longer to load than the call takes.
 *
 * @param values by lower-case key
 */
record CtlFile(Map<String, String> values) {
    private static final Pattern EXPANSION = Pattern.compile("%(?:%|\\(([A-Za-z0-9_]+)\\)s)");

    static CtlFile read(Path file, Map<String, String> environment) {
        Map<String, String> values = new HashMap<>();
        boolean found = false;
        boolean inside = false;
        try {
            for (String line : Files.readAllLines(file)) {
                String text = line.strip();
                if (text.startsWith("[")) {
                    inside = text.startsWith("[supervisorctl]");
                    found |= inside;
                } else if (inside && !text.isEmpty() && text.charAt(0) != ';' && text.charAt(0) != '#') {
                    put(values, text, file, environment);
                }
            }
        } catch (IOException e) {
            throw new UsageException("could not find config file " + file + " (" + e.getMessage() + ")");
        }
        if (!found) {
            throw new UsageException(
                    file + " has no [supervisorctl] section; add one with serverurl=, or give the address by -s");
        }
        return new CtlFile(values);
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
        return expansions.replaceAll(
                found -> Matcher.quoteReplacement(named(found.group(1), value, file, environment)));
    }

    private static String named(String name, String value, Path file, Map<String, String> environment) {
        if (name == null) {
            return "%";
        }
        String found = name.equals("here")
                ? String.valueOf(file.toAbsolutePath().getParent())
                : name.startsWith("ENV_") ? environment.get(name.substring(4)) : null;
        if (found == null) {
            throw new UsageException(file + " says " + value + ", but there is no %(" + name
                    + ")s; known are %(here)s and %(ENV_x)s for each variable x of the environment");
        }
        return found;
    }

    /** The value of a key; null if the section does not have it. */
    String value(String key) {
        return values.get(key);
    }
}
