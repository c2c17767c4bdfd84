package org.supervisor.examples.supctl;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.supervisor.client.NotReachableException;
import org.supervisor.client.SupervisorClient;
import org.supervisor.server.process.NativeText;

class TargetTest {
    private static final Target.Certificates NO_CERTIFICATES =
            new Target.Certificates(Optional.empty(), Optional.empty(), "");

    @TempDir
    Path folder;

    private static Target target(Map<String, String> environment, String... args) {
        return Target.of(Arguments.parse(args), environment);
    }

    private Path file(String text) throws IOException {
        return Files.writeString(folder.resolve("s.conf"), text);
    }

    @ParameterizedTest
    @CsvSource({
        "'', http://127.0.0.1:9505",
        "--port 1234, http://127.0.0.1:1234",
        "--host web1, http://web1:9505",
        "--address ::1 --port 2, http://[::1]:2",
        "-s unix:///run/s.sock, unix:///run/s.sock",
        "-s unix:///run/größe.sock, unix:///run/größe.sock"
    })
    void takesTheAddressFromTheCommandLine(String commandLine, String url) {
        String[] args = commandLine.isEmpty() ? new String[0] : commandLine.split(" ", -1);
        assertThat(target(Map.of(), args).url()).isEqualTo(url);
    }

    @Test
    void takesCertificatesForHttpsFromTheCommandLine() {
        String[] args = {"-s", "https://web1", "--cacert", "ca.pem", "--cert=me.p12", "status"};
        Target target = target(Map.of("SUPERVISOR_CERT_PASSWORD", "secret"), args);
        assertThat(target.certificates())
                .isEqualTo(new Target.Certificates(Optional.of("ca.pem"), Optional.of("me.p12"), "secret"));
        assertThatExceptionOfType(UsageException.class)
                .isThrownBy(target::client)
                .withMessageContaining("cannot be read; expected");
    }

    @Test
    void readsAFileOfAnyNameAndConnectsToASocketOfAnyName() throws IOException {
        Path here = Files.createDirectory(folder.resolve(NativeText.path("k\u00f6\udcff")));
        Path file = here.resolve(NativeText.path("\udcff.conf"));
        Files.writeString(file, "[supervisorctl]\nserverurl = unix://%(here)s/%(ENV_S)s\n");

        Target target = target(Map.of("S", "s\udcff"), "-c", NativeText.of(file));

        assertThat(target.url()).isEqualTo("unix://" + NativeText.of(here) + "/s\udcff");
        try (SupervisorClient client = target.client()) {
            Files.writeString(here.resolve(NativeText.path("s\udcff")), "no socket");
            assertThatExceptionOfType(NotReachableException.class)
                    .isThrownBy(client::reopenLogs)
                    .withMessageContaining("Connection refused"); // not: no such file
        }
    }

    @Test
    void takesTheAddressFromTheEnvironment() {
        Map<String, String> environment = Map.of("SUPERVISOR_SERVER_URL", "unix:///e.sock", "SUPERVISOR_USERNAME", "u");
        assertThat(target(environment).url()).isEqualTo("unix:///e.sock");
        assertThat(target(environment).username()).hasValue("u");
        assertThat(target(environment, "--port", "1").url()).isEqualTo("http://127.0.0.1:1");
    }

    @Test
    void readsOnlyItsSectionOfTheFile() throws Exception {
        Path file = file("""
            [supervisord]
            serverurl=http://wrong:1
            [supervisorctl] ; a remark
            ; serverurl=http://wrong:2
            ServerURL = unix://%(here)s/%(ENV_NAME)s.sock ; why
            username: me
            password=a%%b;c
            prompt=mine
            [program:x]
            serverurl=http://wrong:3
            """);
        Target target = target(Map.of("NAME", "s"), "-c", file.toString());
        assertThat(target)
                .isEqualTo(new Target(
                        "unix://" + folder + "/s.sock",
                        Optional.of("me"),
                        Optional.of("a%b;c"),
                        "mine",
                        NO_CERTIFICATES));
        assertThat(target(Map.of("NAME", "s"), "-c", file.toString(), "-u", "you")
                        .username())
                .hasValue("you");
    }

    @Test
    void reportsWhatTheFileLacks() throws Exception {
        Path file = file("[supervisord]\n");
        assertThatExceptionOfType(UsageException.class)
                .isThrownBy(() -> target(Map.of(), "-c", file.toString()))
                .withMessageContaining("has no [supervisorctl] section");
        file("[supervisorctl]\nserverurl=unix://%(home)s/x\n");
        assertThatExceptionOfType(UsageException.class)
                .isThrownBy(() -> target(Map.of(), "-c", file.toString()))
                .withMessageContaining("there is no %(home)s; known are %(here)s");
        assertThatExceptionOfType(UsageException.class)
                .isThrownBy(() -> target(Map.of(), "-c", folder.resolve("none").toString()))
                .withMessageContaining("could not find config file");
    }
}
