package org.supervisor.server.config;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.supervisor.server.process.Backoff;
import org.supervisor.server.process.CrashLoopFloor;
import org.supervisor.server.process.Environment;
import org.supervisor.server.process.GroupSpec;
import org.supervisor.server.process.NativeText;
import org.supervisor.server.process.OutputSpec;
import org.supervisor.server.process.ProcessName;
import org.supervisor.server.process.ProgramSpec;
import org.supervisor.server.process.RestartPolicy;
import org.supervisor.server.process.StartRule;
import org.supervisor.server.process.StopRule;
import org.supervisor.server.process.StreamSpec;

/** The programs of a Perl file. Whatever is not understood is a problem. */
final class PerlFile {
    private static final String PREFIX = "program:";
    private static final int LOWEST_NICENESS = -20;
    private static final int HIGHEST_NICENESS = 19;
    private static final int HIGHEST_UMASK = 0777;
    private static final Type<Integer> ATTEMPTS = range("a whole number of at least 1", 1, Integer.MAX_VALUE);
    private static final Type<Integer> SECONDS = range("whole seconds, 0 or more", 0, Integer.MAX_VALUE);
    private static final Type<Integer> NICENESS = range(
            "a niceness of -20 to 19 (a Perl file's priority is no start order)", LOWEST_NICENESS, HIGHEST_NICENESS);
    private static final Type<Integer> UMASK = new Type<>("an octal number of 0 to 0777", text -> {
        int umask = Numbers.octal(text);
        if (umask < 0 || umask > HIGHEST_UMASK) {
            throw new BadValue(text + " is not a umask");
        }
        return umask;
    });
    private static final Type<String> GIVEN = new Type<>("something", text -> {
        if (text.isEmpty()) {
            throw new BadValue("is empty");
        }
        return text;
    });
    private static final Type<String> NAME = new Type<>(Types.NAME.expected(), text -> {
        if (text.isEmpty()) {
            throw new BadValue("the name is empty");
        }
        return Types.NAME.conversion().of(text);
    });
    private static final Type<Map<String, String>> ENVIRONMENT =
            new Type<>("variables such as: A=1;;B=two words", PerlFile::environment);

    private final Types types;
    private final StreamSpec.Log defaultLog;
    private final Findings findings;
    private final Map<String, Setting> names = new HashMap<>();

    /**
     * A reader.
     *
     * @param defaultLog where the output of a program goes that names no log
     */
    PerlFile(Types types, StreamSpec.Log defaultLog, Findings findings) {
        this.types = types;
        this.defaultLog = defaultLog;
        this.findings = findings;
    }

    private static Type<Integer> range(String expected, int lowest, int highest) {
        return new Type<>(
                expected,
                text -> {
                    int value = Numbers.integer(text);
                    if (value < lowest || value > highest) {
                        throw new BadValue(text + " is not " + expected);
                    }
                    return value;
                },
                text -> Numbers.remark(text, Integer.MIN_VALUE, Integer.MAX_VALUE));
    }

    /** Each program in a group of its own, in the order of the file. */
    List<GroupSpec> read(Source source) {
        source.warnOfMark(findings);
        Scan scan = PerlGrammar.scan(source.text());
        scan.faults()
                .forEach(f -> findings.add(new Problem(
                        source.file(),
                        f.number(),
                        "",
                        f.found(),
                        f.expected(),
                        NativeText.of(source.file()) + ", " + f.supervisordText())));
        List<GroupSpec> groups = new ArrayList<>();
        for (Section section : IniText.sections(scan, source.file())) {
            if (section.name().startsWith(PREFIX)) {
                checkKeys(section);
                groups.add(GroupSpec.of(program(section)));
            } else {
                problem(section, section.line(), "", "expected a section such as [program:web]");
            }
        }
        return groups;
    }

    private void checkKeys(Section section) {
        section.settings().forEach((key, settings) -> {
            if (!Vocabulary.PERL_PROGRAM.contains(key)) {
                String near = NearSpelling.hint(key, Vocabulary.PERL_PROGRAM);
                settings.forEach(s -> problem(section, s.line(), key, "unknown key" + near));
            } else if (settings.size() > 1) {
                findings.warn(new Warning(
                        section.file(),
                        settings.getLast().line(),
                        section.name(),
                        key,
                        "given before, in line " + settings.getFirst().line() + "; this one counts, remove the other"));
            }
        });
    }

    private void problem(Section section, int line, String found, String expected) {
        String text = "[" + section.name() + "] " + (found.isEmpty() ? "" : found + ": ") + expected + " (file: '"
                + NativeText.of(section.file()) + "', line " + line + ")";
        findings.add(new Problem(section.file(), line, section.name(), found, expected, text));
    }

