package org.supervisor.server;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;

/**
 * Tries a reader with damaged and invented input. Each try has a seed of its own, from which all of its input follows: the same
 * ones each time, so that a failure is never chance. {@code -Dtest.fuzz=20} makes 20 times as many tries, {@code -Dtest.seed=SEED} only
 * one. Input that fails is made shorter while it goes on to fail, and printed with its seed.
 */
public final class Fuzz {
    /** How many times as many tries as usual; {@code make proof} makes more. */
    private static final int FACTOR = Integer.getInteger("test.fuzz", 1);

    private static final Long ONE_SEED = Long.getLong("test.seed");
    private static final int MOST_SHRINKING_TRIES = 300;
    private static final int MOST_PRINTED = 4000;
    private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

    private final int tries;
    private final Mutations mutations;
    private long mostAllocated = Long.MAX_VALUE;

    private Fuzz(int tries, Mutations mutations) {
        this.tries = tries;
        this.mutations = mutations;
    }

    /** What is done with an input. Whatever it throws is a failure. */
    @FunctionalInterface
    public interface Target {
        void take(byte[] input, SplittableRandom random) throws Exception;
    }

    /**
     * Input that is made from valid samples and from words.
     *
     * @param tries how many, if nobody wants more
     */
    public static Fuzz of(int tries, List<byte[]> samples, List<String> words) {
        return new Fuzz(tries, new Mutations(samples, words));
    }

    /** The same with samples that are text. */
    public static Fuzz ofTexts(int tries, List<String> samples, List<String> words) {
        return of(tries, samples.stream().map(Fuzz::bytes).toList(), words);
    }

    /** Each try may allocate so much on its own thread: no length that the input names is believed. */
    public Fuzz allocating(long mostBytes) {
        mostAllocated = mostBytes;
        return this;
    }

    /** Tries it. */
    public void on(Target target) {
        if (ONE_SEED != null) {
            attempt(ONE_SEED, target);
            return;
        }
        for (long seed = 0; seed < (long) tries * FACTOR; seed++) {
            attempt(seed, target);
        }
    }

    private void attempt(long seed, Target target) {
        byte[] input = mutations.of(new SplittableRandom(seed));
        Throwable failure = failure(seed, input, target);
        if (failure != null) {
            byte[] shortest = shrunk(seed, input, target);
            throw new AssertionError(
                    "-Dtest.seed=" + seed + " fails, " + shortest.length + " of its " + input.length + " bytes do:\n"
                            + printable(shortest),
                    failure);
        }
    }

    private Throwable failure(long seed, byte[] input, Target target) {
        long before = THREADS.getCurrentThreadAllocatedBytes();
        try {
            target.take(input.clone(), new SplittableRandom(~seed));
        } catch (Throwable any) {
            return any;
        }
        long allocated = THREADS.getCurrentThreadAllocatedBytes() - before;
        return allocated <= mostAllocated
                ? null
                : new AssertionError(
                        "it allocated " + allocated + " bytes, " + mostAllocated + " at most are expected");
    }

    /** Leaves out pieces, large ones first. */
    private byte[] shrunk(long seed, byte[] input, Target target) {
        byte[] shortest = input;
        int left = MOST_SHRINKING_TRIES;
        for (int piece = input.length / 2; piece > 0; piece /= 2) {
            for (int at = 0; at + piece <= shortest.length && left > 0; left--) {
                byte[] shorter = Arrays.copyOf(shortest, shortest.length - piece);
                System.arraycopy(shortest, at + piece, shorter, at, shortest.length - piece - at);
                if (failure(seed, shorter, target) == null) {
                    at += piece;
                } else {
                    shortest = shorter;
                }
            }
        }
        return shortest;
    }

    /** Text as bytes of UTF-8. */
    public static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static String printable(byte[] bytes) {
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < Math.min(bytes.length, MOST_PRINTED); i++) {
            char c = (char) (bytes[i] & 0xff);
            text.append(
                    c == '\n' || (c >= ' ' && c <= '~' && c != '\\')
                            ? String.valueOf(c)
                            : "\\x%02x".formatted((int) c));
        }
        return text.append(bytes.length > MOST_PRINTED ? "..." : "").toString();
    }
}
