package org.supervisor.server.os;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What is left of root's rights. Only root can try. */
@Timeout(60)
class CapabilitiesTest {
    @BeforeEach
    void onlyAsRootWherePortsArePrivileged() throws IOException {
        assumeTrue(Daemon.isRoot(), "not root");
        Path first = Path.of("/proc/sys/net/ipv4/ip_unprivileged_port_start");
        assumeTrue(
                Files.exists(first) && Files.readAllLines(first).equals(List.of("1024")), "ports are not privileged");
        assumeTrue(opens(), "this root may not open such ports");
    }

    private static boolean opens() {
        for (int port = 1023; port > 900; port--) {
            try (ServerSocket socket = new ServerSocket(port)) {
                return socket.isBound();
            } catch (IOException takenOrRefused) {
                // the next one
            }
        }
        return false;
    }

    private static String run(String... how) throws IOException, InterruptedException {
        return runBehind(List.of(), how);
    }

    private static String runBehind(List<String> first, String... how) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(first);
        command.addAll(List.of(
                ProcessHandle.current().info().command().orElseThrow(),
                "--enable-native-access=ALL-UNNAMED",
                "-cp",
                System.getProperty("java.class.path"),
                PrivilegedPort.class.getName()));
        command.addAll(List.of(how));
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        String text = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        process.waitFor();
        return text;
    }

    @Test
    void portsBelow1024CanBeOpenedAfterTheChangeOfUserIfThatIsKept() throws Exception {
        assertThat(run("keeping")).contains("uid 65534\nopened\n");
    }

    @Test
    void programsDoNotInheritIt() throws Exception {
        assertThat(run("keeping"))
                .contains("CapPrm:\t0000000000000000", "CapEff:\t0000000000000000", "CapAmb:\t0000000000000000");
    }

    @Test
    void theNextBuildGetsItAndProgramsDoNot() throws Exception {
        String[] parts = run("keeping", "handed").split("kept\n", -1);

        assertThat(parts[0]).contains("handed on true\n", "CapEff:\t0000000000000400", "CapAmb:\t0000000000000400");
        assertThat(parts[1]).contains("CapEff:\t0000000000000000", "CapAmb:\t0000000000000000");
    }

    @Test
    void nothingElseIsKeptWhereThisRightIsMissing() throws Exception {
        assumeTrue(Files.isExecutable(Path.of("/usr/bin/setpriv")), "no setpriv");

        assertThat(runBehind(List.of("/usr/bin/setpriv", "--bounding-set", "-net_bind_service"), "keeping", "handed"))
                .contains("own CapPrm:\t0000000000000000", "refused\n", "handed on false\n");
    }

    @Test
    void otherwiseTheyCannot() throws Exception {
        assertThat(run("plain")).contains("uid 65534\nrefused\n");
    }
}
