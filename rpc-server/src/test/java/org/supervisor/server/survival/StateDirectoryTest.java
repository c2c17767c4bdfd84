package org.supervisor.server.survival;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class StateDirectoryTest {
    @ParameterizedTest
    @CsvSource({
        "/proc/fs/x, No such file or directory", // the kernel has no folders there
        "/proc/self/status/x, /proc/self/status is no folder",
        "/proc/self/status, it is no folder",
    })
    void saysInWordsWhyAFolderCannotBeUsed(Path folder, String reason) {
        assertThat(StateDirectory.hold(folder)).isEqualTo(new StateDirectory.Outcome.Unusable(folder, reason));
    }

    @Test
    void theUsualPlaceOfARelativeNameIsThatOfTheFile() {
        Path file = Path.of("a.conf");
        assertThat(StateDirectory.usual(file, Map.of()))
                .isEqualTo(StateDirectory.usual(file.toAbsolutePath(), Map.of()));
    }
}
