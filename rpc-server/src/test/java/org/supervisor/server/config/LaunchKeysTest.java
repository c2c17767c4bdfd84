package org.supervisor.server.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.supervisor.api.Signal;
import org.supervisor.server.process.Backoff;
import org.supervisor.server.process.EnvironmentSources;
import org.supervisor.server.process.EnvironmentSources.EnvironmentFile;
import org.supervisor.server.process.ProcessSpec;
import org.supervisor.server.process.ResourceLimits;
import org.supervisor.server.process.ResourceLimits.Limit;
import org.supervisor.server.process.ResourceLimits.Resource;
import org.supervisor.server.process.RestartLimit;
import org.supervisor.server.process.StopSequence;

/** The keys for how a program is launched. */
class LaunchKeysTest {
    private static final String WEB = Loading.MAIN + "[program:web]\ncommand=/bin/cat\n";

    @TempDir
    private Path folder;

    private Loading loading;

    @BeforeEach
    void prepare() {
        loading = new Loading(folder);
    }

    private ProcessSpec web(String lines) throws ConfigException {
        return loading.group(WEB + lines, "web").processes().getFirst();
    }

    @Test
    void aProgramWithoutTheseKeysHasNoAspect() throws ConfigException {
        assertThat(web("").aspects()).isEmpty();
        assertThat(web("clear_environment=false\n").aspects()).isEmpty();
    }

    @Test
    void filesAreInOrderAndMayBeOptional() throws ConfigException {
        assertThat(web("""
            env_file=/a b.env, -%(here)s/c.env
            clear_environment=yes
            pass_environment=PATH LANG,TZ
            login_environment=true
            """).aspect(EnvironmentSources.class))
                .contains(new EnvironmentSources(
                        List.of(
                                new EnvironmentFile(Path.of("/a b.env"), false),
                                new EnvironmentFile(folder.resolve("c.env"), true)),
                        true,
                        List.of("PATH", "LANG", "TZ"),
                        true));
    }

    @Test
    void aPerlFileHasTheSameKeysWithHyphens() throws ConfigException {
        ProcessSpec web = loading.program(
                "[program:web]\ncommand = /bin/cat\nenv-file = /a\nlimit-nofile = 10:20\nlimit-core = 0\n");
        assertThat(web.aspect(EnvironmentSources.class).orElseThrow().files())
                .containsExactly(new EnvironmentFile(Path.of("/a"), false));
        assertThat(web.aspect(ResourceLimits.class))
                .contains(
                        ResourceLimits.of(Map.of(Resource.NOFILE, new Limit(10, 20), Resource.CORE, new Limit(0, 0))));
    }

    @Test
    void aLimitHasUnitsAndMayBeUnlimited() throws ConfigException {
        assertThat(web("limit_as=1KB:2 GB\nlimit_stack=unlimited\nlimit_data=5mb:infinity\nlimit_cpu=60\n")
                        .aspect(ResourceLimits.class))
                .contains(ResourceLimits.of(Map.of(
                        Resource.AS, new Limit(1024, 2L << 30),
                        Resource.STACK, new Limit(Long.MAX_VALUE, Long.MAX_VALUE),
                        Resource.DATA, new Limit(5 << 20, Long.MAX_VALUE),
                        Resource.CPU, new Limit(60, 60))));
    }

