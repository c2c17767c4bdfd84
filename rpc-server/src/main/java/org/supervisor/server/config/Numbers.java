package org.supervisor.server.config;

import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;

/** Numbers as Python's {@code int()} reads them. A number too large for Java becomes the nearest possible one. */
final class Numbers {
    private static final Pattern OCTAL = Pattern.compile("([+-]?)(?:0[oO]_?)?([0-7_]+)");
    private static final Map<String, Long> UNITS = Map.of("kb", 1L << 10, "mb", 1L << 20, "gb", 1L << 30);
    private static final int UNIT_LENGTH = 2;

    private Numbers() {}

    /** Whether {@link #whole} would read this. */
    static boolean isWhole(String text) {
        String number = PythonText.strip(text);
        boolean isSigned = number.startsWith("+") || number.startsWith("-");
        return areDigits(isSigned ? number.substring(1) : number, 10);
    }

    /** Digits with single underscores between them. Not by a pattern, which would need a deep stack for a long text. */
    private static boolean areDigits(String text, int radix) {
        boolean afterDigit = false;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            boolean isDigit = c >= '0' && c < '0' + radix;
            if (!isDigit && (c != '_' || !afterDigit)) {
                return false;
            }
            afterDigit = isDigit;
        }
        return afterDigit;
    }

    /** A decimal integer, a sign allowed. */
    static long whole(String text) throws BadValue {
        if (!isWhole(text)) {
            throw new BadValue("invalid literal for int() with base 10: " + PythonText.repr(text));
        }
        return nearest(PythonText.strip(text).replace("_", ""), 10);
    }

    /** The remark on an integer that is replaced; empty if there is none. */
    static String remark(String text, long lowest, long highest) {
        try {
            long number = whole(text);
            if (number < lowest) {
                return lowest == 0 ? "is below zero and counts as 0" : "is below " + lowest + " and counts as that";
            }
            return number > highest ? "is above " + highest + " and counts as that" : "";
        } catch (BadValue e) {
            return ""; // a problem, and not a remark
        }
    }

    /** A decimal integer within the range of an {@code int}. */
    static int integer(String text) throws BadValue {
        return Math.clamp(whole(text), Integer.MIN_VALUE, Integer.MAX_VALUE);
    }

    /** A number of bytes with an optional unit; below zero is zero. */
    static long bytes(String text) throws BadValue {
        String lower = text.toLowerCase(Locale.ROOT);
        int split = Math.max(0, lower.length() - UNIT_LENGTH);
        Long unit = UNITS.get(lower.substring(split));
        long number = Math.max(0, whole(unit == null ? lower : lower.substring(0, split)));
        long size = unit == null ? 1 : unit;
        return number > Long.MAX_VALUE / size ? Long.MAX_VALUE : number * size;
    }

    /** The remark on a size that is replaced; empty if there is none. */
    static String remarkOnBytes(String text) {
        try {
            String sign = PythonText.strip(text);
            boolean isNegative =
                    bytes(text) == 0 && sign.startsWith("-") && sign.chars().anyMatch(c -> c >= '1' && c <= '9');
            return isNegative
                    ? "is below zero and counts as 0"
                    : bytes(text) == Long.MAX_VALUE ? "is above " + Long.MAX_VALUE + " and counts as that" : "";
        } catch (BadValue e) {
            return ""; // a problem, and not a remark
        }
    }

    /** The remark on an octal number with bits outside of a mask; empty if there is none. */
    static String remarkOnMask(String text, int mask) {
        try {
            int bits = octal(text);
            return (bits & ~mask) == 0 ? "" : "counts as 0" + Integer.toOctalString(bits & mask);
        } catch (BadValue e) {
            return ""; // a problem, and not a remark
        }
    }

    /** An octal integer. */
    static int octal(String text) throws BadValue {
        var matcher = OCTAL.matcher(PythonText.strip(text));
        if (!matcher.matches() || !areDigits(matcher.group(2), 8)) {
            throw new BadValue(text + " can not be converted to an octal type");
        }
        String digits = matcher.group(1) + matcher.group(2).replace("_", "");
        return Math.clamp(nearest(digits, 8), Integer.MIN_VALUE, Integer.MAX_VALUE);
    }

    /** Not by BigInteger, whose first use would take a tenth of the time to start. */
    private static long nearest(String digits, int radix) {
        try {
            return Long.parseLong(digits, radix);
        } catch (NumberFormatException tooLarge) { // since these are digits
            return digits.startsWith("-") ? Long.MIN_VALUE : Long.MAX_VALUE;
        }
    }
}
