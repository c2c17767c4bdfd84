package org.supervisor.server.config;

import org.supervisor.server.process.Dialect;

/**
 * Distinguishes the dialects. A file with a {@code [supervisord]} section is supervisord's. Any other file is a Perl
 * one if a {@code [program:]} section of it has a key that only Perl files have. An included file must moreover have no
 * key that only supervisord knows: supervisord files may have unknown keys.
 *
 * @param why in words for people
 */
record DialectRule(Dialect dialect, String why) {
    /** Judges a main file. */
    static DialectRule ofMain(String text) {
        return of(text, false);
    }

    /** Judges a file that a supervisord file includes. */
    static DialectRule ofIncluded(String text) {
        return of(text, true);
    }

    private static DialectRule of(String text, boolean included) {
        String perl = null;
        boolean program = false;
        int number = 0;
        for (String raw : text.lines().toList()) {
            number++;
            String line = raw.strip();
            int bracket = line.indexOf(']');
            if (line.startsWith("[") && bracket > 0) {
                String section = line.substring(1, bracket).strip();
                program = section.startsWith("program:");
                if (section.equals("supervisord")) {
                    return new DialectRule(Dialect.SUPERVISORD, "line " + number + " begins [supervisord]");
                }
            } else if (program && !line.startsWith(";") && !line.startsWith("#")) {
                String key = line.split("[=:]", 2)[0].strip();
                if (Vocabulary.PERL_ONLY.contains(key) && perl == null) {
                    perl = "no [supervisord] section, and line " + number + " has the key \"" + key
                            + "\", which only Perl files have";
                } else if (included && Vocabulary.SUPERVISORD_ONLY.contains(key)) {
                    return new DialectRule(
                            Dialect.SUPERVISORD,
                            "line " + number + " has the key \"" + key + "\", which only supervisord files have");
                }
            }
        }
        return perl == null
                ? new DialectRule(Dialect.SUPERVISORD, "no program has a key that only Perl files have")
                : new DialectRule(Dialect.PERL, perl);
    }
}
