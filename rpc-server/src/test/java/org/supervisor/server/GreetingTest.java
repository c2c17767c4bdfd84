package org.supervisor.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.supervisor.server.config.HttpSpec;

final class GreetingTest {
    private static final HttpSpec SOCKET =
            new HttpSpec.Unix("unix_http_server", Path.of("/run/s.sock"), 0700, Optional.empty(), Optional.empty());

    @ParameterizedTest
    @CsvSource({
        "127.0.0.1, http://127.0.0.1:9505",
        "'', http://127.0.0.1:9505",
        "*, http://127.0.0.1:9505",
        "0.0.0.0, http://127.0.0.1:9505",
        "::, http://[::1]:9505",
        "[::], http://[::1]:9505",
        "::1, http://[::1]:9505",
        "myhost, http://myhost:9505",
    })
    void showsAnAddressThatAClientCanConnectTo(String host, String address) {
        assertThat(Greeting.address(List.of(SOCKET, tcp(host)), List.of(9505))).contains(address);
    }

    @Test
    void showsTheSocketWhereThereIsNoPort() {
        assertThat(Greeting.address(List.of(SOCKET), List.of())).contains("unix:///run/s.sock");
        assertThat(Greeting.address(List.of(), List.of())).isEmpty();
    }

    @Test
    void givesTheConsoleTheAddressUnlessItIsTheDefault() {
        assertThat(Greeting.commands("http://127.0.0.1:9505", "web"))
                .contains("  bin/supctl status", "  bin/supctl stop web")
                .last()
                .asString()
                .contains("bin/supctl shutdown");
        assertThat(Greeting.commands("http://127.0.0.1:9577", "web"))
                .contains("  bin/supctl -s http://127.0.0.1:9577 status");
        assertThat(Greeting.commands("unix:///run/s.sock", "web"))
                .contains("  bin/supctl -s unix:///run/s.sock stop web")
                .noneMatch(line -> line.contains("python3"));
    }

    private static HttpSpec tcp(String host) {
        return new HttpSpec.Tcp("inet_http_server", host, 9505, Optional.empty());
    }
}
