package org.supervisor.server.config;

import java.math.BigInteger;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.supervisor.server.process.EnvironmentSources.EnvironmentFile;
import org.supervisor.server.process.NativeText;
import org.supervisor.server.process.ResourceLimits.Limit;
import org.supervisor.server.process.RestartLimit;

/** Kinds of values of the keys for how a program is launched. */
final class LaunchTypes {
    static final Type<List<EnvironmentFile>> ENVIRONMENT_FILES = new Type<>(
            "files", "paths of files with commas, each with - before it if it may be missing", LaunchTypes::files);
    static final Type<Path> ABSOLUTE_PATH = new Type<>("absolute path", "a path that begins with /", LaunchTypes::path);
    static final Type<List<String>> VARIABLES =
            new Type<>("names", "names of variables with commas", LaunchTypes::names);
    static final Type<Limit> NUMBER_LIMIT = limit("number or unlimited, soft:hard", "1024:4096", "");
    static final Type<Limit> SECONDS_LIMIT = limit("seconds or unlimited, soft:hard", "60:90", "");
    static final Type<Limit> BYTES_LIMIT = limit("bytes or unlimited, soft:hard", "512MB:1GB", "|kb|mb|gb|tb");

    static final Type<Integer> RETRIES = orInfinite(Types.COUNT);
    static final Type<Integer> ATTEMPTS = orInfinite(PerlTypes.ATTEMPTS);
    static final Type<Integer> PERCENT = new Type<>("percent", "a percentage of 0 to 100", LaunchTypes::percent);
    static final Type<RestartLimit> RESTART_LIMIT =
            new Type<>("restarts/time", "a number of restarts and a time, such as 5/60s", LaunchTypes::restartLimit);

    private static final String INFINITE = "infinite";
    private static final int WHOLE = 100;
    private static final Pattern PERCENTAGE = Pattern.compile("(\\d{1,3})\\s*%?");
    private static final Pattern RESTARTS = Pattern.compile("(\\d{1,9})\\s*/(.+)");
    private static final Pattern VARIABLE = Pattern.compile("[A-Za-z_][A-Za-z0-9_]*");
    private static final Map<String, Integer> SHIFTS = Map.of("", 0, "kb", 10, "mb", 20, "gb", 30, "tb", 40);
    private static final BigInteger MOST = BigInteger.valueOf(Long.MAX_VALUE);

    private LaunchTypes() {}

    private static Type<Integer> orInfinite(Type<Integer> number) {
        return new Type<>(
                number.word() + " or infinite",
                number.expected(),
                text -> text.strip().equals(INFINITE)
                        ? Integer.MAX_VALUE
                        : number.conversion().of(text),
                text -> text.strip().equals(INFINITE) ? "" : number.remark().apply(text));
    }

    private static int percent(String text) throws BadValue {
        Matcher percentage = PERCENTAGE.matcher(text.strip());
        if (!percentage.matches() || Integer.parseInt(percentage.group(1)) > WHOLE) {
            throw new BadValue("not a percentage: " + PythonText.repr(text));
        }
        return Integer.parseInt(percentage.group(1));
    }

    private static RestartLimit restartLimit(String text) throws BadValue {
        Matcher restarts = RESTARTS.matcher(text.strip());
        if (!restarts.matches() || Integer.parseInt(restarts.group(1)) == 0) {
            throw new BadValue("not a limit of restarts: " + PythonText.repr(text));
        }
        Duration within = AspectTypes.duration(restarts.group(2));
        if (!within.isPositive()) {
            throw new BadValue("not a limit of restarts: " + PythonText.repr(text));
        }
        return new RestartLimit(Integer.parseInt(restarts.group(1)), within);
    }

    private static Type<Limit> limit(String word, String example, String units) {
        Pattern pattern = Pattern.compile("(\\d{1,19})\\s*(" + (units.isEmpty() ? "" : units.substring(1) + "|") + ")");
        return new Type<>(
                word,
                "one value for both limits, or soft:hard, such as " + example + " or unlimited",
                text -> limit(text, pattern));
    }

    private static List<String> parts(String text) {
        List<String> parts = new ArrayList<>();
        for (String part : text.split(",", -1)) {
            if (!part.isBlank()) {
                parts.add(part.strip());
            }
        }
        return parts;
    }

    private static Path path(String text) throws BadValue {
        String path = PythonText.strip(text);
        if (!path.startsWith("/") || path.endsWith("/")) {
            throw new BadValue("not the absolute path of a file: " + PythonText.repr(text));
        }
        return NativeText.path(path);
    }

    private static List<EnvironmentFile> files(String text) throws BadValue {
        List<EnvironmentFile> files = new ArrayList<>();
        for (String part : parts(text)) {
            boolean isOptional = part.startsWith("-");
            String name = isOptional ? part.substring(1).strip() : part;
            if (name.isEmpty()) {
                throw new BadValue("not a path: " + PythonText.repr(part));
            }
            files.add(new EnvironmentFile(NativeText.absolute(NativeText.path(name)), isOptional));
        }
        return List.copyOf(files);
    }

    private static List<String> names(String text) throws BadValue {
        List<String> names = new ArrayList<>();
        for (String part : text.split("[,\\s]+", -1)) {
            if (part.isEmpty()) {
                continue;
            }
            if (!VARIABLE.matcher(part).matches()) {
                throw new BadValue("not the name of a variable: " + PythonText.repr(part));
            }
            names.add(part);
        }
        return List.copyOf(names);
    }

    private static Limit limit(String text, Pattern pattern) throws BadValue {
        int colon = text.indexOf(':');
        long soft = value(colon < 0 ? text : text.substring(0, colon), pattern);
        long hard = colon < 0 ? soft : value(text.substring(colon + 1), pattern);
        if (soft > hard) {
            throw new BadValue("the soft limit is above the hard limit: " + PythonText.repr(text));
        }
        return new Limit(soft, hard);
    }

    private static long value(String text, Pattern pattern) throws BadValue {
        String word = text.strip().toLowerCase(Locale.ROOT);
        if (word.equals("unlimited") || word.equals("infinity")) {
            return Long.MAX_VALUE;
        }
        Matcher number = pattern.matcher(word);
        if (!number.matches()) {
            throw new BadValue("not a limit: " + PythonText.repr(text));
        }
        BigInteger value = new BigInteger(number.group(1)).shiftLeft(SHIFTS.get(number.group(2)));
        if (value.compareTo(MOST) >= 0) {
            throw new BadValue("too large for a limit: " + PythonText.repr(text));
        }
        return value.longValue();
    }
}
