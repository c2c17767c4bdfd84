package org.supervisor.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.supervisor.server.os.Daemon;

/** What a daemon that cannot start prints: what was found, why that is wrong, and what to do. */
@Tag("children")
class StartMessagesTest {
    @TempDir
    private Path folder;

    private String refused(List<String> through, String lines) throws IOException {
        Path file = folder.resolve("s.conf");
        Files.writeString(file, "[supervisord]\nlogfile = " + folder + "/log\npidfile = " + folder + "/pid\n" + lines);
        try (DaemonProcess daemon =
                new DaemonProcess(through, "supervisord", folder, List.of("-n", "-c", file.toString()))) {
            assertThat(daemon.exitStatus()).isEqualTo(ExitCode.USAGE.status());
            assertThat(folder.resolve("pid")).doesNotExist();
            return daemon.stderr();
        }
    }

    @Test
    void aFolderThatOurUserMayNotEnterIsNamedWithTheReason() throws IOException {
        Assumptions.assumeTrue(Daemon.isRoot(), "only root can give up the right to enter every folder");
        Path secret = Files.createDirectory(
                folder.resolve("secret"),
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("---------")));
        String all = "-dac_override,-dac_read_search";
        List<String> without = List.of("setpriv", "--bounding-set=" + all, "--inh-caps=" + all);
        assertThat(refused(without, "directory = " + secret + "\n"))
                .contains(
                        "Error: cannot enter directory '" + secret + "'",
                        "Permission denied",
                        "; set directory to a folder that our user may enter");
    }

    @Test
    void aFolderOfTheMainLogThatIsMissingIsAProblemOfTheFile() throws IOException {
        assertThat(refused(List.of(), "childlogdir = " + folder + "/none\n"))
                .contains("line 4", folder + "/none", "expected a folder that exists");
    }

    @Test
    void anUnknownUserIsAProblemOfTheFile() throws IOException {
        assertThat(refused(List.of(), "user = no-such-user-here\n"))
                .contains("line 4", "no-such-user-here", "expected the name or number of a user of this machine");
    }

    @Test
    void aPortThatIsTakenStopsTheStart() throws IOException {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            assertThat(refused(List.of(), "[inet_http_server]\nport = 127.0.0.1:" + taken.getLocalPort() + "\n"))
                    .contains("Error: Another program is already listening on a port")
                    .contains("Shut this program down first before starting supervisord.");
        }
    }

    @ParameterizedTest
    @CsvSource({
        "203.0.113.1:18512, Cannot assign requested address",
        "no-such-host.invalid:18512, host name cannot be resolved"
    })
    void anAddressThatCannotBeOpenedIsNamedWithTheReason(String address, String reason) throws IOException {
        assertThat(refused(List.of(), "[inet_http_server]\nport = " + address))
                .contains("Cannot open an HTTP server at " + address + ": ", reason);
    }
}
