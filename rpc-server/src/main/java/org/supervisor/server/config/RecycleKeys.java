package org.supervisor.server.config;

import java.time.Duration;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.supervisor.server.process.RecycleRule;

/** When a program that works is restarted. */
final class RecycleKeys {
    static final Keys ALL = new Keys(Change.UPDATE);

    private static final Pattern MEMORY = Pattern.compile("(\\d+\\s*(?:kb|mb|gb)?)(?:\\s+for\\s+(.+))?");
    private static final Pattern AGE = Pattern.compile("(.*?)(?:\\s*(?:\u00b1|\\+/?-)\\s*(\\d{1,2})\\s*%?)?");

    private static final Type<RecycleRule.Memory> MEMORY_LIMIT = new Type<>(
            "bytes for time",
            "a size, and for how long it may be above it, such as 500MB for 30s",
            RecycleKeys::memory);
    private static final Type<RecycleRule.Age> AGE_LIMIT = new Type<>(
            "duration +-percent", "a time such as 24h, or 24h +-10 for ten percent more or less", RecycleKeys::age);

    static final Key<RecycleRule.Memory> MEMORY_RESTART = ALL.add(Key.added(
            "memory_restart",
            MEMORY_LIMIT,
            "none",
            "it is restarted when it and its descendants use more memory than this for so long"));
    static final Key<RecycleRule.Age> MAX_AGE = ALL.add(Key.added(
            "max_age",
            AGE_LIMIT,
            "none",
            "it is restarted when it has run for so long, some percent more or less at random"));

    private RecycleKeys() {}

    static Optional<RecycleRule> read(Values values) {
        Optional<RecycleRule.Memory> memory = values.find(MEMORY_RESTART);
        Optional<RecycleRule.Age> age = values.find(MAX_AGE);
        return memory.isEmpty() && age.isEmpty() ? Optional.empty() : Optional.of(new RecycleRule(memory, age));
    }

    private static RecycleRule.Memory memory(String text) throws BadValue {
        Matcher memory = MEMORY.matcher(text.strip().toLowerCase(Locale.ROOT));
        if (!memory.matches()) {
            throw new BadValue("not a size and a time: " + PythonText.repr(text));
        }
        long most = Numbers.bytes(memory.group(1).replaceAll("\\s", ""));
        if (most == 0) {
            throw new BadValue("no program uses no memory: " + PythonText.repr(text));
        }
        return new RecycleRule.Memory(
                most, memory.group(2) == null ? Duration.ZERO : AspectTypes.duration(memory.group(2)));
    }

    private static RecycleRule.Age age(String text) throws BadValue {
        Matcher age = AGE.matcher(text.strip());
        if (!age.matches()) {
            throw new BadValue("not a time: " + PythonText.repr(text));
        }
        Duration most = AspectTypes.duration(age.group(1));
        if (most.compareTo(Duration.ofSeconds(1)) < 0) {
            throw new BadValue("not a time of a second or more: " + PythonText.repr(text));
        }
        return new RecycleRule.Age(most, age.group(2) == null ? 0 : Integer.parseInt(age.group(2)));
    }
}
