package org.supervisor.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.supervisor.api.Signal;

/** The daemon ends with a program, as in a container. */
class ShutdownWithProgramTest {
    @TempDir
    private Path folder;

    private DaemonProcess daemon;

    @AfterEach
    void endDaemon() {
        if (daemon != null) {
            daemon.close();
        }
    }

    private void start(String lines) throws IOException {
        Path file = folder.resolve("s.conf");
        Files.writeString(file, """
            [supervisord]
            logfile = @DIR@/log
            pidfile = @DIR@/pid
            [program:other]
            command = sh -c "echo up; exec sleep 1000"
            stdout_logfile = @DIR@/other
            [program:main]
            stdout_logfile = @DIR@/out
            %s
            """.formatted(lines).replace("@DIR@", folder.toString()));
        daemon = new DaemonProcess(List.of(), "supervisord", folder, List.of("-n", "-c", file.toString()));
    }

    private String log() {
        return Programs.text(folder.resolve("log"));
    }

    @ParameterizedTest
    @CsvSource(
            quoteCharacter = '|',
            value = {
                "sh -c 'exit 7', autorestart=false\\nstartsecs=0\\non_exit=shutdown, 7",
                "sh -c 'exit 0', startsecs=0\\non_exit=shutdown, 0",
                "sh -c 'kill -9 $$', autorestart=false\\nstartsecs=0\\non_exit=shutdown, 137",
                "sh -c 'exit 5', startretries=0\\non_fatal=shutdown, 5",
                "sh -c 'exit 0', startretries=0\\non_fatal=shutdown, 1",
                "/no/such/file, startretries=0\\non_fatal=shutdown, 1",
                "sh -c 'exit 4', autorestart=true\\nstartsecs=0\\nrestart_limit=2/1h\\non_fatal=shutdown, 4"
            })
    void theDaemonEndsInOrderWithTheExitCodeOfTheProgram(String command, String lines, int code) throws IOException {
        start("command=" + command.replace('\'', '"') + "\n" + lines.replace("\\n", "\n"));
        assertThat(daemon.exitStatus()).isEqualTo(code);
        assertThat(log()).contains("the supervisor ends, with exit code " + code);
    }

    @Test
    void aSignalEndsTheDaemonWithItsOwnExitCode() throws IOException {
        start("command=sh -c \"trap 'exit 9' TERM; echo up; while :; do sleep 0.1; done\"\n"
                + "autorestart=false\nstartsecs=0\non_exit=shutdown\non_fatal=shutdown");
        daemon.until("it is up", () -> Programs.text(folder.resolve("out")).equals("up\n"));
        daemon.signal(Signal.TERM);
        assertThat(daemon.exitStatus()).isZero();
        assertThat(log()).doesNotContain("with exit code");
    }
}
