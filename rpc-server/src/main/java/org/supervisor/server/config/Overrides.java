package org.supervisor.server.config;

import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * The values of the command line, which override those of the file. Values are text as typed and are checked like those
 * of the file. Immutable.
 */
public final class Overrides {
    /** The options that override keys. Those of supervisord have the name of their key in {@code [supervisord]}. */
    public enum Option {
        IDENTIFIER,
        LOGFILE,
        LOGFILE_MAXBYTES,
        LOGFILE_BACKUPS,
        LOGLEVEL,
        AUDIT_LOGFILE,
        AUDIT_LOGFILE_MAXBYTES,
        AUDIT_LOGFILE_BACKUPS,
        AUDIT_FAILURE,
        PIDFILE,
        UMASK,
        NODAEMON,
        SILENT,
        MINFDS,
        MINPROCS,
        NOCLEANUP,
        CHILDLOGDIR,
        USER,
        DIRECTORY,
        STRIP_ANSI,
        CHILD_OUTPUT,
        HTTP_MAX_BODY,
        HTTP_MAX_MEMORY,
        HTTP_MAX_CONNECTIONS,
        HTTP_MAX_STRANGERS,
        HTTP_IDLE_SECS,
        HTTP_HEADER_SECS,
        /** The web pages that may send requests to the first TCP server. */
        ALLOWED_ORIGINS,
        /** The names in the Host header that the first TCP server accepts. */
        ALLOWED_HOSTS,
        STALL_LIMIT,
        SHOW_ENVIRONMENT,
        STATEDIR,
        ADOPT,
        PRIORITY_WAITS,
        /** The port of the first TCP server. */
        PORT,
        /** The address of the first TCP server. */
        ADDRESS;

        /** The key, and the long option's name: {@code logfile_maxbytes}. */
        public String key() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /** No options. */
    public static final Overrides NONE = new Overrides(Map.of());

    private final Map<Option, String> values;

    private Overrides(Map<Option, String> values) {
        this.values = values;
    }

    /** The same, and this option. A switch such as {@code --nodaemon} has the value {@code true}. */
    public Overrides with(Option option, String value) {
        Map<Option, String> more = new EnumMap<>(Option.class);
        more.putAll(values);
        more.put(option, value);
        return new Overrides(more);
    }

    /** The value of an option, if it was given. */
    public Optional<String> get(Option option) {
        return Optional.ofNullable(values.get(option));
    }
}
