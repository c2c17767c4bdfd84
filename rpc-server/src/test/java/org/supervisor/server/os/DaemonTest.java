package org.supervisor.server.os;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.supervisor.api.Signal;
import org.supervisor.server.os.Limits.Raised;

class DaemonTest {
    /** Ignored by default, so the test leaves no harmful signal behind. */
    private static final Signal WINCH = new Signal(28);

    @TempDir
    Path folder;

    @Test
    void knowsItsOwnPid() {
        assertThat(Daemon.pid()).isEqualTo(ProcessHandle.current().pid());
    }

    @Test
    void theUmaskIsThatOfTheWholeProcess() throws IOException {
        int before = Daemon.umask(0037);
        try {
            Path file = Files.createFile(folder.resolve("file"));
            assertThat(permissions(file)).isEqualTo("rw-r-----");
        } finally {
            assertThat(Daemon.umask(before)).isEqualTo(0037);
        }
    }

    @Test
    void changesTheModeOfAPath() throws IOException {
        Path file = Files.createFile(folder.resolve("file"));
        Daemon.changeMode(file.toString(), 0751);
        assertThat(permissions(file)).isEqualTo("rwxr-x--x");
        assertThatThrownBy(() -> Daemon.changeMode("/no/such/file", 0700))
                .isInstanceOf(OsException.class)
                .hasMessage("cannot set the mode of '/no/such/file' to 0700: No such file or directory (ENOENT)");
    }

    @Test
    void rootGivesAPathAway() throws IOException {
        assumeTrue(Daemon.isRoot());
        Path file = Files.createFile(folder.resolve("file"));
        Daemon.changeOwner(file.toString(), Accounts.resolve(Optional.of("nobody"), Optional.empty()));
        assertThat(Files.getOwner(file)).hasToString("nobody");
    }

    @Test
    @Tag("children")
    void childrenStartInTheFolderWeChangedTo() throws IOException {
        String before = Path.of("").toRealPath().toString();
        Daemon.changeDirectory(folder.toString());
        try (TestProcesses processes = new TestProcesses()) {
            assertThat(processes.output(TestProcesses.shell("pwd"))).isEqualTo(folder.toRealPath() + "\n");
        } finally {
            Daemon.changeDirectory(before);
        }
    }

    @Test
    void aFolderThatCannotBeEnteredIsNamed() {
        assertThatThrownBy(() -> Daemon.changeDirectory("/no/such/folder"))
                .isInstanceOf(OsException.class)
                .hasMessage("cannot enter directory '/no/such/folder': No such file or directory (ENOENT)");
    }

    @Test
    void asMuchAsThereIsIsGiven() {
        long soft = Limits.openFiles();
        assertThat(Limits.raiseOpenFiles(1))
                .isInstanceOfSatisfying(
                        Raised.To.class,
                        raised -> assertThat(raised.soft())
                                .isGreaterThanOrEqualTo(soft)
                                .isEqualTo(Limits.openFiles()));
        assertThat(Limits.raiseProcesses(1)).isInstanceOf(Raised.To.class);
    }

    @Test
    void moreThanThereIsIsDeniedInWords() {
        // no kernel grants a process more than fs.nr_open descriptors
        long tooMany = 1L << 40;
        long soft = Limits.openFiles();
        assertThat(Limits.raiseOpenFiles(tooMany))
                .isInstanceOfSatisfying(
                        Raised.Denied.class,
                        denied -> assertThat(denied.message())
                                .contains("open files", "expected at least " + tooMany, "minfds", "EPERM"));
        assertThat(Limits.openFiles()).isEqualTo(soft);
    }

    @Test
    void aSignalReachesItsHandler() throws Exception {
        CompletableFuture<Signal> arrived = new CompletableFuture<>();
        assertThat(Signals.handle(WINCH, arrived::complete)).isTrue();
        Processes.signal(Daemon.pid(), -1, WINCH);
        assertThat(arrived.get(TestProcesses.LONG_ENOUGH.toSeconds(), TimeUnit.SECONDS))
                .isEqualTo(WINCH);
    }

    @Test
    void signalsThatTheJvmKeepsAreNotHandled() {
        assertThat(Signals.handle(Signal.QUIT, _ -> {})).isFalse();
        assertThat(Signals.handle(Signal.KILL, _ -> {})).isFalse();
        assertThat(Signals.handle(new Signal(40), _ -> {})).isFalse();
    }

    private static String permissions(Path file) throws IOException {
        return PosixFilePermissions.toString(Files.getPosixFilePermissions(file));
    }
}
