package org.supervisor.server.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.supervisor.server.process.RecycleRule;

class RecycleKeysTest {
    @TempDir
    Path folder;

    private RecycleRule rule(String line) throws ConfigException {
        return new Loading(folder)
                .group(Loading.MAIN + "[program:a]\ncommand=c\n" + line + "\n", "a")
                .programs()
                .getFirst()
                .processes()
                .getFirst()
                .aspect(RecycleRule.class)
                .orElseThrow();
    }

    @ParameterizedTest
    @CsvSource({
        "500MB for 30s, 524288000, 30",
        "1gb, 1073741824, 0",
        "900 KB for 2m, 921600, 120",
        "12345678, 12345678, 0"
    })
    void aLimitOfMemoryMayHaveATime(String text, long bytes, long seconds) throws ConfigException {
        assertThat(rule("memory_restart=" + text).memory())
                .contains(new RecycleRule.Memory(bytes, Duration.ofSeconds(seconds)));
    }

    @ParameterizedTest
    @CsvSource({"24h, 86400, 0", "24h \u00b110, 86400, 10", "1.5h +-5 %%, 5400, 5", "90 +/- 50%%, 90, 50"})
    void anAgeMayHaveAJitter(String text, long seconds, int percent) throws ConfigException {
        assertThat(rule("max_age=" + text))
                .isEqualTo(new RecycleRule(
                        Optional.empty(), Optional.of(new RecycleRule.Age(Duration.ofSeconds(seconds), percent))));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "memory_restart=",
                "memory_restart=0",
                "memory_restart=lots",
                "memory_restart=500MB for",
                "memory_restart=500MB for ever",
                "memory_restart=-5MB",
                "memory_restart=99999999999999999999GB for ever",
                "max_age=",
                "max_age=0",
                "max_age=500ms",
                "max_age=24h 10",
                "max_age=24h +-100",
                "max_age=old"
            })
    void whatIsNeitherIsAProblem(String line) {
        ConfigException refused = new Loading(folder).refusal(Loading.MAIN + "[program:a]\ncommand=c\n" + line + "\n");
        assertThat(refused.problems()).singleElement().satisfies(problem -> {
            assertThat(problem.line()).isEqualTo(4);
            assertThat(problem.found()).contains(line.substring(0, line.indexOf('=')));
        });
    }
}
