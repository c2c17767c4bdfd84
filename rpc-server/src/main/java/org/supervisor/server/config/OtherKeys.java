package org.supervisor.server.config;

/** The keys of sections that are read separately, or by clients only. */
final class OtherKeys {
    /** Those of {@code [include]}. */
    static final Keys INCLUDE = new Keys(Change.RELOAD);
    /** Those of {@code [rpcinterface:x]}, which may have more. */
    static final Keys RPC_INTERFACE = new Keys(Change.RELOAD);
    /** Those of {@code [supervisorctl]}. */
    static final Keys CONSOLE = new Keys(Change.NOTHING);

    static final Key<String> FILES =
            INCLUDE.add(Key.optional("files", Types.TEXT, "required", "patterns of files, with blanks between them"));
    static final Key<String> FACTORY = RPC_INTERFACE.add(Key.optional(
            "supervisor.rpcinterface_factory",
            Types.TEXT,
            "required",
            "supervisor.rpcinterface:make_main_rpcinterface offers the methods supervisor.*; java: and the name of a"
                    + " class an extension; others are Python code"));

    static {
        CONSOLE.add(Key.of("serverurl", Types.TEXT, "http://localhost:9001", "where the console finds the daemon"));
        CONSOLE.add(Key.optional("username", Types.TEXT, "none", "the name to log in with"));
        CONSOLE.add(Key.optional("password", Types.TEXT, "none", "the password to log in with"));
        CONSOLE.add(
                Key.optional("password_file", Types.TEXT, "none", "a file with the password alone, instead of password")
                        .ours());
        CONSOLE.add(Key.of("prompt", Types.TEXT, "supervisor", "what stands before the cursor"));
        CONSOLE.add(Key.optional("history_file", Types.TEXT, "none", "where lines are kept for the next session"));
    }

    private OtherKeys() {}
}
