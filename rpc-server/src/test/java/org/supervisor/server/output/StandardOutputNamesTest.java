package org.supervisor.server.output;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class StandardOutputNamesTest {
    @TempDir
    private Path folder;

    @ParameterizedTest
    @CsvSource({
        "/dev/stdout, /dev/stdout",
        "/dev/fd/1, /dev/stdout",
        "/proc/self/fd/1, /dev/stdout",
        "/dev/fd/2, /dev/stderr",
        "/proc/self/fd/2, /dev/stderr",
        "/dev/null, /dev/null"
    })
    void allNamesOfAStreamAreOneLog(String name, String one) {
        assertThat(Device.byOneName(Path.of(name))).isEqualTo(Path.of(one));
    }

    @Test
    void aLinkToStandardOutputIsOneOfItsNames() throws Exception {
        Path link = Files.createSymbolicLink(folder.resolve("out.log"), Path.of("/dev/stdout"));
        Path second = Files.createSymbolicLink(folder.resolve("second.log"), Path.of("out.log"));

        assertThat(Device.byOneName(second)).isEqualTo(Path.of("/dev/stdout"));
        assertThat(Device.byOneName(link)).isEqualTo(Path.of("/dev/stdout"));
    }
}