    @ParameterizedTest
    @CsvSource({
        "limit_nofile=many, expected one value for both limits",
        "limit_nofile=1KB, expected one value for both limits",
        "limit_as=-1, expected one value for both limits",
        "limit_as=2:1, expected one value for both limits",
        "limit_as=9223372036854775807, expected one value for both limits",
        "limit_as=1:2:3, expected one value for both limits",
        "'env_file=/a,-', expected paths of files",
        "pass_environment=A=1, expected names of variables",
        "restart_jitter=101, expected a percentage",
        "restart_limit=0/60s, expected a number of restarts and a time",
        "restart_limit=5, expected a number of restarts and a time",
        "restart_limit=5/0, expected a number of restarts and a time",
        "'restart_delay=5\nrestart_delay_max=4', expected at least restart_delay",
        "'stop_signals=TERM, KILL, INT', expected signals with commas",
        "'stop_signals=TERM soon', expected signals with commas",
        "'stop_signals=TERM,', expected signals with commas",
        "clear_environment=perhaps, expected true or false"
    })
    void aBadValueIsAProblem(String line, String message) {
        ConfigException refused = loading.refusal(WEB + line + "\n");
        assertThat(refused).isNotNull();
        assertThat(refused.problems().getFirst().toString()).contains(message);
    }

    @Test
    void pausesGrowFromTheFirstToTheLongest() throws ConfigException {
        ProcessSpec web = web("""
            restart_delay=500ms
            restart_delay_max=5m
            restart_jitter=20%%
            restart_reset=2m
            restart_limit=5/60s
            startretries=infinite
            """);
        Backoff pauses = new Backoff.Exponential(Duration.ofMillis(500), Duration.ofMinutes(5), 0.2);
        assertThat(web.start().pause()).isEqualTo(pauses);
        assertThat(web.start().attempts()).isEqualTo(Integer.MAX_VALUE);
        assertThat(web.restart().delay()).isEqualTo(pauses);
        assertThat(web.restart().reset()).isEqualTo(Duration.ofMinutes(2));
        assertThat(web.aspect(RestartLimit.class)).contains(new RestartLimit(5, Duration.ofMinutes(1)));
    }

    @Test
    void aPauseAloneIsConstantAndTheLongestAloneGrowsFromASecond() throws ConfigException {
        assertThat(web("restart_delay=5\n").restart().delay())
                .isEqualTo(new Backoff.Exponential(Duration.ofSeconds(5), Duration.ofSeconds(5), 0));
        assertThat(web("restart_delay_max=5\n").restart().delay())
                .isEqualTo(new Backoff.Exponential(Duration.ofSeconds(1), Duration.ofSeconds(5), 0));
        assertThat(web("startretries=infinite\n").start().pause())
                .isEqualTo(new Backoff.Exponential(Duration.ofSeconds(1), Duration.ofSeconds(60), 0));
        assertThat(web("").start().pause()).isEqualTo(new Backoff.Linear(Duration.ofSeconds(1)));
    }

    @Test
    void aPerlFileHasTheSameRestarts() throws ConfigException {
        ProcessSpec web = loading.program("""
            [program:web]
            command = /bin/cat
            start-retries = infinite
            restart-delay = 2s
            restart-limit = 3/1m
            """);
        assertThat(web.start().attempts()).isEqualTo(Integer.MAX_VALUE);
        assertThat(web.restart().delay())
                .isEqualTo(new Backoff.Exponential(Duration.ofSeconds(2), Duration.ofSeconds(2), 0));
        assertThat(web.aspect(RestartLimit.class)).isPresent();
    }

    @Test
    void stopSignalsHaveTimesAndEndWithKill() throws ConfigException {
        ProcessSpec web = web("stop_signals=TERM 10s, SIGINT, KILL\nstopwaitsecs=7\nreload_signal=USR1\n");
        assertThat(web.aspect(StopSequence.class))
                .contains(new StopSequence(List.of(
                        new StopSequence.Step(Signal.TERM, Duration.ofSeconds(10)),
                        new StopSequence.Step(Signal.INT, Duration.ofSeconds(7)))));
        assertThat(web.stop().attempts()).isEqualTo(2);
        assertThat(web.stop().grace()).isEqualTo(Duration.ofSeconds(10));
        assertThat(web.reloadSignal()).isEqualTo(Signal.USR1);
        assertThat(web("").reloadSignal()).isEqualTo(Signal.HUP);
        assertThat(web("stop_signals=KILL\n").stop().signal()).isEqualTo(Signal.KILL);
    }
}
