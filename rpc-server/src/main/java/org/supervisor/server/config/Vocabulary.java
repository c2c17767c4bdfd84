package org.supervisor.server.config;

import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.supervisor.server.process.Dialect;

/** The sections and keys of both dialects. */
final class Vocabulary {
    /** The keys of a program in a Perl file. */
    static final Set<String> PERL_PROGRAM = program(Dialect.PERL);

    private static final Set<String> PROGRAM = program(Dialect.SUPERVISORD);

    /** The keys that only a Perl file has. */
    static final Set<String> PERL_ONLY = minus(PERL_PROGRAM, PROGRAM);

    /** The keys that only a supervisord file has. */
    static final Set<String> SUPERVISORD_ONLY = minus(PROGRAM, PERL_PROGRAM);

    /** A kind of section and its keys. */
    private static final Map<String, List<Keys>> SECTIONS = sections();

    private static final Map<String, Set<String>> NAMES = names();
    private static final Set<String> WITH_NAME =
            Set.of("program", "group", "eventlistener", "fcgi-program", "rpcinterface", "ctlplugin", "user", "token");

    private Vocabulary() {}

    private static Set<String> program(Dialect dialect) {
        Set<String> names = ProgramKeys.ALL.names(dialect);
        names.addAll(AspectKeys.names(dialect));
        return names;
    }

    private static Map<String, List<Keys>> sections() {
        Map<String, List<Keys>> sections = new LinkedHashMap<>();
        sections.put("unix_http_server", List.of(ServerKeys.UNIX, ServerKeys.BOTH));
        sections.put("inet_http_server", List.of(ServerKeys.INET, TlsKeys.ALL, ServerKeys.BOTH));
        sections.put("user", List.of(UserKeys.ALL));
        sections.put("token", List.of(TokenKeys.ALL));
        sections.put("supervisord", List.of(DaemonKeys.ALL));
        sections.put("program", AspectKeys.after(ProgramKeys.ALL));
        sections.put("group", List.of(GroupKeys.GROUP));
        sections.put("eventlistener", AspectKeys.after(ProgramKeys.ALL, GroupKeys.LISTENER));
        sections.put("fcgi-program", AspectKeys.after(ProgramKeys.ALL, GroupKeys.FASTCGI));
        sections.put("rpcinterface", List.of(OtherKeys.RPC_INTERFACE));
        sections.put("supervisorctl", List.of(OtherKeys.CONSOLE));
        sections.put("ctlplugin", List.of());
        sections.put("include", List.of(OtherKeys.INCLUDE));
        sections.put("DEFAULT", List.of());
        return sections;
    }

    private static Map<String, Set<String>> names() {
        Map<String, Set<String>> names = new HashMap<>();
        SECTIONS.forEach((kind, lists) -> {
            Set<String> all = new TreeSet<>();
            for (Keys keys : kind.equals("rpcinterface") ? List.<Keys>of() : lists) { // its factory may have others
                all.addAll(keys.names(Dialect.SUPERVISORD));
            }
            names.put(kind, all);
        });
        return names;
    }

    /** The kinds of sections, with the keys of each, in the order in which they are explained. */
    static Map<String, List<Keys>> kinds() {
        return Collections.unmodifiableMap(SECTIONS);
    }

    /** The keys of a section of a supervisord file; none if any key is allowed; empty if the section is unknown. */
    static Optional<Set<String>> keysOf(String section) {
        int colon = section.indexOf(':');
        String kind = colon < 0 ? section : section.substring(0, colon);
        boolean named = WITH_NAME.contains(kind);
        boolean server = kind.endsWith("_http_server"); // may have a name or not
        return named == (colon >= 0) || server ? Optional.ofNullable(NAMES.get(kind)) : Optional.empty();
    }

    /** Whether sections of this kind have a name, after a colon. */
    static boolean hasName(String kind) {
        return WITH_NAME.contains(kind);
    }

    /** Whether sections of this name, or kind, are known. */
    static boolean isSection(String kind) {
        return SECTIONS.containsKey(kind);
    }

    /** A known section's name that looks like this one. */
    static String nearSection(String section) {
        int colon = section.indexOf(':');
        String kind = colon < 0 ? section : section.substring(0, colon);
        String rest = colon < 0 ? "" : section.substring(colon);
        int blank = section.strip().indexOf(' ');
        if (colon < 0 && blank > 0 && WITH_NAME.contains(section.strip().substring(0, blank))) {
            return "; did you mean [" + section.strip().substring(0, blank) + ":"
                    + section.strip().substring(blank).strip() + "]?";
        }
        return NearSpelling.of(kind, SECTIONS.keySet())
                .filter(near -> !near.equals(kind))
                .map(near -> "; did you mean [" + near + rest + "]?")
                .orElse("");
    }

    private static Set<String> minus(Set<String> all, Set<String> some) {
        Set<String> rest = new TreeSet<>(all);
        rest.removeAll(some);
        return rest;
    }
}
