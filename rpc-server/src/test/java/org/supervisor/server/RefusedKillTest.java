package org.supervisor.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.supervisor.api.Signal;
import org.supervisor.server.os.Processes;

/**
 * A daemon of root that must not signal processes of others, as in some containers. It was started in a folder that the other
 * user may not enter, such as root's home.
 */
@Tag("children")
class RefusedKillTest {
    private static final List<String> WITHOUT_KILL = List.of("setpriv", "--bounding-set=-kill", "--inh-caps=-kill");
    private static final int NO_PIDFD = -1;

    @TempDir
    private Path folder;

    @Test
    void endsWithinGraceAndFiveSecondsAndNamesWhatItLeaves() throws Exception {
        Assumptions.assumeTrue(canGiveUpKill(), "only root can give up the right to kill");
        Path file = folder.resolve("s.conf");
        Files.writeString(file, """
            [supervisord]
            logfile = %s/log
            pidfile = %s/pid
            [program:foreign]
            command = sleep 1000
            user = nobody
            stopwaitsecs = 1
            [program:own]
            command = sleep 1000
            stopwaitsecs = 1
            """.formatted(folder, folder));
        DaemonProcess daemon =
                new DaemonProcess(WITHOUT_KILL, "supervisord", folder, List.of("-n", "-c", file.toString()));
        try {
            daemon.until("both run", () -> log().contains("success: foreign") && log().contains("success: own"));
            daemon.signal(Signal.TERM);
            assertThat(daemon.exitStatus()).isZero();
            assertThat(log())
                    .contains("stopped: own (terminated by SIGTERM)")
                    .contains("leaving 'foreign' (" + foreign() + ") running: the kernel does not permit to signal it")
                    .doesNotContain("leaving 'own'");
        } finally {
            daemon.close();
            Processes.signal(foreign(), NO_PIDFD, Signal.KILL);
        }
    }

    private static boolean canGiveUpKill() throws InterruptedException {
        List<String> words = new ArrayList<>(WITHOUT_KILL);
        words.add("true");
        try {
            return new ProcessBuilder(words).start().waitFor() == 0;
        } catch (IOException notInstalled) {
            return false;
        }
    }

    private int foreign() {
        Matcher spawned = Pattern.compile("spawned: 'foreign' with pid (\\d+)").matcher(log());
        assertThat(spawned.find()).as(this::log).isTrue();
        return Integer.parseInt(spawned.group(1));
    }

    private String log() {
        return Programs.textOrNothing(folder.resolve("log"));
    }
}
