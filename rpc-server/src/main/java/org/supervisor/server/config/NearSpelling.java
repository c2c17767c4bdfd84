package org.supervisor.server.config;

import java.util.Collection;
import java.util.Comparator;
import java.util.Optional;
import org.apache.commons.text.similarity.DamerauLevenshteinDistance;

/** Finds the known word that was probably intended. */
public final class NearSpelling {
    private static final int LETTERS_PER_SLIP = 3;
    private static final int LONGEST = 100;
    private static final DamerauLevenshteinDistance DISTANCE = new DamerauLevenshteinDistance();

    private NearSpelling() {}

    /** The nearest of the known words, if it is near: one slip for every three letters, two
     * letters in the wrong order being one slip. */
    public static Optional<String> of(String word, Collection<String> known) {
        return known.stream()
                .filter(k -> Math.abs(word.length() - k.length()) <= slips(word, k)) // skips long texts
                .filter(k -> distance(word, k) <= slips(word, k))
                .min(Comparator.<String>comparingInt(k -> distance(word, k)).thenComparing(k -> k));
    }

    /** {@code ; did you mean "command"?}, or nothing. */
    public static String hint(String word, Collection<String> known) {
        return of(word, known).map(k -> "; did you mean \"" + k + "\"?").orElse("");
    }

    private static int slips(String a, String b) {
        return a.length() > LONGEST ? -1 : Math.max(1, Math.min(a.length(), b.length()) / LETTERS_PER_SLIP);
    }

    private static int distance(String a, String b) {
        return DISTANCE.apply(a, b);
    }
}
