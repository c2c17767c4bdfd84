package org.supervisor.server.engine;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.supervisor.server.process.Command;
import org.supervisor.server.process.NativeText;
import org.supervisor.server.process.Refusal;

/**
 * Finds the file that a command names, as supervisord does: a word with a slash is a path, another is looked up in PATH.
 * Any thread.
 */
final class CommandFinder {
    private static final String FALLBACK_PATH = "/bin:/usr/bin:/usr/local/bin";

    private CommandFinder() {}

    /** What was found. */
    sealed interface Finding {
        /** An executable file. */
        record Found(Path executable) implements Finding {}

        /** None, and why. */
        record Missing(Refusal refusal) implements Finding {}
    }

    /**
     * Looks for the program of a command.
     *
     * @param path the PATH in the child's environment
     * @param directory the child's working directory, for relative paths with a slash
     */
    static Finding find(Command command, Optional<String> path, Path directory) {
        return switch (command) {
            case Command.Unusable unusable -> missing(Refusal.Kind.NOT_EXECUTABLE, unusable.problem());
            case Command.Shell _ -> examine("/bin/sh", Path.of("/bin/sh"));
            case Command.Direct direct -> {
                String word = direct.words().getFirst();
                yield word.indexOf('/') >= 0
                        ? examine(word, directory.resolve(NativeText.path(word)))
                        : search(word, path.orElse(FALLBACK_PATH), directory);
            }
        };
    }

    private static Finding search(String word, String path, Path directory) {
        Path candidate = null;
        for (String folder : path.split(":", -1)) {
            Path file = directory.resolve(NativeText.path(folder)).resolve(NativeText.path(word));
            if (Files.isRegularFile(file)) {
                if (Files.isExecutable(file)) {
                    return new Finding.Found(file);
                }
                candidate = candidate == null ? file : candidate;
            }
        }
        return candidate == null ? notFound(word) : examine(word, candidate);
    }

    private static Finding examine(String word, Path file) {
        if (!Files.exists(file)) {
            return notFound(word);
        }
        if (Files.isDirectory(file)) {
            return missing(Refusal.Kind.NOT_EXECUTABLE, "command at '" + word + "' is a directory");
        }
        if (!Files.isExecutable(file)) {
            return missing(Refusal.Kind.NOT_EXECUTABLE, "command at '" + word + "' is not executable");
        }
        return new Finding.Found(file);
    }

    private static Finding notFound(String word) {
        return missing(Refusal.Kind.NO_FILE, "can't find command '" + word + "'");
    }

    private static Finding missing(Refusal.Kind kind, String message) {
        return new Finding.Missing(new Refusal(kind, message));
    }
}
