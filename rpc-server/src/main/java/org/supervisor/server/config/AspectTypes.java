package org.supervisor.server.config;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.supervisor.server.process.DependsOn;

/** Kinds of values that only keys of capabilities have. */
final class AspectTypes {
    /** A number without a unit is of seconds. */
    static final Type<Duration> DURATION =
            new Type<>("duration", "a time such as 30, 500ms, 10s, 5m or 2h", AspectTypes::duration);

    static final Type<List<DependsOn.Dependency>> DEPENDENCIES = new Type<>(
            "dependencies",
            "names with commas, each with :started, :ready or :completed if it is not to be ready",
            AspectTypes::dependencies);
    static final Type<DependsOn.OnFailure> ON_FAILURE =
            new Type<>("ignore, restart or stop", text -> switch (text.strip()) {
                case "ignore" -> DependsOn.OnFailure.IGNORE;
                case "restart" -> DependsOn.OnFailure.RESTART;
                case "stop" -> DependsOn.OnFailure.STOP;
                default -> throw new BadValue("not one of ignore, restart, stop: " + PythonText.repr(text));
            });

    private static final Pattern TIME = Pattern.compile("(\\d{1,12}(?:\\.\\d{1,9})?)\\s*(ms|s|m|h|d|)");
    private static final Map<String, Duration> UNITS = Map.of(
            "ms", Duration.ofMillis(1),
            "s", Duration.ofSeconds(1),
            "", Duration.ofSeconds(1),
            "m", Duration.ofMinutes(1),
            "h", Duration.ofHours(1),
            "d", Duration.ofDays(1));
    private static final Duration LONGEST = Duration.ofDays(36_500);

    private AspectTypes() {}

    static Duration duration(String text) throws BadValue {
        Matcher time = TIME.matcher(text.strip());
        if (!time.matches()) {
            throw new BadValue("not a time: " + PythonText.repr(text));
        }
        double nanos =
                Double.parseDouble(time.group(1)) * UNITS.get(time.group(2)).toNanos();
        if (nanos > LONGEST.toNanos()) {
            throw new BadValue("longer than " + LONGEST.toDays() + " days: " + PythonText.repr(text));
        }
        return Duration.ofNanos(Math.round(nanos));
    }

    private static List<DependsOn.Dependency> dependencies(String text) throws BadValue {
        List<DependsOn.Dependency> all = new ArrayList<>();
        for (String part : text.split("[,\\s]+", -1)) {
            if (!part.isEmpty()) {
                all.add(dependency(part));
            }
        }
        return List.copyOf(all);
    }

    /** What follows the last colon is a condition if it is the name of one: a process may have a colon in its name, too. */
    private static DependsOn.Dependency dependency(String part) throws BadValue {
        int colon = part.lastIndexOf(':');
        String last = part.substring(colon + 1);
        for (DependsOn.Condition condition : DependsOn.Condition.values()) {
            if (colon > 0 && condition.word().equals(last)) {
                return new DependsOn.Dependency(part.substring(0, colon), condition);
            }
        }
        if (colon == 0 || last.isEmpty()) {
            throw new BadValue("not a name: " + PythonText.repr(part));
        }
        return new DependsOn.Dependency(part, DependsOn.Condition.READY);
    }
}
