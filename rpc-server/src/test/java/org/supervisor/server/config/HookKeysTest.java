package org.supervisor.server.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.supervisor.server.process.Hook;
import org.supervisor.server.process.Hooks;
import org.supervisor.server.process.ProcessSpec;

/** The keys for commands at moments of the life of a program. */
class HookKeysTest {
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
    void eachMomentHasItsCommand() throws ConfigException {
        assertThat(web("""
            pre_start=a; b
            post_start=c
            pre_stop=d
            post_stop=e %(program_name)s
            stop_command=f
            reload_command=g
            hook_timeout=5m
            """).aspect(Hooks.class))
                .contains(new Hooks(
                        Map.of(
                                Hook.PRE_START, "a; b",
                                Hook.POST_START, "c",
                                Hook.PRE_STOP, "d",
                                Hook.POST_STOP, "e web",
                                Hook.STOP, "f",
                                Hook.RELOAD, "g"),
                        Duration.ofMinutes(5)));
        assertThat(web("pre_stop=d\n").aspect(Hooks.class)).contains(new Hooks(Map.of(Hook.PRE_STOP, "d")));
        assertThat(web("").aspect(Hooks.class)).isEmpty();
    }

    @Test
    void aPerlFileHasThemWithHyphens() throws ConfigException {
        ProcessSpec web = loading.program("""
            [program:web]
            command = /bin/cat
            pre-start = a
            stop-command = b
            reload-command = c
            hook-timeout = 2s
            """);
        assertThat(web.aspect(Hooks.class))
                .contains(new Hooks(
                        Map.of(Hook.PRE_START, "a", Hook.STOP, "b", Hook.RELOAD, "c"), Duration.ofSeconds(2)));
    }

    @ParameterizedTest
    @CsvSource({
        "pre_start=, expected a line of shell",
        "hook_timeout=0, expected a time above 0",
        "hook_timeout=soon, expected a time above 0"
    })
    void aBadValueIsAProblem(String line, String message) {
        ConfigException refused = loading.refusal(WEB + line + "\n");
        assertThat(refused).isNotNull();
        assertThat(refused.problems().getFirst().toString()).contains(message);
    }

    @Test
    void aTimeoutAloneHasNoEffect() throws ConfigException {
        assertThat(web("hook_timeout=5\n").aspect(Hooks.class)).isEmpty();
    }
}
