package org.supervisor.server.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.supervisor.server.process.CgroupLimits;

class CgroupKeysTest {
    @TempDir
    Path folder;

    @ParameterizedTest
    @CsvSource({
        "memory_max=512MB, MEMORY_MAX, 536870912",
        "memory_max=1, MEMORY_MAX, 1",
        "memory_high=2 gb, MEMORY_HIGH, 2147483648",
        "memory_high=1TB, MEMORY_HIGH, 1099511627776",
        "cpu_max=50%%, CPU_MAX, 50000 100000",
        "cpu_max=1 %%, CPU_MAX, 1000 100000",
        "cpu_max=250%%, CPU_MAX, 250000 100000",
        "cpu_max=5000/20000, CPU_MAX, 5000 20000",
        "cpu_max=1000 1000, CPU_MAX, 1000 1000",
        "cpu_max=2000000 / 1000000, CPU_MAX, 2000000 1000000",
        "cpu_weight=1, CPU_WEIGHT, 1",
        "cpu_weight=10000, CPU_WEIGHT, 10000",
        "pids_max=1, PIDS_MAX, 1",
        "io_weight=0100, IO_WEIGHT, 100"
    })
    void aLimitIsWhatTheKernelTakes(String line, CgroupLimits.Control control, String value) throws ConfigException {
        assertThat(new Loading(folder)
                        .group(Loading.MAIN + "[program:a]\ncommand=c\n" + line + "\n", "a")
                        .programs()
                        .getFirst()
                        .processes()
                        .getFirst()
                        .aspect(CgroupLimits.class))
                .contains(CgroupLimits.of(Map.of(control, value)));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "memory_max=",
                "memory_max=0",
                "memory_max=-1",
                "memory_max=max",
                "memory_max=50%%",
                "memory_max=9000000TB",
                "memory_max=9999999999999999999",
                "memory_high=1.5GB",
                "cpu_max=0%%",
                "cpu_max=50",
                "cpu_max=-5%%",
                "cpu_max=999/100000",
                "cpu_max=1000/999",
                "cpu_max=1000/1000001",
                "cpu_max=1/2/3",
                "cpu_weight=0",
                "cpu_weight=10001",
                "pids_max=0",
                "pids_max=many",
                "io_weight=9999999999"
            })
    void whatIsNoneIsAProblem(String line) {
        ConfigException refused = new Loading(folder).refusal(Loading.MAIN + "[program:a]\ncommand=c\n" + line + "\n");
        assertThat(refused.problems()).singleElement().satisfies(problem -> {
            assertThat(problem.line()).isEqualTo(4);
            assertThat(problem.found()).contains(line.substring(0, line.indexOf('=')));
        });
    }
}
