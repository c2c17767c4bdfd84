package org.supervisor.server.config;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.supervisor.server.process.NativeText;

/**
 * Where supervisord's configuration is searched by default: beside the program, in the current folder, in {@code /etc}.
 * As root the current folder is left out, which supervisord only warns about: a user who can put a file there could act
 * as root.
 *
 * @param candidates the paths, first hit wins
 * @param asRoot whether the current folder was left out
 */
public record SearchPath(List<Path> candidates, boolean asRoot) {
    private static final String NAME = "supervisord.conf";

    public SearchPath {
        candidates = List.copyOf(candidates);
    }

    /**
     * The search path of a program.
     *
     * @param program the program, such as {@code /opt/supervisor/bin/supervisor}
     * @param currentFolder where it was started
     * @param asRoot whether it runs as root
     */
    public static SearchPath of(Path program, Path currentFolder, boolean asRoot) {
        List<Path> paths = new ArrayList<>();
        Path bin = NativeText.absolute(program).normalize().getParent();
        if (bin != null && bin.getParent() != null) {
            paths.add(bin.getParent().resolve("etc").resolve(NAME));
            paths.add(bin.getParent().resolve(NAME));
        }
        if (!asRoot) {
            paths.add(currentFolder.resolve(NAME));
            paths.add(currentFolder.resolve("etc").resolve(NAME));
        }
        paths.add(Path.of("/etc", NAME));
        paths.add(Path.of("/etc/supervisor", NAME));
        return new SearchPath(paths, asRoot);
    }

    /** The first file that exists. */
    public Optional<Path> find() {
        return candidates.stream().filter(Files::exists).findFirst();
    }

    /** The message if there is no such file. */
    public String notFound() {
        String places =
                String.join(", ", candidates.stream().map(NativeText::of).toList());
        return "No config file found at default paths (" + places
                + "); use the -c option to specify a config file at a " + "different path"
                + (asRoot ? " (as root the current directory is not searched)" : "");
    }
}
