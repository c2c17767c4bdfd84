package org.supervisor.server.config;

import org.supervisor.server.process.ResultHandler;
import org.supervisor.server.process.SocketSpec;

/** The keys of groups, and those that listeners and FastCGI programs have beside a program's. */
final class GroupKeys {
    /** Those of {@code [group:x]}. */
    static final Keys GROUP = new Keys(Change.UPDATE);
    /** Those of {@code [eventlistener:x]}. */
    static final Keys LISTENER = new Keys(Change.UPDATE);
    /** Those of {@code [fcgi-program:x]}. */
    static final Keys FASTCGI = new Keys(Change.UPDATE);

    static final Key<String> PROGRAMS =
            GROUP.add(Key.optional("programs", Types.TEXT, "none", "names of programs and fcgi-programs, with commas"));
    static final Key<Integer> PRIORITY = GROUP.add(Key.of(
            "priority", Types.INTEGER, "999", "order: the lower, the earlier it is started and the later stopped"));

    static final Key<String> EVENTS = LISTENER.add(
            Key.optional("events", Types.TEXT, "required", "the types it listens to, with commas, in any case"));
    static final Key<Integer> BUFFER_SIZE =
            LISTENER.add(Key.of("buffer_size", Types.INTEGER, "10", "how many events wait for it at most, at least 1"));
    static final Key<String> RESULT_HANDLER = LISTENER.add(Key.of(
            "result_handler",
            Types.TEXT,
            ResultHandler.DEFAULT_NAME,
            "what its results mean; of Python's handlers two are known, others accept every result"));
    static final Key<Integer> ANSWER_TIMEOUT = LISTENER.add(Key.of(
                    "answer_timeout",
                    Types.INTEGER,
                    "0",
                    "seconds of silence, or of a broken protocol, until it is killed, to be restarted; 0: never")
            .ours());

    static final Key<SocketSpec> SOCKET = FASTCGI.add(
            Key.optional("socket", types -> types.socket, "required", "what its processes accept connections at"));
    static final Key<String> SOCKET_OWNER = FASTCGI.add(
            Change.RELOAD,
            Key.optional(
                    "socket_owner",
                    types -> types.owner.complainingOf("Invalid socket_owner value "),
                    "the program's user",
                    "who owns a UNIX socket"));
    static final Key<Integer> SOCKET_MODE = FASTCGI.add(
            Change.RELOAD,
            Key.optional(
                    "socket_mode",
                    Types.MODE.complainingOf("Invalid socket_mode value "),
                    "0700",
                    "the mode of a UNIX socket"));
    static final Key<Integer> SOCKET_BACKLOG = FASTCGI.add(
            Change.RELOAD,
            Key.optional(
                    "socket_backlog",
                    Types.INTEGER,
                    "the system's most",
                    "how many connections wait to be accepted, 1 to 65535"));

    private GroupKeys() {}
}
