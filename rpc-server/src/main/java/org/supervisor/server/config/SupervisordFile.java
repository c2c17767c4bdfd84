package org.supervisor.server.config;

import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.supervisor.server.process.GroupSpec;
import org.supervisor.server.process.NativeText;
import org.supervisor.server.process.StreamSpec;

/** A supervisord file and what it includes. */
final class SupervisordFile {
    private static final String MAIN = "supervisord";
    private static final String INCLUDE = "include";
    private static final String RPC = "rpcinterface:";
    private static final String RPC_FACTORY = "supervisor.rpcinterface_factory";
    private static final String MAIN_RPC = "supervisor.rpcinterface:make_main_rpcinterface";
    private static final Pattern HERE = Pattern.compile("%(here)s", Pattern.LITERAL);
    private static final long PERL_LOG_BYTES = 50L << 20;
    private static final int PERL_LOG_BACKUPS = 10;

    private final Source source;
    private final Map<String, String> environment;
    private final Overrides overrides;
    private final Users users;
    private final Types types;
    private final Findings findings = new Findings();
    private final Document document = new Document();
    private final List<Path> files = new ArrayList<>();
    private final List<GroupSpec> perlGroups = new ArrayList<>();

    SupervisordFile(Source source, Map<String, String> environment, Overrides overrides, Users users) {
        this.source = source;
        this.environment = environment;
        this.overrides = overrides;
        this.users = users;
        this.types = new Types(users, Optional.ofNullable(environment.get("HOME")));
    }

    /** Reads everything. */
    Loaded read(String dialectReason) throws ConfigException {
        files.add(source.file());
        List<Section> sections = sections(source);
        boolean includes = sections.stream().anyMatch(s -> s.name().equals(INCLUDE));
        document.add(includes ? withHere(sections, source) : sections);
        findings.throwIfAny(source.file()); // what cannot be parsed is not looked at further
        Names names = Names.ofEnvironment(environment)
                .with("here", NativeText.of(source.folder()))
                .with("host_node_name", nodeName());
        if (includes) {
            include(names);
            findings.throwIfAny(source.file());
        }
        Optional<Section> main = document.section(MAIN);
        if (main.isEmpty()) {
            findings.add(new Problem(
                    source.file(),
                    0,
                    "",
                    "no [supervisord] section",
                    "add one, or, in a Perl file, keys such as: name = web",
                    ".ini file does not include supervisord section"));
            findings.throwIfAny(source.file());
        }
        return read(main.orElseThrow(), names, dialectReason);
    }

    private Loaded read(Section main, Names names, String dialectReason) throws ConfigException {
        Values values = values(main, names);
        DaemonReader daemonReader = new DaemonReader(values, types, overrides, environment, findings);
        DaemonSpec daemon = daemonReader.supervisord();
        Map<String, String> common = environment(values, names);
        Names more = names.withEnvironment(common);
        boolean rpc = rpcInterfaces(more);
        List<GroupSpec> groups =
                new GroupReader(document, types, users, more, findings, common, daemon.stripAnsi()).read();
        groups.addAll(perlGroups);
        List<HttpSpec> servers = new HttpReader(document, types, section -> values(section, more)).read();
        warnAboutUnknown();
        SupervisorSpec spec = new SupervisorSpec(
                Dialect.SUPERVISORD,
                daemon,
                Listeners.overridden(servers, daemonReader),
                unique(groups),
                rpc,
                source.file());
        findings.throwIfAny(source.file());
        return new Loaded(spec, findings.warnings(), files, dialectReason, findings.values());
    }

    private Values values(Section section, Names names) {
        return new Values(section, document.defaults(), names, findings, "");
    }

    private List<Section> sections(Source from) {
        Scan scan = PythonGrammar.scan(from.text(), NativeText.of(from.file()));
        for (Scan.Fault fault : scan.faults()) {
            findings.add(new Problem(
                    from.file(), fault.number(), "", fault.found(), fault.expected(), fault.supervisordText()));
        }
        warnAboutLines(scan, from.file());
        return IniText.sections(scan, from.file());
    }

    private void warnAboutLines(Scan scan, Path file) {
        scan.tell(new Scan.Reader() {
            private final Map<String, Integer> keys = new HashMap<>();
            private String section = "";

            @Override
            public void header(Scan.Header header) {
                section = header.section();
                keys.clear();
            }

            @Override
            public void assignment(Scan.Assignment assignment) {
                Integer before = keys.put(assignment.key(), assignment.number());
                if (before != null) {
                    warn(assignment, "replaces the value in line " + before);
                }
                if (assignment.cutInQuotes()) {
                    warn(
                            assignment,
                            "a comment sign after a blank cuts the value inside quotes; leave out the blank before it");
                }
            }

            private void warn(Scan.Assignment assignment, String text) {
                findings.warn(new Warning(file, assignment.number(), section, assignment.key(), text));
            }
        });
    }

    private static List<Section> withHere(List<Section> sections, Source from) {
        String folder = Matcher.quoteReplacement(NativeText.of(from.folder()));
        return sections.stream()
                .map(section -> {
                    Map<String, List<Setting>> settings = new LinkedHashMap<>();
                    section.settings()
                            .forEach((key, all) -> settings.put(
                                    key,
                                    all.stream()
                                            .map(s -> new Setting(
                                                    HERE.matcher(s.value()).replaceAll(folder), s.file(), s.line()))
                                            .toList()));
                    return new Section(section.name(), section.file(), section.line(), settings);
                })
                .toList();
    }

