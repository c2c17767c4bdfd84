package org.supervisor.examples.supctl;

/**
 * The address of a process, or of all processes of a group.
 *
 * @param process null: all of the group
 */
record Namespec(String group, String process) {
    /** Reads {@code name}, {@code group:name}, {@code group:*} or {@code group:}. */
    static Namespec of(String text) {
        int colon = text.indexOf(':');
        if (colon < 0) {
            return new Namespec(text, text);
        }
        String process = text.substring(colon + 1);
        return new Namespec(text.substring(0, colon), process.isEmpty() || process.equals("*") ? null : process);
    }

    boolean isGroup() {
        return process == null;
    }
}
