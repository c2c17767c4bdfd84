package org.supervisor.examples.supctl;

/** Text in columns. */
final class Columns {
    private Columns() {}

    /** The text with blanks after it, as long as the width at least. */
    static String padded(String text, int width) {
        return text.length() >= width ? text : text + " ".repeat(width - text.length());
    }
}