    private void include(Names names) {
        Values values = values(document.section(INCLUDE).orElseThrow(), names);
        if (values.setting("files").isEmpty()) {
            values.problem(
                    "files",
                    "expected a line such as: files = conf.d/*.conf",
                    ".ini file has [include] section, but no files setting");
            return;
        }
        for (String pattern : words(values.get("files", Types.TEXT, ""))) {
            Path path = source.folder().resolve(NativeText.path(pattern));
            List<Path> matches = Globs.matches(path);
            if (matches.isEmpty()) {
                values.warn("files", "No file matches via include \"" + NativeText.of(path) + "\"");
            }
            matches.forEach(this::included);
        }
    }

    private static List<String> words(String text) {
        StringBuilder blanks = new StringBuilder();
        text.codePoints().map(c -> PythonText.isBlank(c) ? ' ' : c).forEach(blanks::appendCodePoint);
        return List.of(blanks.toString().split(" ")).stream()
                .filter(word -> !word.isEmpty())
                .toList();
    }

    private void included(Path file) {
        try {
            Source from = Source.ofIncluded(file);
            DialectRule rule = DialectRule.ofIncluded(from.text());
            switch (rule.dialect()) {
                case PERL -> {
                    StreamSpec.Log log = new StreamSpec.Log.Auto(PERL_LOG_BYTES, PERL_LOG_BACKUPS);
                    perlGroups.addAll(new PerlFile(types, log, findings).read(from));
                    findings.warn(new Warning(file, 0, "", "", "is read as a Perl file: " + rule.why()));
                }
                case SUPERVISORD -> document.add(withHere(sections(from), from));
            }
            files.add(file);
        } catch (CharacterCodingException e) {
            findings.add(new Problem(
                    file,
                    0,
                    "",
                    "not UTF-8",
                    "save the file as UTF-8",
                    "'utf-8' codec can't decode " + NativeText.of(file)));
        } catch (IOException e) {
            findings.warn(new Warning(file, 0, "", "", "is left out, it cannot be read: " + e.getMessage()));
        }
    }

    private static Map<String, String> environment(Values values, Names names) {
        return values.get(
                        "environment",
                        new Type<>(
                                Types.PAIRS.expected(),
                                text -> Types.PAIRS.conversion().of(names.expand(text, "environment"))))
                .orElse(Map.of());
    }

    private boolean rpcInterfaces(Names names) {
        boolean found = false;
        for (Section section : document.startingWith(RPC)) {
            Values values = values(section, names);
            if (values.setting(RPC_FACTORY).isEmpty()) {
                values.problem(
                        RPC_FACTORY,
                        "expected the line: " + RPC_FACTORY + " = " + MAIN_RPC,
                        "section [" + section.name() + "] does not specify a " + RPC_FACTORY);
            }
            Optional<String> factory = values.get(RPC_FACTORY, Types.TEXT);
            boolean isMain = section.suffix().equals("supervisor")
                    && factory.filter(MAIN_RPC::equals).isPresent();
            if (!isMain) {
                values.warn(RPC_FACTORY, "Python code is not run here; this interface is not offered");
            }
            found |= isMain;
        }
        return found;
    }

    /** Sorted as supervisord does; of groups with one name the first counts. */
    private List<GroupSpec> unique(List<GroupSpec> groups) {
        List<GroupSpec> sorted = new ArrayList<>(groups);
        sorted.sort(GroupSpec.BY_PRIORITY);
        Map<String, GroupSpec> byName = new LinkedHashMap<>();
        for (GroupSpec group : sorted) {
            if (byName.putIfAbsent(group.name(), group) != null) {
                findings.warn(new Warning(
                        source.file(),
                        0,
                        "",
                        "",
                        "there are two groups called \"" + group.name() + "\"; the first counts"));
            }
        }
        return List.copyOf(byName.values());
    }

    private void warnAboutUnknown() {
        for (Section section : document.sections()) {
            Vocabulary.keysOf(section.name())
                    .ifPresentOrElse(
                            keys -> warnAboutKeys(section, keys),
                            () -> findings.warn(new Warning(
                                    section.file(),
                                    section.line(),
                                    section.name(),
                                    "",
                                    "unknown section" + Vocabulary.nearSection(section.name()))));
        }
    }

    private void warnAboutKeys(Section section, Set<String> keys) {
        section.settings().forEach((key, settings) -> {
            if (!keys.isEmpty() && !keys.contains(key)) {
                Setting last = settings.getLast();
                findings.warn(new Warning(
                        last.file(), last.line(), section.name(), key, "unknown key" + NearSpelling.hint(key, keys)));
            }
        });
    }

    /** The name of this machine, as uname(2) has it; no question to a name server. */
    static String nodeName() {
        try {
            return Files.readString(Path.of("/proc/sys/kernel/hostname")).strip();
        } catch (IOException e) {
            return "localhost"; // no /proc, as in some containers
        }
    }
}
