package org.supervisor.examples.supctl;

import java.io.BufferedOutputStream;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Where the console reads and writes.
 *
 * @param out answers; buffered, flushed at the end and before waiting
 * @param err hints and complaints
 * @param in input of the user
 * @param isInputTerminal whether a person may be typing
 * @param isOutputTerminal whether a person may be reading
 */
record Screen(PrintStream out, PrintStream err, InputStream in, boolean isInputTerminal, boolean isOutputTerminal) {
    private static final int BUFFER_BYTES = 8192;

    /** Standard input, output and error. UTF-8 whatever the locale, as program names and logs are. */
    static Screen ofThisProcess() {
        PrintStream out = new PrintStream(
                new BufferedOutputStream(new FileOutputStream(FileDescriptor.out), BUFFER_BYTES),
                false,
                StandardCharsets.UTF_8);
        return new Screen(out, System.err, System.in, isTerminal(0), isTerminal(1));
    }

    /** System.console() would do too, but loads a line editor. */
    private static boolean isTerminal(int descriptor) {
        try {
            String file = Files.readSymbolicLink(Path.of("/proc/self/fd/" + descriptor))
                    .toString();
            return file.startsWith("/dev/pts/") || file.startsWith("/dev/tty") || file.equals("/dev/console");
        } catch (IOException e) {
            return false;
        }
    }
}
