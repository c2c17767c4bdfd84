package org.supervisor.server.config;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.stream.Collectors;
import org.supervisor.api.EventType;
import org.supervisor.server.process.GroupSpec;
import org.supervisor.server.process.NativeText;
import org.supervisor.server.process.ProcessSpec;
import org.supervisor.server.process.ProgramSpec;
import org.supervisor.server.process.ResultHandler;
import org.supervisor.server.process.SocketSpec;

/** The groups of a supervisord file, in the order in which supervisord checks them. */
final class GroupReader {
    private static final String GROUP = "group:";
    private static final String PROGRAM = "program:";
    private static final String LISTENER = "eventlistener:";
    private static final String FASTCGI = "fcgi-program:";
    private static final String LISTENER_PRIORITY = "-1";
    private static final int HIGHEST_BACKLOG = 65_535;
    private static final int SOCKET_MODE = 0700;

    private static final Set<String> EVENT_TYPES =
            Arrays.stream(EventType.values()).map(EventType::name).collect(Collectors.toUnmodifiableSet());

    private final Document document;
    private final Types types;
    private final Users users;
    private final Names names;
    private final Findings findings;
    private final Map<String, String> environment;
    private final boolean stripAnsi;
    private final Set<String> grouped = new HashSet<>();

    /**
     * A reader.
     *
     * @param names the names that every program may use
     * @param environment the environment of all programs
     * @param stripAnsi whether terminal escapes are kept out of logs
     */
    GroupReader(
            Document document,
            Types types,
            Users users,
            Names names,
            Findings findings,
            Map<String, String> environment,
            boolean stripAnsi) {
        this.document = document;
        this.types = types;
        this.users = users;
        this.names = names;
        this.findings = findings;
        this.environment = environment;
        this.stripAnsi = stripAnsi;
    }

    /** All groups, unsorted; names may repeat. */
    List<GroupSpec> read() {
        List<GroupSpec> groups = new ArrayList<>();
        document.startingWith(GROUP).forEach(s -> groups.add(group(values(s))));
        ungrouped(PROGRAM).forEach(s -> groups.add(alone(values(s), new ProgramSpec.Kind.Plain())));
        document.startingWith(LISTENER).forEach(s -> groups.add(listeners(values(s))));
        ungrouped(FASTCGI).forEach(s -> groups.add(fastCgi(values(s))));
        return groups;
    }

    private List<Section> ungrouped(String prefix) {
        return document.startingWith(prefix).stream()
                .filter(s -> !grouped.contains(s.name()))
                .toList();
    }

    private Values values(Section section) {
        return Values.supervisord(section, document.defaults(), types, names, findings, "");
    }

    private GroupSpec group(Values values) {
        String name = name(values);
        List<String> programs = Types.list(values.get(GroupKeys.PROGRAMS, ""));
        int priority = values.get(GroupKeys.PRIORITY);
        List<ProgramSpec> members = new ArrayList<>();
        for (String program : programs) {
            member(values, program).ifPresent(section -> {
                grouped.add(section.name());
                members.add(program(section, name, new ProgramSpec.Kind.Plain()));
            });
        }
        return group(values, name, priority, members);
    }

    private Optional<Section> member(Values values, String program) {
        Optional<Section> plain = document.section(PROGRAM + program);
        Optional<Section> fastCgi = document.section(FASTCGI + program);
        String section = "[" + values.section().name() + "]";
        if (plain.isEmpty() && fastCgi.isEmpty()) {
            List<String> known = document.sections().stream()
                    .filter(s -> s.name().startsWith(PROGRAM) || s.name().startsWith(FASTCGI))
                    .map(Section::suffix)
                    .toList();
            values.problem(
                    GroupKeys.PROGRAMS,
                    program.isEmpty()
                            ? "expected names with a comma between them, and none at the end"
                            : "there is no program \"" + program + "\"" + NearSpelling.hint(program, known)
                                    + commas(program),
                    section + " names unknown program or fcgi-program " + program);
        } else if (plain.isPresent() && fastCgi.isPresent()) {
            values.problem(
                    GroupKeys.PROGRAMS,
                    "\"" + program + "\" is a program and an fcgi-program; rename one",
                    section + " name " + program + " is ambiguous (exists as program and fcgi-program)");
        }
        return plain.or(() -> fastCgi);
    }

