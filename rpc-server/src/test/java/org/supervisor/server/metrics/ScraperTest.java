package org.supervisor.server.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.ForkJoinPool;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.supervisor.api.Role;
import org.supervisor.server.Supervisor;
import org.supervisor.server.engine.Caller;
import org.supervisor.server.engine.Rights;
import org.supervisor.server.process.ProcessPatterns;
import org.supervisor.server.process.ProcessSpec;
import org.supervisor.server.process.TimeSource;
import org.supervisor.server.rpc.RpcEndpoint;
import org.supervisor.server.rpc.RpcSettings;

/** What a scraper is shown. */
class ScraperTest {
    private static Supervisor supervisor;
    private static Scraper scraper;

    private static ProcessSpec sleeper(String name) {
        return ProcessSpec.builder(name)
                .command("sh", "-c", "sleep 1000 & wait")
                .autoStart(false)
                .startWait(Duration.ZERO)
                .build();
    }

    @BeforeAll
    static void start() {
        supervisor = Supervisor.of(sleeper("web"), sleeper("worker"), sleeper("db"));
        supervisor.start("web");
        scraper = new Scraper(
                supervisor.control(),
                new RpcEndpoint(
                        supervisor.control(),
                        new RpcSettings("0.1.0", true, _ -> OptionalInt.empty(), TimeSource.SYSTEM),
                        ForkJoinPool.commonPool()));
    }

    @AfterAll
    static void stop() {
        supervisor.close();
    }

    private static ScrapeAnswer answer(String query, Map<String, String> headers) throws IOException {
        return scraper.answer(new ScrapeRequest(
                "GET",
                "/metrics",
                query,
                name -> Optional.ofNullable(headers.get(name)).stream().toList()));
    }

    private static String text(ScrapeAnswer answer) {
        return StandardCharsets.UTF_8.decode(answer.body()).toString();
    }

    @Test
    void whatRunsHasUsesAndWhatDoesNotHasNone() throws IOException {
        String text = text(answer(null, Map.of()));
        assertThat(text)
                .contains(
                        "\nsupervisor_process_up{group=\"web\",process=\"web\"} 1.0\n",
                        "\nsupervisor_process_up{group=\"db\",process=\"db\"} 0.0\n",
                        "\nsupervisor_process_state{group=\"web\",process=\"web\"} 20.0\n",
                        "\nsupervisor_process_wanted{group=\"web\",process=\"web\"} 1.0\n",
                        "\nsupervisor_process_launches_total{group=\"web\",process=\"web\"} 1.0\n",
                        "\nsupervisor_process_resident_memory_bytes{group=\"web\",process=\"web\"} ",
                        "\nsupervisor_process_start_time_seconds{group=\"web\",process=\"web\"} ",
                        "\n"
                            + "supervisor_process_output_written_bytes_total{group=\"web\",process=\"web\",stream=\"stdout\"}"
                            + " ",
                        "\nsupervisor_build_info{version=\"0.1.0\"} 1\n",
                        "\nsupervisor_state 1.0\n",
                        "\nsupervisor_loop_turn_seconds_bucket{le=\"+Inf\"} ")
                .doesNotContain(
                        "supervisor_process_resident_memory_bytes{group=\"db\"",
                        "supervisor_process_start_time_seconds{group=\"db\"",
                        "supervisor_process_healthy{");
    }

    @Test
    void aCallerIsShownOwnProgramsOnly() throws IOException {
        Rights web = new Rights(Role.VIEWER, new ProcessPatterns(List.of("web")));
        Caller caller = new Caller(Optional.of("alice"), new Caller.Via.Program(), web);
        String text = text(caller.asks(() -> {
            try {
                return answer(null, Map.of());
            } catch (IOException impossible) {
                throw new AssertionError(impossible);
            }
        }));
        assertThat(text).contains("process=\"web\"").doesNotContain("worker", "\"db\"");
    }

    @Test
    void theFormatIsTheOneThatTheScraperWants() throws IOException {
        ScrapeAnswer plain = answer(null, Map.of("Accept", "text/plain"));
        assertThat(plain.headers()).containsEntry("Content-Type", "text/plain; version=0.0.4; charset=utf-8");
        ScrapeAnswer open = answer(null, Map.of("Accept", "application/openmetrics-text; version=1.0.0"));
        assertThat(open.headers().get("Content-Type")).startsWith("application/openmetrics-text; version=1.0.0");
        assertThat(text(open)).endsWith("# EOF\n");
    }

    @Test
    void aScraperThatReadsGzipGetsIt() throws IOException {
        ScrapeAnswer answer = answer(null, Map.of("Accept-Encoding", "gzip"));
        assertThat(answer.headers()).containsEntry("Content-Encoding", "gzip");
        byte[] bytes = new byte[answer.body().remaining()];
        answer.body().get(bytes);
        try (GZIPInputStream text = new GZIPInputStream(new ByteArrayInputStream(bytes))) {
            assertThat(new String(text.readAllBytes(), StandardCharsets.UTF_8)).contains("supervisor_process_up{");
        }
    }

    @Test
    void aScraperMayWantSomeOnly() throws IOException {
        assertThat(text(answer("name[]=supervisor_process_up", Map.of())))
                .contains("supervisor_process_up{")
                .doesNotContain("supervisor_process_state", "jvm_");
    }
}
