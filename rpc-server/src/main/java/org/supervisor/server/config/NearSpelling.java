package org.supervisor.server.config;

import java.util.Collection;
import java.util.Comparator;
import java.util.Optional;
import org.apache.commons.text.similarity.DamerauLevenshteinDistance;

/** Guesses what somebody meant to write. */
public final class NearSpelling {
    private static final int LETTERS_PER_SLIP = 3;
    private static final DamerauLevenshteinDistance DISTANCE = new DamerauLevenshteinDistance();

    private NearSpelling() {}

    /** The nearest of the known words, if it is near: one slip for every three letters, two
     * letters in the wrong order being one slip. */
    public static Optional<String> of(String word, Collection<String> known) {
        return known.stream()
                .filter(k -> distance(word, k) <= Math.max(1, Math.min(word.length(), k.length()) / LETTERS_PER_SLIP))
                .min(Comparator.<String>comparingInt(k -> distance(word, k)).thenComparing(k -> k));
    }

    /** {@code ; did you mean "command"?}, or nothing. */
    public static String hint(String word, Collection<String> known) {
        return of(word, known).map(k -> "; did you mean \"" + k + "\"?").orElse("");
    }

    private static int distance(String a, String b) {
        return DISTANCE.apply(a, b);
    }
}
