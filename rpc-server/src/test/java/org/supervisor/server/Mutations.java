package org.supervisor.server;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;

/** Makes bad input of good samples: flips, cuts, doubles, splices; of words alone it invents some. */
final class Mutations {
    private static final int MOST_BYTES = 256 << 10;
    private static final int MOST_CHANGES = 8;
    private static final int MOST_WORDS = 40;
    private static final int DEEPEST = 3000;

    /** Values at the edges of numbers and lengths, and what text should not have in it. */
    private static final List<byte[]> NASTY = List.of(
            new byte[] {0},
            new byte[] {0x7f, -1, -1, -1},
            new byte[] {-128, 0, 0, 0},
            new byte[] {-1, -1, -1, -1, -1, -1, -1, -1},
            new byte[] {(byte) 0xc3},
            new byte[] {(byte) 0xed, (byte) 0xa0, (byte) 0x80},
            new byte[] {(byte) 0xf8, (byte) 0x88},
            new byte[] {(byte) 0xef, (byte) 0xbb, (byte) 0xbf},
            latin("\r\n"),
            latin("\n"),
            latin("\r"),
            latin("\u001b["),
            latin("-1"),
            latin("2147483648"),
            latin("-9223372036854775809"),
            latin("99999999999999999999999999"),
            latin("1e999"),
            latin("NaN"),
            latin("%s%n"),
            latin("../../.."));

    private final List<byte[]> samples;
    private final List<byte[]> words;

    Mutations(List<byte[]> samples, List<String> words) {
        this.samples = samples;
        this.words = words.stream().map(Fuzz::bytes).toList();
    }

    private static byte[] latin(String text) {
        return text.getBytes(StandardCharsets.ISO_8859_1);
    }

    byte[] of(SplittableRandom random) {
        if (random.nextInt(8) == 0) {
            return invented(random);
        }
        byte[] bytes = any(samples, random);
        for (int left = random.nextInt(MOST_CHANGES); left >= 0; left--) {
            bytes = changed(bytes, random);
        }
        return Arrays.copyOf(bytes, Math.min(bytes.length, MOST_BYTES));
    }

    private byte[] invented(SplittableRandom random) {
        byte[] bytes = {};
        for (int left = random.nextInt(MOST_WORDS); left >= 0; left--) {
            bytes = inserted(bytes, bytes.length, random.nextInt(6) == 0 ? any(NASTY, random) : any(words, random), 1);
        }
        return bytes;
    }

    private byte[] changed(byte[] bytes, SplittableRandom random) {
        int at = random.nextInt(bytes.length + 1);
        int end = Math.min(bytes.length, at + 1 + random.nextInt(random.nextBoolean() ? 4 : 64));
        return switch (random.nextInt(11)) {
            case 0 -> flipped(bytes, at, 1 << random.nextInt(8));
            case 1 -> flipped(bytes, at, random.nextInt(256));
            case 2 -> joined(Arrays.copyOf(bytes, at), bytes, end); // taken out
            case 3 -> Arrays.copyOf(bytes, at); // cut off
            case 4 -> inserted(bytes, at, Arrays.copyOfRange(bytes, at, end), 1 + random.nextInt(8));
            case 5 -> inserted(bytes, at, Arrays.copyOfRange(bytes, at, end), random.nextInt(DEEPEST));
            case 6 -> inserted(bytes, at, any(words, random), random.nextInt(20) == 0 ? random.nextInt(DEEPEST) : 1);
            case 7 -> inserted(bytes, at, any(NASTY, random), 1);
            case 8 -> otherNumber(bytes, at, random);
            case 9 -> {
                byte[] other = any(samples, random);
                yield joined(Arrays.copyOf(bytes, at), other, random.nextInt(other.length + 1));
            }
            default -> joined(Arrays.copyOf(bytes, at), any(NASTY, random), bytes, end);
        };
    }

    private static byte[] any(List<byte[]> choice, SplittableRandom random) {
        return choice.get(random.nextInt(choice.size()));
    }

    private static byte[] flipped(byte[] bytes, int at, int mask) {
        byte[] changed = bytes.clone();
        if (at < changed.length) {
            changed[at] ^= (byte) mask;
        }
        return changed;
    }

    /** The next digits are replaced. */
    private static byte[] otherNumber(byte[] bytes, int from, SplittableRandom random) {
        int at = from;
        while (at < bytes.length && !isDigit(bytes[at])) {
            at++;
        }
        int end = at;
        while (end < bytes.length && isDigit(bytes[end])) {
            end++;
        }
        return joined(Arrays.copyOf(bytes, at), any(NASTY, random), bytes, end);
    }

    private static boolean isDigit(byte one) {
        return one >= '0' && one <= '9';
    }

    private static byte[] inserted(byte[] bytes, int at, byte[] piece, int times) {
        int most = Math.min(times, MOST_BYTES / Math.max(1, piece.length));
        ByteBuffer all = ByteBuffer.allocate(bytes.length + most * piece.length).put(bytes, 0, at);
        for (int left = most; left > 0; left--) {
            all.put(piece);
        }
        return all.put(bytes, at, bytes.length - at).array();
    }

    private static byte[] joined(byte[] begin, byte[] middle, byte[] rest, int from) {
        return joined(joined(begin, middle, 0), rest, from);
    }

    private static byte[] joined(byte[] begin, byte[] rest, int from) {
        return ByteBuffer.allocate(begin.length + rest.length - from)
                .put(begin)
                .put(rest, from, rest.length - from)
                .array();
    }
}
