package org.supervisor.api;

import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * A signal by its number on Linux (x86-64 and aarch64 agree). Real-time signals have numbers and no names of their own.
 *
 * @param number 0 (which only tests whether a process exists) to 64
 * @see <a href="https://man7.org/linux/man-pages/man7/signal.7.html">signal(7)</a>
 */
public record Signal(int number) {
    private static final String[] NAMES = {
        "0", "HUP", "INT", "QUIT", "ILL", "TRAP", "ABRT", "BUS", "FPE", "KILL", "USR1", "SEGV", "USR2", "PIPE", "ALRM",
        "TERM", "STKFLT", "CHLD", "CONT", "STOP", "TSTP", "TTIN", "TTOU", "URG", "XCPU", "XFSZ", "VTALRM", "PROF",
        "WINCH", "IO", "PWR", "SYS"
    };
    private static final int HIGHEST = 64;
    private static final int LIBRARY_FIRST = 32; // it and the next one belong to the C library's threads
    private static final Map<String, Integer> NUMBERS = numbers();

    public static final Signal HUP = new Signal(1);
    public static final Signal INT = new Signal(2);
    public static final Signal QUIT = new Signal(3);
    public static final Signal KILL = new Signal(9);
    public static final Signal USR1 = new Signal(10);
    public static final Signal USR2 = new Signal(12);
    public static final Signal TERM = new Signal(15);
    public static final Signal CHLD = new Signal(17);

    public Signal {
        if (number < 0 || number > HIGHEST) {
            throw new IllegalArgumentException("no signal has the number " + number);
        }
    }

    /**
     * Reads a number or a name: any case, with or without {@code SIG}.
     *
     * @return empty if this platform has no such signal
     */
    public static Optional<Signal> parse(String text) {
        String word = text.strip().toUpperCase(Locale.ROOT);
        if (word.matches("[+-]?\\d{1,4}")) {
            int number = Integer.parseInt(word);
            boolean isReserved = number == LIBRARY_FIRST || number == LIBRARY_FIRST + 1;
            return number < 0 || number > HIGHEST || isReserved ? Optional.empty() : Optional.of(new Signal(number));
        }
        return Optional.ofNullable(NUMBERS.get(word.startsWith("SIG") ? word.substring(3) : word))
                .map(Signal::new);
    }

    /** The name as people write it: {@code SIGTERM}; a real-time signal as {@code SIG34}. */
    public String longName() {
        return "SIG" + (number < NAMES.length ? NAMES[number] : Integer.toString(number));
    }

    // written out, because a record's own methods are generated on first use, which would slow down the start
    @Override
    public boolean equals(Object other) {
        return other instanceof Signal signal && signal.number == number;
    }

    @Override
    public int hashCode() {
        return number;
    }

    @Override
    public String toString() {
        return longName();
    }

    private static Map<String, Integer> numbers() {
        Map<String, Integer> numbers = new TreeMap<>();
        for (int number = 1; number < NAMES.length; number++) {
            numbers.put(NAMES[number], number);
        }
        numbers.put("IOT", 6);
        numbers.put("CLD", 17);
        numbers.put("POLL", 29);
        numbers.put("RTMIN", 34);
        numbers.put("RTMAX", HIGHEST);
        numbers.put("_DFL", 0);
        numbers.put("_IGN", 1);
        return numbers;
    }
}
