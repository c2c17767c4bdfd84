package org.supervisor.examples.supctl;

import java.util.Collection;
import java.util.Comparator;
import java.util.Locale;
import java.util.Optional;
import org.apache.commons.text.similarity.DamerauLevenshteinDistance;

/**
 * Guesses what was meant by an unknown word. Loaded only when there is one. The daemon's {@code config} package has a
 * class of the same name for its keys: the distance is the library's in both, and they differ in what they do with it
 * (case and quotes). One class for both would have to be in {@code rpc-api}, which has no dependencies and is public.
 */
final class NearSpelling {
    private static final int LETTERS_PER_SLIP = 3;
    private static final DamerauLevenshteinDistance DISTANCE = new DamerauLevenshteinDistance();

    private NearSpelling() {}

    /** The nearest of the known words, if it has at most one typing error for every three letters; ignores case. */
    static Optional<String> of(String word, Collection<String> known) {
        return known.stream()
                .filter(k -> distance(word, k) <= Math.max(1, Math.min(word.length(), k.length()) / LETTERS_PER_SLIP))
                .min(Comparator.<String>comparingInt(k -> distance(word, k)).thenComparing(k -> k));
    }

    /** {@code ; did you mean start?}, or nothing. */
    static String hint(String word, Collection<String> known) {
        return of(word, known).map(near -> "; did you mean " + near + "?").orElse("");
    }

    private static int distance(String a, String b) {
        return DISTANCE.apply(a.toLowerCase(Locale.ROOT), b.toLowerCase(Locale.ROOT));
    }
}
