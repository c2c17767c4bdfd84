package org.supervisor.server;

import java.nio.file.Path;
import java.util.Optional;
import org.supervisor.server.process.NativeText;

/** The two names of the daemon. They differ in options and behaviour, not in what they can do. */
enum Program {
    /** Options and behaviour of the Perl original's {@code bin/supervisor}: stays in the foreground. */
    SUPERVISOR("supervisor"),
    /** Options and behaviour of supervisord: goes to the background by default. */
    SUPERVISORD("supervisord");

    private final String word;

    Program(String word) {
        this.word = word;
    }

    /** The name it is called by. */
    String word() {
        return word;
    }

    /** The one that the launch script named. */
    static Program current() {
        return System.getProperty("org.supervisor.program", "supervisor").equals(SUPERVISORD.word)
                ? SUPERVISORD
                : SUPERVISOR;
    }

    /** The folder that holds bin, lib and etc, if a launch script has set it. */
    static Optional<Path> home() {
        return Optional.ofNullable(System.getProperty("org.supervisor.home")).map(NativeText::path);
    }

    /** The launch script as it was called, which starts whatever build is installed now; empty: it was not used. */
    static Optional<String> script() {
        return Optional.ofNullable(System.getProperty("org.supervisor.script"));
    }

    /** Our own version, from the jar. */
    static String version() {
        String version = Program.class.getPackage().getImplementationVersion();
        return version == null ? "0-unpackaged" : version;
    }
}
