package org.supervisor.server.config;

import java.math.BigInteger;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;

/** Numbers as Python's {@code int()} reads them. What no Java number can hold becomes the nearest that can. */
final class Numbers {
    private static final Pattern DECIMAL = Pattern.compile("[+-]?\\d+(_\\d+)*");
    private static final Pattern OCTAL = Pattern.compile("([+-]?)(?:0[oO]_?)?([0-7]+(?:_[0-7]+)*)");
    private static final Map<String, Long> UNITS = Map.of("kb", 1L << 10, "mb", 1L << 20, "gb", 1L << 30);
    private static final int UNIT_LENGTH = 2;

    private Numbers() {}

    /** Whether {@link #whole} would read this. */
    static boolean isWhole(String text) {
        return DECIMAL.matcher(PythonText.strip(text)).matches();
    }

    /** A decimal integer, a sign allowed. */
    static long whole(String text) throws BadValue {
        if (!isWhole(text)) {
            throw new BadValue("invalid literal for int() with base 10: " + PythonText.repr(text));
        }
        return clamp(new BigInteger(PythonText.strip(text).replace("_", "")));
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
        BigInteger number = BigInteger.valueOf(whole(unit == null ? lower : lower.substring(0, split)));
        return Math.max(0, clamp(number.multiply(BigInteger.valueOf(unit == null ? 1 : unit))));
    }

    /** An octal integer. */
    static int octal(String text) throws BadValue {
        var matcher = OCTAL.matcher(PythonText.strip(text));
        if (!matcher.matches()) {
            throw new BadValue(text + " can not be converted to an octal type");
        }
        BigInteger value = new BigInteger(matcher.group(1) + matcher.group(2).replace("_", ""), 8);
        return Math.clamp(clamp(value), Integer.MIN_VALUE, Integer.MAX_VALUE);
    }

    private static long clamp(BigInteger value) {
        return value.bitLength() < Long.SIZE ? value.longValue() : value.signum() < 0 ? Long.MIN_VALUE : Long.MAX_VALUE;
    }
}