    /** A program that is named twice is there once. */
    private static GroupSpec group(Values values, String name, int priority, List<ProgramSpec> programs) {
        Set<String> processes = new HashSet<>();
        Map<String, ProgramSpec> byName = new LinkedHashMap<>();
        for (ProgramSpec program : programs) {
            byName.put(program.name(), program);
            for (ProcessSpec process : program.processes()) {
                if (!processes.add(process.name().process()) && values.problems() == 0) {
                    values.warn(
                            GroupKeys.PROGRAMS,
                            "has two processes called \"" + process.name().process() + "\"; the last counts");
                }
            }
        }
        return new GroupSpec(name, priority, List.copyOf(byName.values()));
    }

    private GroupSpec alone(Values values, ProgramSpec.Kind kind) {
        String name = name(values);
        int priority = values.get(ProgramKeys.PRIORITY);
        return group(values, name, priority, List.of(program(values.section(), name, kind)));
    }

    private static String name(Values values) {
        String suffix = values.section().suffix();
        try {
            return Types.NAME.conversion().of(suffix);
        } catch (BadValue e) {
            values.problem("expected " + Types.NAME.expected() + " after the colon", e.getMessage());
            return suffix;
        }
    }

    private ProgramSpec program(Section section, String group, ProgramSpec.Kind kind) {
        Map<String, Object> more = Map.of(Names.PROGRAM, PythonText.strip(section.suffix()), "group_name", group);
        String context = " in section " + PythonText.repr(section.name()) + " (file: "
                + PythonText.repr(NativeText.of(section.file())) + ")";
        Values values = Values.supervisord(section, document.defaults(), types, names.with(more), findings, context);
        return new ProgramReader(values, group, environment, stripAnsi).read(kind);
    }

    private GroupSpec listeners(Values values) {
        String section = values.section().name();
        String name = values.section().suffix();
        int priority = values.get(ProgramKeys.PRIORITY, LISTENER_PRIORITY);
        int size = values.get(GroupKeys.BUFFER_SIZE);
        if (size < 1) {
            values.problem(
                    GroupKeys.BUFFER_SIZE,
                    "expected at least 1, such as: buffer_size = 10",
                    "[" + section + "] section sets invalid buffer_size (" + size + ")");
        }
        String handler = resultHandler(values);
        int timeout = values.get(GroupKeys.ANSWER_TIMEOUT);
        if (timeout < 0) {
            values.problem(
                    GroupKeys.ANSWER_TIMEOUT,
                    "expected whole seconds, or 0 to restart nothing, such as: answer_timeout = 60",
                    "[" + section + "] section sets invalid answer_timeout (" + timeout + ")");
        }
        List<String> events = events(values);
        if (values.get(ProgramKeys.REDIRECT_STDERR)) {
            values.problem(
                    ProgramKeys.REDIRECT_STDERR,
                    "expected false: a listener speaks on its standard output",
                    "[" + section + "] section sets redirect_stderr=true but this is not allowed because it will "
                            + "interfere with the eventlistener protocol");
        }
        ProgramSpec.Kind kind =
                new ProgramSpec.Kind.Listener(events, Math.max(1, size), handler, Duration.ofSeconds(timeout));
        return group(values, name, priority, List.of(program(values.section(), name, kind)));
    }

    private static String resultHandler(Values values) {
        String handler = EntryPoint.normal(values.get(GroupKeys.RESULT_HANDLER));
        if (ResultHandler.named(handler) != ResultHandler.FOREIGN) {
            return handler;
        }
        if (!EntryPoint.isOne(handler) || handler.startsWith(ResultHandler.OWN_MODULE)) {
            values.problem(
                    GroupKeys.RESULT_HANDLER,
                    "expected no such line, or result_handler = " + ResultHandler.DEFAULT_NAME,
                    EntryPoint.refusal(handler, values.section().name()));
        } else {
            values.warn(
                    GroupKeys.RESULT_HANDLER,
                    handler + " is Python code, which is not run here; every well-formed result of these listeners is"
                            + " accepted, whatever it contains");
        }
        return handler;
    }

    private static List<String> events(Values values) {
        String section = values.section().name();
        List<String> events = Types.list(values.get(GroupKeys.EVENTS, "")).stream()
                .map(event -> event.toUpperCase(Locale.ROOT))
                .distinct()
                .toList();
        if (events.isEmpty()) {
            values.problem(
                    GroupKeys.EVENTS,
                    "expected a line such as: events = PROCESS_STATE,TICK_60",
                    "[" + section + "] section requires an \"events\" line");
        }
        for (String event : events) {
            if (!EVENT_TYPES.contains(event)) {
                values.problem(
                        GroupKeys.EVENTS,
                        "there is no event type \"" + event + "\"" + nearEvent(event) + commas(event),
                        "Unknown event type " + event + " in [" + section + "] events");
            }
        }
        return events;
    }

