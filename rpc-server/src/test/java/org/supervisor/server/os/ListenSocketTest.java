package org.supervisor.server.os;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Optional;
import java.util.OptionalInt;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.supervisor.server.os.SpawnResult.Spawned;
import org.supervisor.server.process.SocketSpec;

class ListenSocketTest {
    @TempDir
    Path folder;

    @Test
    void aUnixSocketIsForTheOwnerAloneUnlessSaidOtherwise() throws IOException {
        try (ListenSocket socket = open(new SocketSpec.Unix(path().toString()))) {
            assertThat(socket.fd()).isPositive();
            assertThat(permissions()).isEqualTo("rwx------");
        }
        try (ListenSocket _ = open(
                new SocketSpec.Unix(path().toString(), Optional.empty(), OptionalInt.of(0766), OptionalInt.of(5)))) {
            assertThat(permissions()).isEqualTo("rwxrw-rw-");
        }
    }

    @Test
    void takesConnectionsOnceOpen() throws IOException {
        try (ListenSocket _ = open(new SocketSpec.Unix(path().toString()));
                SocketChannel channel = SocketChannel.open(UnixDomainSocketAddress.of(path()))) {
            assertThat(channel.isConnected()).isTrue();
        }
    }

    @Test
    void replacesASocketLeftBehindAndNoOtherFile() throws IOException {
        open(new SocketSpec.Unix(path().toString())).close();
        assertThat(path()).exists();
        open(new SocketSpec.Unix(path().toString())).close();
        Files.delete(path());
        Files.writeString(path(), "precious");
        assertThatThrownBy(() -> open(new SocketSpec.Unix(path().toString())))
                .isInstanceOf(IOException.class)
                .hasMessage("cannot listen on '" + unix() + "': Address already in use (EADDRINUSE)");
        assertThat(path()).hasContent("precious");
    }

    @Test
    void theOwnerIsTheSpecsOrElseTheGivenOne() throws IOException {
        assumeTrue(Daemon.isRoot());
        Account nobody = Accounts.resolve(Optional.of("nobody"), Optional.empty());
        SocketSpec spec =
                new SocketSpec.Unix(path().toString(), Optional.empty(), OptionalInt.empty(), OptionalInt.empty());
        ListenSocket.open(spec, Optional.of(nobody)).close();
        assertThat(Files.getOwner(path())).hasToString("nobody");
        SocketSpec owned = new SocketSpec.Unix(
                path().toString(), Optional.of("daemon:nogroup"), OptionalInt.empty(), OptionalInt.empty());
        ListenSocket.open(owned, Optional.of(nobody)).close();
        assertThat(Files.getOwner(path())).hasToString("daemon");
        assertThat(Files.getAttribute(path(), "posix:group")).hasToString("nogroup");
    }

    @Test
    void anOwnerWithoutAGroupLeavesTheGroupAlone() throws IOException {
        assumeTrue(Daemon.isRoot());
        Object ours = Files.getAttribute(Files.createFile(path().resolveSibling("ours")), "posix:group");
        SocketSpec owned =
                new SocketSpec.Unix(path().toString(), Optional.of("nobody"), OptionalInt.empty(), OptionalInt.empty());
        ListenSocket.open(owned, Optional.empty()).close();

        assertThat(Files.getOwner(path())).hasToString("nobody");
        assertThat(Files.getAttribute(path(), "posix:group")).isEqualTo(ours);
    }

    @Test
    void anUnknownOwnerIsNamed() {
        SocketSpec spec = new SocketSpec.Unix(
                path().toString(), Optional.of("no-such-user"), OptionalInt.empty(), OptionalInt.empty());
        assertThatThrownBy(() -> open(spec))
                .hasMessage("cannot listen on '" + unix() + "': unknown user 'no-such-user'");
    }

    @ParameterizedTest
    @ValueSource(strings = {"127.0.0.1", "localhost", "*", "", "::1"})
    void listensOnATcpPort(String host) throws IOException {
        InetAddress target = host.equals("::1") ? InetAddress.ofLiteral("::1") : InetAddress.ofLiteral("127.0.0.1");
        int port;
        try (ServerSocket free = new ServerSocket(0, 1, target)) {
            port = free.getLocalPort();
        }
        try (ListenSocket _ = open(new SocketSpec.Tcp(host, port));
                Socket client = new Socket(target, port)) {
            assertThat(client.isConnected()).isTrue();
        }
    }

    @Test
    void aTakenPortIsNamed() throws IOException {
        try (ServerSocket other = new ServerSocket(0, 1, InetAddress.ofLiteral("127.0.0.1"))) {
            SocketSpec taken = new SocketSpec.Tcp("127.0.0.1", other.getLocalPort());
            assertThatThrownBy(() -> open(taken))
                    .isInstanceOf(IOException.class)
                    .hasMessage("cannot listen on '" + taken.url() + "': Address already in use (EADDRINUSE)");
        }
    }

    @Test
    void aPathTooLongForASocketIsRefused() {
        assertThatThrownBy(() -> open(new SocketSpec.Unix(folder + "/" + "x".repeat(108))))
                .hasMessageContaining("ENAMETOOLONG");
    }

    @Test
    void aFailureLeavesNoDescriptorBehind() {
        long before = TestProcesses.openDescriptors();
        assertThatThrownBy(() -> open(new SocketSpec.Unix("/no/such/folder/socket")))
                .hasMessageContaining("ENOENT");
        assertThat(TestProcesses.openDescriptors()).isEqualTo(before);
    }

    @Test
    @Tag("children")
    void aChildInheritsItAsDescriptorZero() throws IOException {
        try (TestProcesses processes = new TestProcesses();
                ListenSocket socket = open(new SocketSpec.Unix(path().toString()))) {
            Spawned child = processes.spawn(
                    TestProcesses.shell("readlink /proc/$$/fd/0").withStdin(socket.fd()));
            String ours = Files.readSymbolicLink(Path.of("/proc/self/fd/" + socket.fd()))
                    .toString();
            assertThat(processes.readToEnd(child.stdoutFd()).strip())
                    .isEqualTo(ours)
                    .startsWith("socket:");
        }
    }

    private static ListenSocket open(SocketSpec spec) throws IOException {
        return ListenSocket.open(spec, Optional.empty());
    }

    private String unix() {
        return "unix://" + path();
    }

    private Path path() {
        return folder.resolve("socket");
    }

    private String permissions() throws IOException {
        return PosixFilePermissions.toString(Files.getPosixFilePermissions(path()));
    }
}
