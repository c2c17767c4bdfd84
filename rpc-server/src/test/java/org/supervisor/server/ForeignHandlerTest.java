package org.supervisor.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Listeners of a real daemon whose results are for Python code. */
class ForeignHandlerTest {
    /** Answers each event with the event itself, as the program of the package supervisor_stdout does, and counts them. */
    private static final String ECHO = "printf 'READY\\n'; while read -r line; do"
            + " len=${line##*len:}; payload=$(dd bs=1 count=$len 2>/dev/null; echo .); echo x >>@DIR@/offers;"
            + " printf 'RESULT %s\\n%sREADY\\n' $len \"${payload%.}\"; done";

    private static final String PROGRAM =
            "echo one; echo two >&2; printf 'no line end'; touch @DIR@/written; exec sleep 1000";

    @TempDir
    private Path folder;

    private DaemonProcess daemon(String handler) throws IOException {
        Files.writeString(folder.resolve("echo.sh"), ECHO.replace("@DIR@", folder.toString()));
        Files.writeString(folder.resolve("program.sh"), PROGRAM.replace("@DIR@", folder.toString()));
        Files.writeString(folder.resolve("supervisord.conf"), """
            [supervisord]
            logfile = @DIR@/log
            pidfile = @DIR@/pid
            silent = true
            [program:web]
            command = /bin/sh @DIR@/program.sh
            stdout_events_enabled = true
            stderr_events_enabled = true
            startsecs = 0
            [eventlistener:echo]
            command = /bin/sh @DIR@/echo.sh
            events = PROCESS_LOG
            buffer_size = 100
            result_handler = @HANDLER@
            """.replace("@DIR@", folder.toString())
                .replace("@HANDLER@", handler));
        return new DaemonProcess(
                "supervisord",
                folder,
                List.of("-n", "-c", folder.resolve("supervisord.conf").toString()));
    }

    @Test
    void supervisorStdoutPrintsWhatProgramsWrite() throws IOException {
        try (DaemonProcess daemon = daemon("supervisor_stdout:event_handler")) {
            daemon.until(
                    "all is printed",
                    () -> daemon.stdout().contains("no line end\n")
                            && daemon.stdout().contains("two"));
            assertThat(daemon.stdout().lines())
                    .containsExactlyInAnyOrder("web stdout | one", "web stdout | no line end", "web stderr | two");
        }
        assertThat(Programs.text(folder.resolve("log"))).doesNotContain("rejected", "result_handler");
    }

    @Test
    void anUnknownHandlerIsNamedOnceAndItsResultsAreAccepted() throws IOException {
        try (DaemonProcess daemon = daemon("graylog_handler:send")) {
            daemon.until("events are heard", () -> Files.exists(folder.resolve("offers")));
            assertThat(daemon.stdout()).isEmpty();
        }
        assertThat(Programs.text(folder.resolve("log")))
                .doesNotContain("rejected")
                .containsOnlyOnce("graylog_handler:send");
    }
}
