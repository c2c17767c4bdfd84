package org.supervisor.server;

import static org.assertj.core.api.Assertions.assertThat;

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
    void noFileOfTheJvmIsTakenForAStandardStreamThatIsClosed(String program) throws Exception {
        Path bin = Files.createDirectories(home.resolve("bin"));
        Files.createFile(Files.createDirectories(home.resolve("lib")).resolve("supervisor.jar"));
        for (String script : new String[] {program, "launch.sh"}) {
            Files.copy(Path.of("../bin", script), bin.resolve(script));
        }
        Path list = home.resolve("list");
        Path java = Files.writeString(home.resolve("java"), """
            #!/bin/sh
            streams=$(for n in 0 1 2; do readlink /proc/$$/fd/$n; done)
            echo "$streams" >'%s'
            """.formatted(list));
        Files.setPosixFilePermissions(java, PosixFilePermissions.fromString("rwx------"));
        ProcessBuilder builder = new ProcessBuilder(
                "sh",
                "-c",
                "exec sh \"$1\" <&- >&- 2>&-",
                "sh",
                bin.resolve(program).toString());
        builder.environment().put("SUPERVISOR_JAVA", java.toString());
        Process process = builder.start();
        assertThat(process.waitFor(30, TimeUnit.SECONDS)).isTrue();
        assertThat(Files.readAllLines(list)).containsExactly("/dev/null", "/dev/null", "/dev/null");
    }
}
