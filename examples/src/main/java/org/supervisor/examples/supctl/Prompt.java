package org.supervisor.examples.supctl;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** A session whose lines come from a file or a pipe: the status first, then what is asked for. */
final class Prompt {
    private final Session session;
    private final Verbs verbs;

    Prompt(Session session, Verbs verbs) {
        this.session = session;
        this.verbs = verbs;
    }

    int run() {
        BufferedReader lines =
                new BufferedReader(new InputStreamReader(session.screen().in(), StandardCharsets.UTF_8));
        verbs.run(List.of("status"));
        try {
            String line;
            do {
                session.screen().out().print(session.target().prompt() + "> ");
                session.screen().out().flush();
                line = lines.readLine();
            } while (line != null && obey(verbs, line));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        session.print("");
        return Exit.OK;
    }

    /** Runs a line; false if it ends the session. */
    static boolean obey(Verbs verbs, String line) {
        List<String> words = List.of(line.strip().split("\\s+"));
        if (words.get(0).equals("quit") || words.get(0).equals("exit")) {
            return false;
        }
        if (!words.get(0).isEmpty()) {
            verbs.run(words);
        }
        return true;
    }
}
