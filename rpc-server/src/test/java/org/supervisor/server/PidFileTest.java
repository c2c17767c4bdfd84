package org.supervisor.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.supervisor.api.Signal;
import org.supervisor.server.os.Daemon;

/** What the daemon does when its pid file is not as it should be. */
class PidFileTest {
    @TempDir
    private Path folder;

    private DaemonProcess daemon;

    @AfterEach
    void endDaemon() {
        if (daemon != null) {
            daemon.close();
        }
    }

    private DaemonProcess start(Path pidFile) throws IOException {
        Path file = folder.resolve("s.conf");
        Files.writeString(file, """
            [supervisord]
            logfile = @DIR@/log
            pidfile = @PID@
            [program:p]
            command = sh -c "echo up >>@DIR@/p; exec sleep 1000"
            startsecs = 0
            """.replace("@DIR@", folder.toString()).replace("@PID@", pidFile.toString()));
        return new DaemonProcess("supervisord", folder, List.of("-n", "-c", file.toString()));
    }

    private String log() {
        return Programs.text(folder.resolve("log"));
    }

    private void awaitStarts(int count) {
        daemon.until(
                "p was started " + count + " times",
                () -> Programs.lines(folder.resolve("p")).size() == count);
    }

    @Test
    void aPidFileThatCannotBeWrittenIsReportedAndProgramsRunAlsoAfterARestart() throws IOException {
        Path taken = Files.createDirectory(folder.resolve("taken"));
        daemon = start(taken);
        awaitStarts(1);
        assertThat(log()).contains("CRIT could not write pidfile " + taken + ": it is a directory");
        daemon.signal(Signal.HUP);
        awaitStarts(2);
        daemon.signal(Signal.TERM);
        assertThat(daemon.exitStatus()).isZero();
    }

    @Test
    void aFifoAsPidFileDoesNotBlockTheStart() throws IOException, InterruptedException {
        Path fifo = folder.resolve("fifo");
        assertThat(new ProcessBuilder("mkfifo", fifo.toString()).start().waitFor())
                .isZero();
        daemon = start(fifo);
        awaitStarts(1);
        assertThat(log()).contains("could not write pidfile " + fifo + ": it is a FIFO, a device or a socket");
    }

    @Test
    void aSecondDaemonWithTheSamePidFileIsRefusedUntilTheFirstIsGoneHoweverItEnded() throws IOException {
        Path pid = folder.resolve("pid");
        daemon = start(pid);
        awaitStarts(1);
        DaemonProcess second = start(pid);
        assertThat(second.exitStatus()).isEqualTo(2);
        assertThat(second.stderr()).contains("supervisord is already running with pid " + daemon.pid(), pid.toString());
        assertThat(Programs.text(pid)).isEqualTo(daemon.pid() + "\n");

        daemon.signal(Signal.KILL);
        daemon.exitStatus();
        daemon = start(pid);
        daemon.until("the next one has it", () -> Programs.text(pid).equals(daemon.pid() + "\n"));
        assertThat(log()).contains("adopted: 'p' with pid");
    }

    @Test
    void aLinkOfAnotherUserInAWorldWritableFolderIsNotFollowed() throws IOException {
        Assumptions.assumeTrue(Daemon.isRoot(), "only root can give a link to another user");
        Path open = Files.createDirectory(folder.resolve("open"));
        Files.setPosixFilePermissions(open, PosixFilePermissions.fromString("rwxrwxrwx"));
        Path target = Files.writeString(folder.resolve("target"), "precious");
        Path link = Files.createSymbolicLink(open.resolve("pid"), target);
        Files.setAttribute(link, "unix:uid", 65534, java.nio.file.LinkOption.NOFOLLOW_LINKS);
        daemon = start(link);
        awaitStarts(1);
        assertThat(target).hasContent("precious");
        assertThat(log()).contains("could not write pidfile " + link + ": it is a symbolic link");
    }
}
