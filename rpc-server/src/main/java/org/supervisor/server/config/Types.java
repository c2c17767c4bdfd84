package org.supervisor.server.config;

import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.supervisor.api.LogLevel;
import org.supervisor.api.Signal;
import org.supervisor.server.process.NativeText;
import org.supervisor.server.process.OutputSpec;
import org.supervisor.server.process.RestartPolicy;
import org.supervisor.server.process.SocketSpec;

/** All kinds of values. Those of files need a home folder for {@code ~}. */
final class Types {
    static final Type<String> TEXT = new Type<>("text", text -> text);
    static final Type<Integer> INTEGER = new Type<>(
            "integer",
            "a whole number",
            Numbers::integer,
            text -> Numbers.remark(text, Integer.MIN_VALUE, Integer.MAX_VALUE));
    static final Type<Integer> COUNT = new Type<>(
            "integer",
            "a whole number",
            text -> Math.max(0, Numbers.integer(text)),
            text -> Numbers.remark(text, 0, Integer.MAX_VALUE));
    static final Type<Integer> SECONDS = new Type<>("seconds", "whole seconds", COUNT.conversion(), COUNT.remark());
    static final Type<Long> BYTES =
            new Type<>("bytes", "a number of bytes, KB, MB or GB", Numbers::bytes, Numbers::remarkOnBytes);
    static final Type<Integer> UMASK = octal(0777);
    static final Type<Integer> MODE = octal(07777);
    static final Type<Boolean> BOOLEAN = new Type<>("boolean", "true or false (yes, no, on, off, 1, 0)", Types::bool);
    static final Type<Signal> SIGNAL = new Type<>("signal", "the name or number of a signal", Types::signal);
    /** As supervisord accepts them: of the real-time signals only those that have a name. */
    static final Type<Signal> NAMED_SIGNAL =
            new Type<>("signal", "the name or number of a signal that has a name", Types::namedSignal);

    static final Type<List<Integer>> EXIT_CODES =
            new Type<>("codes", "numbers of 0 to 255 with commas", Types::exitCodes);
    static final Type<RestartPolicy.When> AUTORESTART =
            new Type<>("boolean or unexpected", "true, false or unexpected", Types::autorestart);
    static final Type<LogLevel> LOG_LEVEL = new Type<>(
            "level",
            "critical, error, warn, info, debug, trace or blather",
            text -> LogLevel.named(text)
                    .orElseThrow(() -> new BadValue("bad logging level name " + PythonText.repr(text))));
    static final Type<Map<String, String>> PAIRS = new Type<>(
            "pairs", "pairs such as: A=1,B=\"two words\" (quote whatever is not a letter or digit)", Pairs::parse);
    static final Type<Address> ADDRESS = new Type<>("port", "a port of 1 to 65535, or host:port", Types::address);
    static final Type<Integer> PORT = new Type<>("a port of 1 to 65535", Types::port);
    static final Type<String> NAME = new Type<>("name", "a name without blank, colon and slash", Types::name);
    static final Type<OutputSpec.Format> LOG_FORMAT = new Type<>("raw, perl, prefixed or json", Types::logFormat);
    static final Type<Optional<OutputSpec.Format>> CHILD_OUTPUT = new Type<>(
            "none, raw, perl, prefixed or json",
            text -> text.equals("none") ? Optional.empty() : Optional.of(logFormat(text)));

    private static final Pattern TCP = Pattern.compile("tcp://([^\\s:]+):(\\d+)");
    private static final Set<String> TRUE_WORDS = Set.of("yes", "true", "on", "1");
    private static final Set<String> FALSE_WORDS = Set.of("no", "false", "off", "0");
    private static final int FIRST_REAL_TIME = 34;
    private static final int LAST_REAL_TIME = 64;
    private static final int HIGHEST_PORT = 65_535;
    private static final int HIGHEST_EXIT_CODE = 255;

    final Type<String> user = new Type<>("user", "the name or number of a user of this machine", this::user);
    final Type<String> userGroup = new Type<>("group", "the name or number of a group of this machine", this::group);
    final Type<String> owner = new Type<>("user or user:group", "user or user:group of this machine", this::owner);

    /** An existing folder. */
    final Type<Path> existingFolder =
            new Type<>("folder", "a folder that exists (create it or correct the path)", this::folder);
    /** A file in an existing folder. */
    final Type<Path> fileInFolder =
            new Type<>("file", "a file in a folder that exists (create the folder or correct the path)", this::file);
    /** Where a child's output goes. */
    final Type<LogTarget> logTarget = new Type<>(
            "log", "NONE, AUTO or a file in a folder that exists (create the folder or correct the path)", this::log);

