package org.supervisor.server.config;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.supervisor.server.process.Dialect;
import org.supervisor.server.process.GroupSpec;
import org.supervisor.server.process.NativeText;
import org.supervisor.server.process.StreamSpec;

/** A supervisord file and what it includes. */
final class SupervisordFile {
    private static final String MAIN = "supervisord";
    private static final String INCLUDE = "include";
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
    private long left = Source.MOST_BYTES;
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
        left -= source.size();
        List<Section> sections = sections(source);
        boolean includes = sections.stream().anyMatch(s -> s.name().equals(INCLUDE));
        document.add(includes ? withHere(sections, source) : sections);
        findings.throwIfAny(source.file()); // what cannot be parsed is not read further
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
                    nearMain().orElse("add one, or, in a Perl file, keys such as: name = web"),
                    ".ini file does not include supervisord section"));
            findings.throwIfAny(source.file());
        }
        return read(main.orElseThrow(), names, dialectReason);
    }

    private Loaded read(Section main, Names names, String dialectReason) throws ConfigException {
        Values values = values(main, names);
        DaemonReader daemonReader = new DaemonReader(values, overrides, environment, findings);
        DaemonSpec daemon = daemonReader.supervisord();
        Map<String, String> common = environment(values, names);
        Names more = names.withEnvironment(common);
        RpcInterfaces interfaces = new RpcInterfaces(document, section -> values(section, more));
        boolean rpc = interfaces.read();
        List<GroupSpec> groups = new GroupReader(
                        document,
                        types,
                        users,
                        more,
                        findings,
                        common,
                        daemon.children().stripAnsi())
                .read();
        groups.addAll(perlGroups);
        List<HttpSpec> servers = new HttpReader(document, section -> values(section, more)).read();
        UserReader userReader = new UserReader(document, section -> values(section, more), users);
        List<UserSpec> accounts = userReader.read();
        List<GroupSpec> unique = unique(groups);
        findings.check(unique);
        UnknownKeys.warn(document, findings);
        SupervisorSpec spec = new SupervisorSpec(
                Dialect.SUPERVISORD,
                daemon,
                new ServersSpec(Listeners.overridden(servers, daemonReader), accounts, userReader.tokens(accounts)),
                unique,
                rpc,
                interfaces.extensions(),
                source.file());
        findings.throwIfAny(source.file());
        return new Loaded(spec, findings.warnings(), files, dialectReason, findings.values());
    }

    private Optional<String> nearMain() {
        return document.sections().stream()
                .filter(s -> NearSpelling.of(s.name(), List.of(MAIN)).isPresent())
                .findFirst()
                .map(s -> "line " + s.line() + (s.file().equals(source.file()) ? "" : " of " + NativeText.of(s.file()))
                        + " has [" + s.name() + "]; did you mean [" + MAIN + "]?");
    }

    private Values values(Section section, Names names) {
        return Values.supervisord(section, document.defaults(), types, names, findings, "");
    }

    private List<Section> sections(Source from) {
        from.warnOfMark(findings);
        IniConfiguration file = IniConfiguration.of(from, text -> PythonGrammar.scan(text, from.file()));
        for (Scan.Fault fault : file.faults()) {
            findings.add(new Problem(
                    from.file(), fault.number(), "", fault.found(), fault.expected(), fault.supervisordText()));
        }
        file.warnings().forEach(findings::warn);
        return file.sections();
    }

    private static List<Section> withHere(List<Section> sections, Source from) {
        String folder = Matcher.quoteReplacement(NativeText.of(from.folder()));
        return sections.stream()
                .map(section -> section.withValues(value -> HERE.matcher(value).replaceAll(folder)))
                .toList();
    }

    private void include(Names names) {
        Values values = values(document.section(INCLUDE).orElseThrow(), names);
        if (values.setting(OtherKeys.FILES).isEmpty()) {
            values.problem(
                    OtherKeys.FILES,
                    "expected a line such as: files = conf.d/*.conf",
                    ".ini file has [include] section, but no files setting");
            return;
        }
        List<String> patterns = words(values.get(OtherKeys.FILES, ""));
        if (patterns.isEmpty()) {
            values.warn(OtherKeys.FILES, "names no file, so nothing is included");
        }
        for (String pattern : patterns) {
            try {
                Path path = source.folder().resolve(Types.toPath(pattern));
                List<Path> matches = Globs.matches(path);
                if (matches.isEmpty()) {
                    values.warn(OtherKeys.FILES, "No file matches via include \"" + NativeText.of(path) + "\"");
                }
                matches.forEach(this::included);
            } catch (BadValue e) {
                values.problem(OtherKeys.FILES, "expected names and patterns of files", e.getMessage());
            }
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
            Source from = Source.ofIncluded(file, left);
            left -= from.size();
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
        } catch (Source.Unfit e) {
            findings.add(e.problem(file, "could not read config file " + NativeText.of(file)));
        } catch (IOException e) {
            findings.warn(new Warning(file, 0, "", "", "is left out, it cannot be read: " + Source.reason(e)));
        }
    }

    private static Map<String, String> environment(Values values, Names names) {
        Type<Map<String, String>> once = values.type(DaemonKeys.ENVIRONMENT);
        Type<Map<String, String>> twice =
                new Type<>(once.expected(), text -> once.conversion().of(names.expand(text, "environment")));
        return values.find(DaemonKeys.ENVIRONMENT, twice).orElse(Map.of());
    }

    /** Sorted as supervisord does; of groups with one name the first counts. */
    private List<GroupSpec> unique(List<GroupSpec> groups) {
        List<GroupSpec> sorted = new ArrayList<>(groups);
        sorted.sort(GroupSpec.BY_PRIORITY);
        Map<String, GroupSpec> byName = new LinkedHashMap<>();
        for (GroupSpec group : sorted) {
            if (byName.putIfAbsent(group.name(), group) != null) {
                warnAboutTwo(group.name());
            }
        }
        return List.copyOf(byName.values());
    }

    private void warnAboutTwo(String group) {
        List<Section> both = document.sections().stream()
                .filter(s -> s.name().contains(":") && s.suffix().strip().equals(group))
                .toList();
        String places = both.stream()
                .map(s -> "[" + s.name() + "] in line " + s.line()
                        + (s.file().equals(both.getFirst().file()) ? "" : " of " + NativeText.of(s.file())))
                .collect(Collectors.joining(" and "));
        findings.warn(new Warning(
                both.isEmpty() ? source.file() : both.getFirst().file(),
                both.isEmpty() ? 0 : both.getFirst().line(),
                "",
                "",
                "there are two groups called \"" + group + "\"; the first counts"
                        + (places.isEmpty() ? "" : " by priority: " + places)));
    }

    /** The name of this machine from uname(2), without asking a name server. */
    static String nodeName() {
        try {
            return Files.readString(Path.of("/proc/sys/kernel/hostname")).strip();
        } catch (IOException e) {
            return "localhost"; // no /proc, as in some containers
        }
    }
}
