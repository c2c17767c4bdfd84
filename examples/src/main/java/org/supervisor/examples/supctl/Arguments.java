package org.supervisor.examples.supctl;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * A command line. Long options are read as Getopt::Long does: with one hyphen or two, in any case, abbreviated
 * as long as they are unique, the value after {@code =} or as the next word. Short options are supervisorctl's. The
 * first word that is no option begins the verb, and the rest belongs to it.
 *
 * <p>A library for command lines is not used on purpose: loading one costs more than all the rest of a
 * {@code supctl status}.
 */
final class Arguments {
    /** The original's options; its abbreviations must not become ambiguous by ours. */
    private static final List<String> ORIGINAL = List.of("start", "stop", "status", "reload", "host", "port", "help");

    private static final List<String> ADDED = List.of(
            "kill",
            "stop-supervisor",
            "address",
            "configuration",
            "serverurl",
            "username",
            "password",
            "token-file",
            "cacert",
            "cert",
            "history_file",
            "interactive",
            "json");

    private static final List<String> SWITCHES = List.of("help", "stop-supervisor", "interactive", "json");
    private static final Map<Character, String> SHORT = Map.of(
            'c', "configuration",
            's', "serverurl",
            'u', "username",
            'p', "password",
            'r', "history_file",
            'i', "interactive",
            'h', "help",
            '?', "help");
    /** If several commands are given, the first in this order is run. */
    private static final List<String> COMMANDS =
            List.of("stop", "start", "status", "reload", "kill", "stop-supervisor");

    private final Map<String, String> options = new HashMap<>();
    private final List<String> words = new ArrayList<>();

    private Arguments() {}

    /**
     * Reads a command line.
     *
     * @throws UsageException if it cannot be understood
     */
    static Arguments parse(String[] args) {
        Arguments arguments = new Arguments();
        int next = 0;
        while (next < args.length && args[next].startsWith("-") && args[next].length() > 1) {
            if (args[next].equals("--")) {
                next++;
                break;
            }
            next = arguments.option(args, next);
        }
        for (; next < args.length; next++) {
            if (args[next].equals("--json")) {
                arguments.options.put("json", "");
            } else {
                arguments.words.add(args[next]);
            }
        }
        if (arguments.perlCommand().isPresent() && !arguments.words.isEmpty()) {
            throw new UsageException("found --" + arguments.perlCommand().get() + " and " + arguments.words.get(0)
                    + "; expected one command, an option or a word");
        }
        return arguments;
    }

    private int option(String[] args, int at) {
        String arg = args[at];
        boolean isLong = arg.startsWith("--");
        int equals = arg.indexOf('=');
        String typed = arg.substring(isLong ? 2 : 1, equals < 0 ? arg.length() : equals);
        if (!isLong && !isOption(typed)) {
            putAttached(arg);
            return at + 1;
        }
        String name =
                isLong || typed.length() > 1 ? longName(typed) : shortName(arg).orElseGet(() -> longName(typed));
        if (SWITCHES.contains(name)) {
            options.put(name, "");
            return at + 1;
        }
        if (equals >= 0) {
            options.put(name, arg.substring(equals + 1));
            return at + 1;
        }
        if (at + 1 == args.length) {
            throw new UsageException("option " + arg + " requires argument");
        }
        options.put(name, args[at + 1]);
        return at + 2;
    }

    /** Whether the word after one hyphen is an option; otherwise its first letter may be one and the rest its value. */
    private static boolean isOption(String typed) {
        return (typed.length() == 1 && SHORT.containsKey(typed.charAt(0)))
                || !candidates(ORIGINAL, typed).isEmpty()
                || !candidates(ADDED, typed).isEmpty();
    }

    /** Takes an option with its value in the same word, as in -phush. */
    private void putAttached(String arg) {
        String name = shortName(arg)
                .filter(option -> !SWITCHES.contains(option))
                .orElseThrow(() -> new UsageException("option " + arg + " not recognized"));
        options.put(name, arg.substring(2));
    }

    /** The option that the letter after the hyphen stands for, if it is one. */
    private static Optional<String> shortName(String arg) {
        return Optional.ofNullable(SHORT.get(arg.charAt(1)));
    }

    private static String longName(String typed) {
        List<String> candidates = candidates(ORIGINAL, typed);
        if (candidates.isEmpty() || (candidates.size() > 1 && ADDED.contains(typed))) {
            candidates = candidates(ADDED, typed);
        }
        if (candidates.contains(typed.toLowerCase(Locale.ROOT))) {
            return typed.toLowerCase(Locale.ROOT);
        }
        if (candidates.size() == 1) {
            return candidates.get(0);
        }
        throw new UsageException(
                candidates.isEmpty()
                        ? "option --" + typed + " not recognized" + NearSpelling.hint("--" + typed, longOptions())
                        : "option --" + typed + " is ambiguous (" + String.join(", ", candidates) + ")");
    }

    /** With their hyphens. */
    static List<String> longOptions() {
        return Stream.concat(ORIGINAL.stream(), ADDED.stream())
                .map(name -> "--" + name)
                .toList();
    }

    private static List<String> candidates(List<String> names, String typed) {
        String prefix = typed.toLowerCase(Locale.ROOT);
        List<String> candidates = new ArrayList<>();
        for (String name : names) {
            if (!prefix.isEmpty() && name.startsWith(prefix)) {
                candidates.add(name);
            }
        }
        return candidates;
    }

    /** The verb and what belongs to it; empty if there is none. */
    List<String> words() {
        return words;
    }

    /** The value of an option, if it was given. */
    Optional<String> option(String name) {
        return Optional.ofNullable(options.get(name));
    }

    /** The command among the original's options, if there is one. */
    Optional<String> perlCommand() {
        for (String command : COMMANDS) {
            if (options.containsKey(command)) {
                return Optional.of(command);
            }
        }
        return Optional.empty();
    }

    boolean isHelpWanted() {
        return options.containsKey("help");
    }

    boolean isJsonWanted() {
        return options.containsKey("json");
    }

    /** Whether commands are to be read from standard input even if it is not a terminal, as supervisorctl does. */
    boolean isSessionWanted() {
        return options.containsKey("interactive")
                || options.containsKey("configuration")
                || options.containsKey("serverurl");
    }
}
