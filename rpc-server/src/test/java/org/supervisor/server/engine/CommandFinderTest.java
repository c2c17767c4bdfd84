package org.supervisor.server.engine;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.supervisor.server.process.Command;
import org.supervisor.server.process.Refusal;

class CommandFinderTest {
    @TempDir
    private Path folder;

    private CommandFinder.Finding find(String word, String path) {
        return CommandFinder.find(new Command.Direct(word, List.of(word)), Optional.of(path), folder);
    }

    private static CommandFinder.Finding found(Path file) {
        return new CommandFinder.Finding.Found(file);
    }

    private static CommandFinder.Finding missing(Refusal.Kind kind, String message) {
        return new CommandFinder.Finding.Missing(new Refusal(kind, message));
    }

    private Path file(String name, String mode) throws IOException {
        Path file = folder.resolve(name);
        Files.createDirectories(file.getParent());
        Files.writeString(file, "#!/bin/sh\n");
        return Files.setPosixFilePermissions(file, PosixFilePermissions.fromString(mode));
    }

    @Test
    void takesTheFirstExecutableInPath() throws IOException {
        file("a/tool", "rw-r--r--");
        Path executable = file("b/tool", "rwxr-xr-x");
        file("c/tool", "rwxr-xr-x");
        String path = folder.resolve("a") + ":" + folder.resolve("b") + ":" + folder.resolve("c");
        assertThat(find("tool", path)).isEqualTo(found(executable));
    }

    @Test
    void looksUpRelativePathsFromTheChildsDirectory() throws IOException {
        Path executable = file("sub/tool", "rwxr-xr-x");
        assertThat(find("sub/tool", "")).isEqualTo(found(executable));
        assertThat(find("tool", "/nonexistent:sub")).isEqualTo(found(executable));
    }

    @Test
    void saysWhatIsWrongWithWhatItFound() throws IOException {
        file("plain", "rw-r--r--");
        assertThat(find("./plain", ""))
                .isEqualTo(missing(Refusal.Kind.NOT_EXECUTABLE, "command at './plain' is not executable"));
        assertThat(find("plain", folder.toString()))
                .isEqualTo(missing(Refusal.Kind.NOT_EXECUTABLE, "command at 'plain' is not executable"));
        assertThat(find("/etc", ""))
                .isEqualTo(missing(Refusal.Kind.NOT_EXECUTABLE, "command at '/etc' is a directory"));
        assertThat(find("/nonexistent/tool", ""))
                .isEqualTo(missing(Refusal.Kind.NO_FILE, "can't find command '/nonexistent/tool'"));
        assertThat(find("tool", folder.toString()))
                .isEqualTo(missing(Refusal.Kind.NO_FILE, "can't find command 'tool'"));
    }

    @Test
    void runsLinesOfShellByTheShell() {
        assertThat(CommandFinder.find(new Command.Shell("a | b"), Optional.empty(), folder))
                .isEqualTo(found(Path.of("/bin/sh")));
    }

    @Test
    void hasADefaultPath() {
        assertThat(CommandFinder.find(new Command.Direct("sh", List.of("sh")), Optional.empty(), folder))
                .isEqualTo(found(Path.of("/bin/sh")));
    }
}
