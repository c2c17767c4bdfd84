package org.supervisor.examples.supctl;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class HealthWordsTest {
    @Test
    void whatIsFoundIsSaidAsAPersonWould() {
        assertThat(HealthWords.of(Map.of("state", "unchecked", "failures", 0, "restarts", 0, "results", List.of())))
                .isEqualTo("not checked");
        assertThat(HealthWords.of(Map.of("state", "healthy", "failures", 0, "results", List.of("ok", "refused"))))
                .isEqualTo("healthy; the last check was good");
        assertThat(HealthWords.of(Map.of(
                        "state",
                        "unhealthy",
                        "failures",
                        3,
                        "restarts",
                        1,
                        "results",
                        List.of("refused"),
                        "held",
                        "held")))
                .isEqualTo(
                        "unhealthy, 3 failed checks in a row, 1 restart without a good check since; the last: refused;"
                                + " held");
        assertThat(HealthWords.of(Map.of("state", "starting", "failures", 1, "results", List.of("refused"))))
                .isEqualTo("not ready yet, 1 failed check in a row; the last: refused");
    }
}
