package org.supervisor.server.process;

import java.util.List;
import org.apiguardian.api.API;

/** What to run. Whether a shell takes part is decided by the dialect of the file, once. */
@API(status = API.Status.EXPERIMENTAL)
public sealed interface Command {
    /** The text as it was written, for people. */
    String text();

    /** The words passed to the program, the program first. Empty when the text cannot be run at all. */
    List<String> words();

    /**
     * Runs a program without a shell.
     *
     * @param text as written
     * @param words the program, looked up in PATH if it has no slash, and its arguments; not empty
     */
    record Direct(String text, List<String> words) implements Command {
        public Direct {
            words = List.copyOf(words);
            if (words.isEmpty()) {
                throw new IllegalArgumentException("command is empty");
            }
        }
    }

    /**
     * Runs a line of shell: pipes, redirections and variables work.
     *
     * @param text as written
     */
    record Shell(String text) implements Command {
        @Override
        public List<String> words() {
            return List.of("/bin/sh", "-c", text);
        }
    }

    /**
     * Cannot be run, which is reported at a start: supervisord loads such a file without complaint.
     *
     * @param text as written
     * @param problem why not, such as {@code can't parse command "x '": No closing quotation}
     */
    record Unusable(String text, String problem) implements Command {
        @Override
        public List<String> words() {
            return List.of();
        }
    }
}
