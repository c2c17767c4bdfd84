package org.supervisor.server.config;

import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.supervisor.server.process.CgroupLimits;
import org.supervisor.server.process.CgroupLimits.Control;

/** What the kernel lets a program have together with all that it launches. */
final class CgroupKeys {
    static final Keys ALL = new Keys(Change.UPDATE);

    private static final int PERIOD_MICROS = 100_000;
    private static final int MICROS_PER_PERCENT = PERIOD_MICROS / 100;
    private static final int LEAST_MICROS = 1000; // of a quota and of a period
    private static final int LONGEST_PERIOD_MICROS = 1_000_000;
    private static final int MOST_WEIGHT = 10_000;
    private static final Map<String, Integer> SHIFTS = Map.of("", 0, "kb", 10, "mb", 20, "gb", 30, "tb", 40);
    private static final Pattern SIZE = Pattern.compile("(\\d{1,18})\\s*(|kb|mb|gb|tb)");
    private static final Pattern PERCENT = Pattern.compile("(\\d{1,6})\\s*%");
    private static final Pattern QUOTA = Pattern.compile("(\\d{1,9})\\s*[/\\s]\\s*(\\d{1,9})");
    private static final Pattern NUMBER = Pattern.compile("\\d{1,9}");

    private static final Type<String> BYTES = new Type<>("bytes", "a size above 0, such as 512MB", CgroupKeys::bytes);
    private static final Type<String> CPU = new Type<>(
            "percent or quota/period",
            "percent of one CPU such as 50% or 200%, or microseconds of CPU time in each period of microseconds such as"
                    + " 50000/100000",
            CgroupKeys::cpu);
    private static final Type<String> WEIGHT =
            new Type<>("weight", "a number from 1 to 10000", text -> number(text, MOST_WEIGHT));
    private static final Type<String> PIDS =
            new Type<>("number", "a number above 0", text -> number(text, Integer.MAX_VALUE));

    private static final Map<Control, Key<String>> KEYS = new EnumMap<>(Control.class);

    static {
        for (Control control : Control.values()) {
            KEYS.put(control, ALL.add(key(control)));
        }
    }

    private CgroupKeys() {}

    private static Key<String> key(Control control) {
        return switch (control) {
            case MEMORY_MAX -> key(control, BYTES, "none", "with this much memory it is killed if none can be freed");
            case MEMORY_HIGH -> key(control, BYTES, "none", "with this much memory it is slowed down");
            case CPU_MAX -> key(control, CPU, "none", "how much CPU time it gets at most");
            case CPU_WEIGHT -> key(control, WEIGHT, "the kernel's", "its share of the CPU where others want it, too");
            case PIDS_MAX -> key(control, PIDS, "none", "how many processes and threads it may be");
            case IO_WEIGHT ->
                key(control, WEIGHT, "the kernel's", "its share of the disks where others want them, too");
        };
    }

    private static Key<String> key(Control control, Type<String> type, String fallback, String meaning) {
        return Key.added(control.word(), type, fallback, meaning);
    }

    static Optional<CgroupLimits> read(Values values) {
        Map<Control, String> limits = new EnumMap<>(Control.class);
        KEYS.forEach((control, key) -> values.find(key).ifPresent(limit -> limits.put(control, limit)));
        return limits.isEmpty() ? Optional.empty() : Optional.of(CgroupLimits.of(limits));
    }

    private static String bytes(String text) throws BadValue {
        Matcher size = SIZE.matcher(text.strip().toLowerCase(Locale.ROOT));
        if (!size.matches()) {
            throw new BadValue("not a size: " + PythonText.repr(text));
        }
        long number = Long.parseLong(size.group(1));
        int shift = SHIFTS.get(size.group(2));
        if (number == 0 || number > Long.MAX_VALUE >> shift) {
            throw new BadValue("no size that a program can have: " + PythonText.repr(text));
        }
        return Long.toString(number << shift);
    }

    private static String cpu(String text) throws BadValue {
        Matcher percent = PERCENT.matcher(text.strip());
        if (percent.matches() && Integer.parseInt(percent.group(1)) > 0) {
            return (long) MICROS_PER_PERCENT * Integer.parseInt(percent.group(1)) + " " + PERIOD_MICROS;
        }
        Matcher quota = QUOTA.matcher(text.strip());
        if (quota.matches()) {
            int micros = Integer.parseInt(quota.group(1));
            int period = Integer.parseInt(quota.group(2));
            if (micros >= LEAST_MICROS && period >= LEAST_MICROS && period <= LONGEST_PERIOD_MICROS) {
                return micros + " " + period;
            }
            throw new BadValue(
                    "not at least 1000 microseconds in a period of 1000 to 1000000: " + PythonText.repr(text));
        }
        throw new BadValue("not an amount of CPU time: " + PythonText.repr(text));
    }

    private static String number(String text, int most) throws BadValue {
        String number = text.strip();
        if (!NUMBER.matcher(number).matches() || Integer.parseInt(number) == 0 || Integer.parseInt(number) > most) {
            throw new BadValue("not a number from 1 to " + most + ": " + PythonText.repr(text));
        }
        return Integer.toString(Integer.parseInt(number));
    }
}
