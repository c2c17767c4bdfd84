package org.supervisor.server;

import java.io.PrintStream;
import org.supervisor.server.process.NativeText;

/** Where the daemon was started: what is printed there keeps the bytes of the names in it, whatever the locale. */
final class Console {
    private Console() {}

    /** Prints a line for the caller. */
    static void print(String line) {
        print(System.out, line);
    }

    /** Prints a line about what went wrong. */
    static void error(String line) {
        print(System.err, line);
    }

    private static void print(PrintStream stream, String line) {
        stream.writeBytes(NativeText.bytes(line + System.lineSeparator()));
        stream.flush();
    }
}
