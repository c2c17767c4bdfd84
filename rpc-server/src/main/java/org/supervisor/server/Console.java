package org.supervisor.server;

import java.io.PrintStream;
import org.supervisor.server.process.NativeText;

/** The terminal on which the daemon was started: output keeps the bytes of names, whatever the locale. */
final class Console {
    private Console() {}

    /** Prints a line for the caller. */
    static void print(String line) {
        print(System.out, line);
    }

    /** Prints a line about a failure. */
    static void error(String line) {
        print(System.err, line);
    }

    private static void print(PrintStream stream, String line) {
        stream.writeBytes(NativeText.bytes(line + System.lineSeparator()));
        stream.flush();
    }
}
