package org.supervisor.examples.supctl;

import java.util.Optional;

/**
 * The address of a process, or of all processes of a group.
 *
 * @param process empty: all of the group
 */
record Namespec(String group, Optional<String> process) {
    /** Reads {@code name}, {@code group:name}, {@code group:*} or {@code group:}. */
    static Namespec of(String text) {
        int colon = text.indexOf(':');
        if (colon < 0) {
            return new Namespec(text, Optional.of(text));
        }
        String process = text.substring(colon + 1);
        boolean isGroup = process.isEmpty() || process.equals("*");
        return new Namespec(text.substring(0, colon), isGroup ? Optional.empty() : Optional.of(process));
    }

    boolean isGroup() {
        return process.isEmpty();
    }
}
