package org.supervisor.server.config;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/** The words of both dialects. */
final class Vocabulary {
    /** The keys of a program in a Perl file. */
    static final Set<String> PERL_PROGRAM = Set.of(
            "command",
            "name",
            "user",
            "group",
            "umask",
            "directory",
            "priority",
            "start-retries",
            "start-wait-secs",
            "stop-signal",
            "stop-retries",
            "stop-wait-secs",
            "reload-signal",
            "auto-start",
            "auto-restart",
            "restart-pause-min",
            "exit-codes",
            "environment",
            "logfile",
            "log-format");

    /** The keys of a program in a supervisord file. */
    static final Set<String> PROGRAM = Set.of(
            "command",
            "process_name",
            "numprocs",
            "numprocs_start",
            "priority",
            "autostart",
            "startsecs",
            "startretries",
            "autorestart",
            "restart_pause_min",
            "exitcodes",
            "stopsignal",
            "stopwaitsecs",
            "stopasgroup",
            "killasgroup",
            "user",
            "redirect_stderr",
            "stdout_logfile",
            "stdout_logfile_maxbytes",
            "stdout_logfile_backups",
            "stdout_capture_maxbytes",
            "stdout_events_enabled",
            "stdout_syslog",
            "stderr_logfile",
            "stderr_logfile_maxbytes",
            "stderr_logfile_backups",
            "stderr_capture_maxbytes",
            "stderr_events_enabled",
            "stderr_syslog",
            "environment",
            "directory",
            "umask",
            "serverurl",
            "log_format");

    /** The keys that only a Perl file has. */
    static final Set<String> PERL_ONLY = minus(PERL_PROGRAM, PROGRAM);

    /** The keys that only a supervisord file has. */
    static final Set<String> SUPERVISORD_ONLY = minus(PROGRAM, PERL_PROGRAM);

    /** The keys of every kind of server. */
    private static final Set<String> SERVER = Set.of("username", "password", "allowed_origins", "allowed_hosts");

    private static final Map<String, Set<String>> SECTIONS = sections();
    private static final Set<String> WITH_NAME =
            Set.of("program", "group", "eventlistener", "fcgi-program", "rpcinterface", "ctlplugin");

    private Vocabulary() {}

    private static Map<String, Set<String>> sections() {
        Map<String, Set<String>> sections = new LinkedHashMap<>();
        sections.put("unix_http_server", plus(Set.of("file", "chmod", "chown"), SERVER));
        sections.put("inet_http_server", plus(Set.of("port"), SERVER));
        sections.put(
                "supervisord",
                Set.of(
                        "logfile",
                        "logfile_maxbytes",
                        "logfile_backups",
                        "loglevel",
                        "pidfile",
                        "umask",
                        "nodaemon",
                        "silent",
                        "minfds",
                        "minprocs",
                        "nocleanup",
                        "childlogdir",
                        "user",
                        "directory",
                        "strip_ansi",
                        "child_output",
                        "stall_limit",
                        "environment",
                        "identifier",
                        "http_max_body",
                        "http_max_memory",
                        "http_max_connections",
                        "http_max_strangers",
                        "http_idle_secs",
                        "http_header_secs"));
        sections.put("program", PROGRAM);
        sections.put("group", Set.of("programs", "priority"));
        sections.put(
                "eventlistener", plus(PROGRAM, Set.of("events", "buffer_size", "result_handler", "answer_timeout")));
        sections.put("fcgi-program", plus(PROGRAM, Set.of("socket", "socket_owner", "socket_mode", "socket_backlog")));
        sections.put("rpcinterface", Set.of());
        sections.put("supervisorctl", Set.of("serverurl", "username", "password", "prompt", "history_file"));
        sections.put("ctlplugin", Set.of());
        sections.put("include", Set.of("files"));
        sections.put("DEFAULT", Set.of());
        return sections;
    }

    /** The keys of a section of a supervisord file; none if any key will do; empty if the section is unknown. */
    static Optional<Set<String>> keysOf(String section) {
        int colon = section.indexOf(':');
        String kind = colon < 0 ? section : section.substring(0, colon);
        boolean named = WITH_NAME.contains(kind);
        boolean server = kind.endsWith("_http_server"); // may have a name or not
        return named == (colon >= 0) || server ? Optional.ofNullable(SECTIONS.get(kind)) : Optional.empty();
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

    private static Set<String> plus(Set<String> some, Set<String> more) {
        Set<String> all = new TreeSet<>(some);
        all.addAll(more);
        return all;
    }
}
