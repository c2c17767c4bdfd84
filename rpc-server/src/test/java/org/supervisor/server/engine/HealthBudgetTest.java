package org.supervisor.server.engine;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class HealthBudgetTest {
    private static final int REQUIRED = 3;

    private static HealthRecord unhealthy(int failures) {
        HealthRecord record = new HealthRecord();
        for (int i = 0; i < failures; i++) {
            record.add("refused");
        }
        record.becomeUnhealthy();
        return record;
    }

    private static List<HealthRecord> all(int unhealthy, int healthy) {
        List<HealthRecord> all = new ArrayList<>();
        for (int i = 0; i < unhealthy; i++) {
            all.add(unhealthy(REQUIRED));
        }
        for (int i = 0; i < healthy; i++) {
            all.add(new HealthRecord());
        }
        return all;
    }

    @Test
    void aRestartIsHeldIfMoreThanHalfAreUnhealthy() {
        List<HealthRecord> half = all(2, 2);
        assertThat(HealthBudget.holds(half.getFirst(), REQUIRED, half)).isEmpty();
        List<HealthRecord> more = all(3, 2);
        assertThat(HealthBudget.holds(more.getFirst(), REQUIRED, more).orElseThrow())
                .contains("3 of 5 programs");
    }

    @Test
    void fewProgramsAreRestartedAllTheSame() {
        List<HealthRecord> few = all(3, 0);
        assertThat(HealthBudget.holds(few.getFirst(), REQUIRED, few)).isEmpty();
    }

    @Test
    void aRestartThatDidNotHelpMakesTheNextLater() {
        HealthRecord early = unhealthy(2 * REQUIRED - 1);
        early.restarted();
        assertThat(HealthBudget.holds(early, REQUIRED, List.of(early)).orElseThrow())
                .contains("until 6 checks");
        early.add("refused");
        assertThat(HealthBudget.holds(early, REQUIRED, List.of(early))).isEmpty();
    }

    @Test
    void aGoodCheckEndsThat() {
        HealthRecord record = unhealthy(REQUIRED);
        record.restarted();
        record.recover();
        assertThat(HealthBudget.holds(record, REQUIRED, List.of(record))).isEmpty();
    }
}