    /** Where the daemon's log goes; nothing for the word {@code syslog}; {@code NONE} is a file, as with supervisord. */
    final Type<Optional<Path>> mainLog = new Type<>("file or syslog", fileInFolder.expected(), this::mainLog);
    /** A file that holds a password. */
    final Type<String> secretFile = SecretFile.type(text -> path(PythonText.strip(text)));
    /** A socket's path. */
    final Type<Path> socketPath = new Type<>("path", "a path", text -> path(PythonText.strip(text)));
    /** The address of a FastCGI socket. */
    final Type<SocketSpec> socket =
            new Type<>("address", "tcp://host:port, with a port of 1 to 65535, or unix:///path", this::socket);

    private final Users users;
    private final Optional<String> home;

    Types(Users users, Optional<String> home) {
        this.users = users;
        this.home = home;
    }

    /** An address to listen at; an empty host means all. */
    record Address(String host, int port) {}

    /** The target of a log. */
    sealed interface LogTarget {
        record None() implements LogTarget {}

        record Auto() implements LogTarget {}

        record Syslog() implements LogTarget {}

        /**
         * A file.
         *
         * @param path absolute
         * @param written its text, {@code ~} replaced
         */
        record File(Path path, String written) implements LogTarget {}
    }

    /** A path as text, {@code ~} replaced. */
    String expandUser(String text) {
        if (!text.startsWith("~")) {
            return text;
        }
        int slash = text.indexOf('/');
        String name = slash < 0 ? text.substring(1) : text.substring(1, slash);
        String rest = slash < 0 ? "" : text.substring(slash);
        Optional<String> folder =
                name.isEmpty() ? home.or(() -> users.home(System.getProperty("user.name"))) : users.home(name);
        return folder.map(f -> f.endsWith("/") ? f.substring(0, f.length() - 1) + rest : f + rest)
                .map(path -> path.isEmpty() ? "/" : path)
                .orElse(text);
    }

    /**
     * An absolute path, with {@code ..} resolved in the text. Only for sockets, which supervisord treats so: behind a
     * symbolic link this is another place than the system would find.
     */
    Path path(String text) throws BadValue {
        return NativeText.absolute(toPath(expandUser(text))).normalize();
    }

    private Path folder(String text) throws BadValue {
        Path folder = NativeText.absolute(toPath(expandUser(text)));
        if (text.isEmpty() || !Files.isDirectory(folder)) {
            throw new BadValue(text + " is not an existing directory");
        }
        return folder;
    }

    private Path file(String text) throws BadValue {
        String path = expandUser(text);
        int slash = path.lastIndexOf('/');
        if (slash >= 0 && !Files.isDirectory(NativeText.absolute(toPath(path.substring(0, slash + 1))))) {
            throw new BadValue("The directory named as part of the path " + text + " does not exist");
        }
        return NativeText.absolute(toPath(path));
    }

    private Optional<Path> mainLog(String text) throws BadValue {
        if (text.isEmpty()) {
            throw new BadValue("logfile is empty");
        }
        if (text.equals("syslog")) {
            return Optional.empty();
        }
        Path path = file(text);
        if (Files.isDirectory(path)) {
            throw new BadValue("The log file " + text + " is a directory")
                    .advising("expected a file, such as one in it");
        }
        return Optional.of(path);
    }

    private SocketSpec socket(String text) throws BadValue {
        if (text.startsWith("unix://")) {
            String path = text.substring("unix://".length());
            if (!path.startsWith("/")) {
                throw new BadValue("Unix socket path " + path + " is not an absolute path");
            }
            return new SocketSpec.Unix(NativeText.of(path(path)));
        }
        Matcher tcp = TCP.matcher(text);
        if (!tcp.matches()) {
            throw new BadValue("Bad socket format " + text);
        }
        return new SocketSpec.Tcp(host(tcp.group(1)), port(tcp.group(2)));
    }

    private LogTarget log(String text) throws BadValue {
        return switch (text.toLowerCase(Locale.ROOT)) {
            case "", "none", "off" -> new LogTarget.None();
            case "auto" -> new LogTarget.Auto();
            case "syslog" -> new LogTarget.Syslog();
            default -> new LogTarget.File(file(text), expandUser(text));
        };
    }

    /** A path as it is written. */
    static Path toPath(String text) throws BadValue {
        try {
            return NativeText.path(text);
        } catch (InvalidPathException e) {
            throw new BadValue("embedded null byte");
        }
    }

    private static Type<Integer> octal(int mask) {
        return new Type<>(
                "octal",
                "an octal number",
                text -> Numbers.octal(text) & mask,
                text -> Numbers.remarkOnMask(text, mask));
    }

    private static boolean bool(String text) throws BadValue {
        String word = text.toLowerCase(Locale.ROOT);
        if (!TRUE_WORDS.contains(word) && !FALSE_WORDS.contains(word)) {
            throw new BadValue("not a valid boolean value: " + PythonText.repr(text));
        }
        return TRUE_WORDS.contains(word);
    }