    private ProgramSpec program(Section section) {
        Values values = Values.plain(section, findings);
        ProgramSpec.Builder program = new ProgramSpec.Builder(ProcessName.alone(name(values)));
        values.get("command", GIVEN).ifPresent(text -> program.command(CommandLine.perl(text)));
        if (values.setting("command").isEmpty()) {
            problem(section, section.line(), "no command", "expected a line such as: command = /usr/bin/web");
        }
        unlessEmpty(values, "user", types.user).ifPresent(program::user);
        unlessEmpty(values, "group", types.userGroup).ifPresent(program::userGroup);
        return program.umask(values.get("umask", UMASK, "0022"))
                .directory(NativeText.of(values.get("directory", types.existingFolder, "/")))
                .niceness(values.get("priority", NICENESS, "0"))
                .autoStart(values.get("auto-start", Types.BOOLEAN, "1"))
                .start(start(values))
                .stop(new StopRule(
                        values.get("stop-signal", Types.SIGNAL, "TERM"),
                        values.get("stop-retries", ATTEMPTS, "5"),
                        Duration.ofSeconds(values.get("stop-wait-secs", SECONDS, "10")),
                        true,
                        true,
                        true))
                .restart(restart(values))
                .reloadSignal(values.get("reload-signal", Types.SIGNAL, "HUP"))
                .environment(values.get("environment", ENVIRONMENT)
                        .map(Environment::replaced)
                        .orElse(Environment.INHERITED))
                .output(output(values))
                .build();
    }

    private String name(Values values) {
        Section section = values.section();
        Optional<Setting> setting = values.setting("name");
        String suffix = section.suffix().strip();
        String name =
                setting.isPresent() ? values.get("name", NAME).orElse("") : values.get("name", Types.TEXT, suffix);
        if (setting.isEmpty() && !Types.isName(name)) {
            problem(section, section.line(), "", "expected a line such as: name = web");
        }
        Setting here = setting.orElse(new Setting(name, section.file(), section.line()));
        Setting before = names.putIfAbsent(name, here);
        if (before != null && !name.isEmpty()) {
            problem(
                    section,
                    here.line(),
                    "name = " + name,
                    "another program has this name, see "
                            + NativeText.of(before.file().getFileName()) + " line " + before.line());
        }
        return name;
    }

    private static StartRule start(Values values) {
        Duration wait = Duration.ofSeconds(values.get("start-wait-secs", SECONDS, "10"));
        return new StartRule(
                wait, values.get("start-retries", ATTEMPTS, "5"), new Backoff.Constant(wait), StartRule.Manner.PERL);
    }

    private static RestartPolicy restart(Values values) {
        boolean restarts = values.get("auto-restart", Types.BOOLEAN, "1");
        return RestartPolicy.of(
                restarts ? RestartPolicy.When.ON_EXPECTED_EXIT : RestartPolicy.When.NEVER,
                values.get("exit-codes", Types.EXIT_CODES, "0,1"),
                new CrashLoopFloor(Duration.ofSeconds(values.get("restart-pause-min", SECONDS, "1"))));
    }

    private OutputSpec output(Values values) {
        StreamSpec.Log log = unlessEmpty(values, "logfile", types.fileInFolder)
                .<StreamSpec.Log>map(path -> new StreamSpec.Log.File(path, 0, 0))
                .orElse(defaultLog);
        if (values.setting("logfile").isEmpty()) {
            values.noteDefault(
                    "logfile", defaultLog instanceof StreamSpec.Log.File file ? NativeText.of(file.path()) : "AUTO");
        }
        return new OutputSpec(
                false, StreamSpec.to(log), StreamSpec.to(log), values.get("log-format", Types.LOG_FORMAT, "perl"));
    }

    /** An empty value says the same as none. */
    private static <T> Optional<T> unlessEmpty(Values values, String key, Type<T> type) {
        return values.raw(key).filter(String::isEmpty).isPresent() ? Optional.empty() : values.get(key, type);
    }

    private static Map<String, String> environment(String text) throws BadValue {
        Map<String, String> variables = new TreeMap<>();
        for (String pair : text.split(";;", -1)) {
            int equals = pair.indexOf('=');
            if (equals > 0) {
                variables.put(pair.substring(0, equals).strip(), pair.substring(equals + 1));
            } else if (!pair.isBlank()) {
                throw new BadValue("no NAME=value: " + PythonText.repr(pair));
            }
        }
        return variables;
    }
}
