package org.supervisor.examples.supctl;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.Map;

/**
 * What a command line printed, and its exit status. Input is not a terminal.
 *
 * @param out on standard output
 * @param err on standard error
 */
record Run(int status, String out, String err) {
    static Run of(String... args) {
        return typing("", Map.of(), args);
    }

    static Run typing(String typed, Map<String, String> environment, String... args) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        ByteArrayOutputStream err = new ByteArrayOutputStream();
        Screen screen = new Screen(
                new PrintStream(out, true, StandardCharsets.UTF_8),
                new PrintStream(err, true, StandardCharsets.UTF_8),
                new ByteArrayInputStream(typed.getBytes(StandardCharsets.UTF_8)),
                false,
                false);
        int status = Supctl.run(args, environment, screen);
        return new Run(status, out.toString(StandardCharsets.UTF_8), err.toString(StandardCharsets.UTF_8));
    }
}
