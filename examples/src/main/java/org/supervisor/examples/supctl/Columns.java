package org.supervisor.examples.supctl;

/** Text in columns. */
final class Columns {
    private Columns() {}

    /** The text, padded with blanks to at least the width. */
    static String padded(String text, int width) {
        return text.length() >= width ? text : text + " ".repeat(width - text.length());
    }
}
