package org.supervisor.server.config;

import java.util.regex.Pattern;

/** The name of an object in a Python module, {@code module:name}, as Python's package tools read it. */
final class EntryPoint {
    private static final Pattern FORM = Pattern.compile("[\\w.]+\\s*(:\\s*[\\w.]+)?\\s*(\\[.*\\])?");
    private static final Pattern COLON = Pattern.compile("\\s*:\\s*");

    private EntryPoint() {}

    /** The same name without the blanks around it and its colon. */
    static String normal(String text) {
        return COLON.matcher(PythonText.strip(text)).replaceFirst(":");
    }

    /** Whether it has the form of a name. */
    static boolean isOne(String text) {
        return FORM.matcher(text).matches();
    }

    /** supervisord's message about a name that cannot be resolved, or is malformed. */
    static String refusal(String text, String section) {
        return isOne(text)
                ? text + " cannot be resolved within [" + section + "]"
                : "(\"EntryPoint must be in 'name=module:attrs [extras]' format\", " + PythonText.repr("x=" + text)
                        + ")";
    }
}
