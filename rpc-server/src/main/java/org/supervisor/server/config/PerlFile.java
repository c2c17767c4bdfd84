package org.supervisor.server.config;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.supervisor.server.process.Backoff;
import org.supervisor.server.process.CrashLoopFloor;
import org.supervisor.server.process.Dialect;
import org.supervisor.server.process.Environment;
import org.supervisor.server.process.GroupSpec;
import org.supervisor.server.process.NativeText;
import org.supervisor.server.process.OutputSpec;
import org.supervisor.server.process.ProcessName;
import org.supervisor.server.process.ProcessSpec;
import org.supervisor.server.process.RestartPolicy;
import org.supervisor.server.process.StartRule;
import org.supervisor.server.process.StopRule;
import org.supervisor.server.process.StreamSpec;

/** The programs of a Perl file. Everything that is not understood is a problem. */
final class PerlFile {
    private static final String PREFIX = "program:";

    private final Types types;
    private final StreamSpec.Log defaultLog;
    private final Findings findings;
    private final Map<String, Setting> names = new HashMap<>();

    /**
     * A reader.
     *
     * @param defaultLog where the output of a program without a log goes
     */
    PerlFile(Types types, StreamSpec.Log defaultLog, Findings findings) {
        this.types = types;
        this.defaultLog = defaultLog;
        this.findings = findings;
    }

    /** Each program in a group of its own, in the order of the file. */
    List<GroupSpec> read(Source source) {
        source.warnOfMark(findings);
        IniConfiguration file = IniConfiguration.of(source, text -> PerlGrammar.scan(text, source.file()));
        file.faults()
                .forEach(f -> findings.add(new Problem(
                        source.file(),
                        f.number(),
                        "",
                        f.found(),
                        f.expected(),
                        NativeText.of(source.file()) + ", " + f.supervisordText())));
        List<GroupSpec> groups = new ArrayList<>();
        List<Section> sections = file.sections();
        UnknownKeys unknown = new UnknownKeys();
        sections.stream()
                .filter(section -> section.name().startsWith(PREFIX))
                .forEach(section -> unknown.collect(section, Vocabulary.PERL_PROGRAM));
        for (Section section : sections) {
            if (section.name().startsWith(PREFIX)) {
                checkKeys(section, unknown);
                groups.add(GroupSpec.of(program(section)));
            } else {
                problem(section, section.line(), "", "expected a section such as [program:web]");
            }
        }
        return groups;
    }

    private void checkKeys(Section section, UnknownKeys unknown) {
        section.settings().forEach((key, settings) -> {
            if (!Vocabulary.PERL_PROGRAM.contains(key)) {
                unknown.firstIn(section, key, Vocabulary.PERL_PROGRAM)
                        .ifPresent(text -> problem(section, settings.getLast().line(), key, text));
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

    private ProcessSpec program(Section section) {
        Values values = Values.perl(section, types, findings);
        ProcessSpec.Builder program = new ProcessSpec.Builder(ProcessName.alone(name(values)));
        values.find(ProgramKeys.PERL_COMMAND).ifPresent(text -> program.command(CommandLine.perl(text)));
        if (values.setting(ProgramKeys.PERL_COMMAND).isEmpty()) {
            problem(section, section.line(), "no command", "expected a line such as: command = /usr/bin/web");
        }
        unlessEmpty(values, ProgramKeys.USER).ifPresent(program::user);
        unlessEmpty(values, ProgramKeys.GROUP).ifPresent(program::userGroup);
        return program.umask(values.get(ProgramKeys.UMASK))
                .directory(NativeText.of(values.get(ProgramKeys.PERL_DIRECTORY)))
                .niceness(values.get(ProgramKeys.NICENESS))
                .autoStart(values.get(ProgramKeys.AUTOSTART, ScheduleKeys.isUsed(values) ? "0" : "1"))
                .start(start(values))
                .stop(StopKeys.applied(
                        values,
                        new StopRule(
                                values.get(ProgramKeys.STOPSIGNAL),
                                values.get(ProgramKeys.STOP_RETRIES),
                                Duration.ofSeconds(values.get(ProgramKeys.STOPWAITSECS)),
                                true,
                                true,
                                true)))
                .restart(RestartKeys.applied(values, restart(values)))
                .reloadSignal(values.get(ProgramKeys.RELOAD_SIGNAL))
                .environment(values.find(ProgramKeys.PERL_ENVIRONMENT)
                        .map(Environment::replaced)
                        .orElse(Environment.INHERITED))
                .output(output(values))
                .aspects(AspectKeys.read(values))
                .build();
    }

    private String name(Values values) {
        Section section = values.section();
        Optional<Setting> setting = values.setting(ProgramKeys.NAME);
        String suffix = section.suffix().strip();
        String name = values.find(ProgramKeys.NAME).orElse(setting.isPresent() ? "" : suffix);
        if (setting.isEmpty()) {
            values.noteDefault(ProgramKeys.NAME, name);
        }
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
        Duration wait =
                Duration.ofSeconds(values.get(ProgramKeys.START_WAIT_SECS, ScheduleKeys.isUsed(values) ? "0" : "10"));
        int attempts = values.get(ProgramKeys.START_RETRIES);
        return new StartRule(
                wait,
                attempts,
                RestartKeys.betweenAttempts(values, new Backoff.Constant(wait), attempts),
                Dialect.PERL);
    }

    private static RestartPolicy restart(Values values) {
        boolean restarts = values.get(ProgramKeys.AUTO_RESTART, ScheduleKeys.isUsed(values) ? "0" : "1");
        return RestartPolicy.of(
                restarts ? RestartPolicy.When.ON_EXPECTED_EXIT : RestartPolicy.When.NEVER,
                values.get(ProgramKeys.EXIT_CODES),
                new CrashLoopFloor(Duration.ofSeconds(values.get(ProgramKeys.RESTART_PAUSE_MIN))));
    }

    private OutputSpec output(Values values) {
        StreamSpec.Log log = unlessEmpty(values, ProgramKeys.LOGFILE)
                .<StreamSpec.Log>map(path -> new StreamSpec.Log.File(path, 0, 0))
                .orElse(defaultLog);
        if (values.setting(ProgramKeys.LOGFILE).isEmpty()) {
            values.noteDefault(
                    ProgramKeys.LOGFILE,
                    defaultLog instanceof StreamSpec.Log.File file ? NativeText.of(file.path()) : "AUTO");
        }
        return new OutputSpec(false, StreamSpec.to(log), StreamSpec.to(log), values.get(ProgramKeys.LOG_FORMAT));
    }

    /** An empty value means the same as none. */
    private static <T> Optional<T> unlessEmpty(Values values, Key<T> key) {
        return values.raw(key).filter(String::isEmpty).isPresent() ? Optional.empty() : values.find(key);
    }
}
