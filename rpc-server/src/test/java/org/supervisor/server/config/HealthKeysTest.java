package org.supervisor.server.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.supervisor.server.process.AliveRule;
import org.supervisor.server.process.Endpoint;
import org.supervisor.server.process.HealthChecks;
import org.supervisor.server.process.Probe;
import org.supervisor.server.process.ReadyRule;

class HealthKeysTest {
    @TempDir
    private Path folder;

    private Loading loading;

    @BeforeEach
    void prepare() {
        loading = new Loading(folder);
    }

    private static String file(String lines) {
        return Loading.MAIN + "[program:api]\ncommand=/bin/cat\n" + lines;
    }

    private HealthChecks checks(String lines) throws ConfigException {
        return loading.group(file(lines), "api")
                .processes()
                .getFirst()
                .aspect(HealthChecks.class)
                .orElseThrow();
    }

    private ReadyRule ready(String value) throws ConfigException {
        return checks("ready=" + value + "\n").ready().orElseThrow().rule();
    }

    @Test
    void aCheckIsACommandAPortOrARequest() throws ConfigException {
        assertThat(ready("exec:test -e x")).isEqualTo(new Probe.Exec("test -e x"));
        assertThat(ready("tcp:[::1]:80")).isEqualTo(Probe.tcp("::1", 80));
        assertThat(ready("http://h:81/a?b=c")).isEqualTo(Probe.http("h", 81, "/a?b=c", 200, 399));
        assertThat(ready("http://h expect 204")).isEqualTo(Probe.http("h", 80, "/", 204, 204));
        assertThat(ready("listening")).isEqualTo(new Probe.Listening(OptionalInt.empty()));
        assertThat(ready("listening:80")).isEqualTo(new Probe.Listening(OptionalInt.of(80)));
        assertThat(ready("log: is (ready|up)$")).isEqualTo(new ReadyRule.Log("is (ready|up)$"));
        assertThat(checks("alive=quiet:5m\n").alive().orElseThrow().rule())
                .isEqualTo(new AliveRule.Quiet(Duration.ofMinutes(5)));
        assertThat(ready("http://h/ expect 200-204")).isEqualTo(Probe.http("h", 80, "/", 200, 204));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "ready=exec:",
                "ready=tcp:h",
                "ready=tcp:h:0",
                "ready=tcp:h:65536",
                "ready=http://h/ expect 300-200",
                "ready=ftp://h/",
                "ready=http://h/ insecure",
                "ready=http://h/ match (",
                "ready=http://h/ match",
                "ready=http://h/ expect 200 x",
                "ready=http://h/a b",
                "ready=http://h/ header X",
                "ready=unix:a",
                "ready=yes",
                "ready=tcp:h:1\nready_timeout=0",
                "alive=tcp:h:1\nalive_failures=0",
                "alive=tcp:h:1\non_unhealthy=stop",
                "ready=watchdog:3",
                "alive=notify",
                "alive=log:x",
                "ready=quiet:3",
                "ready=log:",
                "ready=log:(",
                "ready=log:(a)\\1",
                "ready=listening:0",
                "ready=listening:http",
                "alive=watchdog:0"
            })
    void anythingElseIsRefused(String lines) {
        assertThat(loading.refusal(file(lines + "\n"))).isNotNull();
    }

    @Test
    void timesHaveUnits() throws ConfigException {
        HealthChecks.Alive alive = checks("alive=tcp:h:1\nalive_interval=500ms\nalive_timeout=2\non_unhealthy=report\n")
                .alive()
                .orElseThrow();
        assertThat(alive)
                .isEqualTo(new HealthChecks.Alive(
                        Probe.tcp("h", 1),
                        Duration.ofMillis(500),
                        Duration.ofSeconds(2),
                        3,
                        Duration.ofMillis(500),
                        HealthChecks.OnUnhealthy.REPORT));
    }

    @Test
    void checksAreCounted() throws ConfigException {
        HealthChecks checks = checks("""
            ready=tcp:h:1
            ready_failures=7
            ready_successes=2
            ready_delay=3s
            alive=tcp:h:1
            alive_successes=4
            """);
        HealthChecks.Ready ready = checks.ready().orElseThrow();
        assertThat(ready.failures()).isEqualTo(7);
        assertThat(ready.successes()).isEqualTo(2);
        assertThat(ready.delay()).isEqualTo(Duration.ofSeconds(3));
        assertThat(checks.alive().orElseThrow().successes()).isEqualTo(4);
    }

    @Test
    void aProgramMayReportAboutItself() throws ConfigException {
        HealthChecks checks = checks("ready=notify\nalive=watchdog:30\n");
        assertThat(checks.ready().orElseThrow().rule()).isEqualTo(new ReadyRule.Notify());
        HealthChecks.Alive alive = checks.alive().orElseThrow();
        assertThat(alive.rule()).isEqualTo(new AliveRule.Watchdog(Duration.ofSeconds(30)));
        assertThat(alive.failures()).isEqualTo(1);
    }

    @Test
    void aRequestMayHaveHeadersAndExpectABody() throws ConfigException {
        assertThat(ready("https://h/a expect 200 header Authorization: Bearer a b header X-B: \"match insecure\""
                        + " insecure match \"ok\": *true$"))
                .isEqualTo(new Probe.Http(
                        new Endpoint.Tls(new Endpoint.Tcp("h", 443), false),
                        "/a",
                        List.of(
                                new Probe.Http.Header("Authorization", "Bearer a b"),
                                new Probe.Http.Header("X-B", "match insecure")),
                        new Probe.Http.Expected(200, 200, Optional.of("\"ok\": *true$"))));
        assertThat(ready("https://[::1]:8443"))
                .isEqualTo(new Probe.Http(
                        new Endpoint.Tls(new Endpoint.Tcp("::1", 8443), true),
                        "/",
                        List.of(),
                        new Probe.Http.Expected(200, 399, Optional.empty())));
        assertThat(ready("http://unix:/run/a.sock:/health"))
                .isEqualTo(new Probe.Http(
                        new Endpoint.Unix("/run/a.sock"),
                        "/health",
                        List.of(),
                        new Probe.Http.Expected(200, 399, Optional.empty())));
        assertThat(ready("unix:/run/a.sock")).isEqualTo(new Probe.Connection(new Endpoint.Unix("/run/a.sock")));
    }
}