    private static Signal signal(String text) throws BadValue {
        String kind = Numbers.isWhole(text) ? "number" : "name";
        return Signal.parse(text)
                .orElseThrow(() -> new BadValue("value " + PythonText.repr(text) + " is not a valid signal " + kind));
    }

    private static Signal namedSignal(String text) throws BadValue {
        Signal signal = signal(text);
        if (signal.number() > FIRST_REAL_TIME && signal.number() < LAST_REAL_TIME) {
            throw new BadValue("value " + PythonText.repr(text) + " is not a valid signal number");
        }
        return signal;
    }

    private static List<Integer> exitCodes(String text) throws BadValue {
        List<Integer> codes = new ArrayList<>();
        for (String part : text.isEmpty() ? List.<String>of() : List.of(text.split(",", -1))) {
            if (!Numbers.isWhole(part) || Numbers.whole(part) < 0 || Numbers.whole(part) > HIGHEST_EXIT_CODE) {
                throw new BadValue("not a valid list of exit codes: " + PythonText.repr(text));
            }
            codes.add(Numbers.integer(part));
        }
        return codes;
    }

    private static RestartPolicy.When autorestart(String text) throws BadValue {
        String word = text.toLowerCase(Locale.ROOT);
        if (TRUE_WORDS.contains(word)) {
            return RestartPolicy.When.ALWAYS;
        }
        if (FALSE_WORDS.contains(word)) {
            return RestartPolicy.When.NEVER;
        }
        if (word.equals("unexpected")) {
            return RestartPolicy.When.ON_UNEXPECTED_EXIT;
        }
        throw new BadValue("invalid 'autorestart' value " + PythonText.repr(word));
    }

    private static Address address(String text) throws BadValue {
        int colon = text.lastIndexOf(':');
        if (colon < 0) {
            try {
                return new Address("", port(text));
            } catch (BadValue e) {
                throw new BadValue("not a valid port number: " + PythonText.repr(text) + " ");
            }
        }
        if (colon == text.length() - 1) {
            throw new BadValue("no port number specified in ''");
        }
        int port = port(text.substring(colon + 1));
        String host = text.substring(0, colon);
        if (host.indexOf('/') >= 0) {
            throw new BadValue("not a host: " + PythonText.repr(host));
        }
        return new Address(host(host), port);
    }

    /** A host for a server: lower case, and empty for "every interface". */
    static String host(String text) {
        return text.equals("*") ? "" : text.toLowerCase(Locale.ROOT);
    }

    private static int port(String text) throws BadValue {
        long port = Numbers.whole(text);
        if (port < 1) {
            throw new BadValue(port + " is below lower bound (1)");
        }
        if (port > HIGHEST_PORT) {
            throw new BadValue(port + " is above upper bound (65535)");
        }
        return (int) port;
    }

    private static String name(String text) throws BadValue {
        String name = PythonText.strip(text);
        if (name.indexOf(0) >= 0) {
            throw new BadValue("embedded null byte");
        }
        for (char sign : new char[] {' ', ':', '/'}) {
            if (name.indexOf(sign) >= 0) {
                throw new BadValue("Invalid name: " + PythonText.repr(name) + " because of character: '" + sign + "'");
            }
        }
        return name;
    }

    private String user(String text) throws BadValue {
        if (!users.hasUser(account(text))) {
            throw new BadValue("Invalid user " + (Numbers.isWhole(text) ? "id " : "name ") + text);
        }
        return account(text);
    }

    private String group(String text) throws BadValue {
        if (!users.hasGroup(account(text))) {
            throw new BadValue("Invalid group " + (Numbers.isWhole(text) ? "id " : "name ") + text);
        }
        return account(text);
    }

    /** A number without signs, zeros and blanks, which the system does not accept. */
    private static String account(String text) throws BadValue {
        return Numbers.isWhole(text) ? Long.toString(Numbers.whole(text)) : text;
    }

    private String owner(String text) throws BadValue {
        int colon = text.indexOf(':');
        try {
            user(colon < 0 ? text : text.substring(0, colon));
            if (colon >= 0) {
                group(text.substring(colon + 1));
            }
        } catch (BadValue e) {
            throw new BadValue("Invalid user:group definition " + text);
        }
        return text;
    }

    private static OutputSpec.Format logFormat(String text) throws BadValue {
        for (OutputSpec.Format format : OutputSpec.Format.values()) {
            if (format.name().equalsIgnoreCase(text)) {
                return format;
            }
        }
        throw new BadValue("not a valid log format: " + PythonText.repr(text));
    }

    /** Whether a text can be a name. */
    static boolean isName(String text) {
        try {
            return !name(text).isEmpty();
        } catch (BadValue e) {
            return false;
        }
    }

    /** The parts between commas, blanks trimmed; none of an empty text. */
    static List<String> list(String text) {
        List<String> parts = new ArrayList<>();
        if (!text.isEmpty()) {
            for (String part : text.split(",", -1)) {
                parts.add(PythonText.strip(part));
            }
        }
        return parts;
    }
}