    /** A hint about names with only a blank between them. */
    private static String commas(String name) {
        return name.chars().anyMatch(PythonText::isBlank) ? "; put commas between names" : "";
    }

    /** {@code PROCESS_STATE_CHANGE} means {@code PROCESS_STATE}, although other types are fewer slips away. */
    private static String nearEvent(String word) {
        return EVENT_TYPES.stream()
                .filter(known -> known.contains("_") && word.startsWith(known + "_"))
                .max(Comparator.comparingInt(String::length))
                .or(() -> NearSpelling.of(word, EVENT_TYPES))
                .map(known -> "; did you mean \"" + known + "\"?")
                .orElse("; expected such as PROCESS_STATE, PROCESS_LOG or TICK_60");
    }

    private GroupSpec fastCgi(Values values) {
        String name = name(values);
        int priority = values.get(ProgramKeys.PRIORITY);
        Values mine = values.with(names.with(Names.PROGRAM, name));
        Optional<String> user = mine.find(ProgramKeys.USER);
        OptionalInt backlog = backlog(mine);
        Optional<String> owner = mine.find(GroupKeys.SOCKET_OWNER);
        Optional<Integer> mode = mine.find(GroupKeys.SOCKET_MODE);
        if (mine.raw(GroupKeys.SOCKET).filter(text -> !text.isEmpty()).isEmpty()) {
            mine.problem(
                    GroupKeys.SOCKET,
                    "expected a line such as: socket = unix:///run/web.sock",
                    "[" + values.section().name() + "] section requires a \"socket\" line");
        }
        if (mine.raw(GroupKeys.SOCKET).filter(text -> text.startsWith("tcp://")).isPresent()) {
            refuseUnixKey(mine, GroupKeys.SOCKET_OWNER);
            refuseUnixKey(mine, GroupKeys.SOCKET_MODE);
        }
        SocketSpec socket = mine.find(GroupKeys.SOCKET, socketType(mine))
                .map(where -> socket(where, owner, user, mode, backlog))
                .orElse(new SocketSpec.Unix(""));
        ProgramSpec program = program(values.section(), name, new ProgramSpec.Kind.FastCgi(socket));
        return group(values, name, priority, List.of(program));
    }

    private static void refuseUnixKey(Values values, Key<?> key) {
        if (values.setting(key).isPresent() && !values.isFaulty(key)) {
            values.problem(
                    key,
                    "expected no such line: a tcp:// socket has no owner and no mode",
                    "socket_owner and socket_mode params should only be used with a Unix domain socket in ["
                            + values.section().name() + "] socket");
        }
    }

    private static OptionalInt backlog(Values values) {
        Optional<Integer> backlog = values.find(GroupKeys.SOCKET_BACKLOG);
        if (backlog.filter(b -> b < 1 || b > HIGHEST_BACKLOG).isPresent()) {
            values.problem(
                    GroupKeys.SOCKET_BACKLOG,
                    "expected 1 to 65535",
                    "Invalid socket_backlog value " + backlog.orElseThrow());
        }
        return backlog.map(OptionalInt::of).orElse(OptionalInt.empty());
    }

    /** Without an owner of its own a UNIX socket belongs to the program's user. */
    private SocketSpec socket(
            SocketSpec where,
            Optional<String> owner,
            Optional<String> user,
            Optional<Integer> mode,
            OptionalInt backlog) {
        return switch (where) {
            case SocketSpec.Tcp tcp -> new SocketSpec.Tcp(tcp.host(), tcp.port(), backlog);
            case SocketSpec.Unix unix ->
                new SocketSpec.Unix(
                        unix.path(),
                        owner.or(() -> user.map(this::withPrimaryGroup)),
                        OptionalInt.of(mode.orElse(SOCKET_MODE)),
                        backlog);
        };
    }

    private String withPrimaryGroup(String user) {
        return users.primaryGroup(user).map(group -> user + ":" + group).orElse(user);
    }

    private static Type<SocketSpec> socketType(Values values) {
        return values.type(GroupKeys.SOCKET)
                .complainingIn(" in [" + values.section().name() + "] socket");
    }
}
