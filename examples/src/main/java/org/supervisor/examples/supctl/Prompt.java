package org.supervisor.examples.supctl;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** A session whose lines come from a file or a pipe: the status first, then one command for each line. */
final class Prompt {
    private Prompt() {}

    /** Whether there is anything to read; waits until that is known. Keeps what it has looked at. */
    static boolean hasLines(InputStream in) {
        try {
            in.mark(1);
            int first = in.read();
            in.reset();
            return first >= 0;
        } catch (IOException closed) {
            return false;
        }
    }

    static int run(Session session) {
        BufferedReader lines =
                new BufferedReader(new InputStreamReader(session.screen().in(), StandardCharsets.UTF_8));
        Dispatcher dispatcher = new Dispatcher(session);
        dispatcher.run(List.of("status"));
        try {
            while (!session.isEnded()) {
                session.screen().out().print(session.target().prompt() + "> ");
                session.screen().out().flush();
                String line = lines.readLine();
                if (line == null) {
                    break;
                }
                execute(dispatcher, line);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        session.print("");
        return Exit.OK;
    }

    /** Runs a line, unless it is blank. */
    static void execute(Dispatcher dispatcher, String line) {
        if (!line.isBlank()) {
            dispatcher.run(List.of(line.strip().split("\\s+")));
        }
    }
}
