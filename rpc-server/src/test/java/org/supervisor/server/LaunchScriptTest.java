package org.supervisor.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The scripts that become the JVM, with a program in its place that lists what it got. */
@Timeout(60)
class LaunchScriptTest {
    @TempDir
    private Path home;

    @ParameterizedTest
    @ValueSource(strings = {"supctl", "supervisord", "supervisor"})
    void theJvmIsStartedInTheRootWhereTheCurrentFolderIsGone(String program) throws Exception {
        Path list = home.resolve("list");
        Path script = install(program, "pwd >'" + list + "'");
        Path gone = Files.createDirectory(home.resolve("gone"));
        run(script, "cd '" + gone + "'; rmdir '" + gone + "'; exec sh \"$1\"");
        assertThat(Files.readAllLines(list)).containsExactly("/");
    }

    @ParameterizedTest
    @ValueSource(strings = {"supctl", "supervisord", "supervisor"})
    void noFileOfTheJvmIsTakenForAStandardStreamThatIsClosed(String program) throws Exception {
        Path list = home.resolve("list");
        Path script = install(program, """
            streams=$(for n in 0 1 2; do readlink /proc/$$/fd/$n; done)
            echo "$streams" >'%s'
            """.formatted(list));
        run(script, "exec sh \"$1\" <&- >&- 2>&-");
        assertThat(Files.readAllLines(list)).containsExactly("/dev/null", "/dev/null", "/dev/null");
    }

    /** Copies a script, for which this is the JVM. */
    private Path install(String program, String jvm) throws IOException {
        Path bin = Files.createDirectories(home.resolve("bin"));
        Files.createFile(Files.createDirectories(home.resolve("lib")).resolve("supervisor.jar"));
        for (String script : new String[] {program, "launch.sh"}) {
            Files.copy(Path.of("../bin", script), bin.resolve(script));
        }
        Path java = Files.writeString(home.resolve("java"), "#!/bin/sh\n" + jvm + "\n");
        Files.setPosixFilePermissions(java, PosixFilePermissions.fromString("rwx------"));
        return bin.resolve(program);
    }

    private void run(Path script, String line) throws IOException, InterruptedException {
        ProcessBuilder builder = new ProcessBuilder("sh", "-c", line, "sh", script.toString());
        builder.environment().put("SUPERVISOR_JAVA", home.resolve("java").toString());
        Process process = builder.start();
        assertThat(process.waitFor(30, TimeUnit.SECONDS)).isTrue();
    }
}
