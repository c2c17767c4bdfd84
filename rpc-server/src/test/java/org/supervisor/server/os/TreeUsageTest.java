package org.supervisor.server.os;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.supervisor.server.Await;

class TreeUsageTest {
    @Test
    void whatAChildHasStartedIsCountedWithItAndEachProcessOnce() throws IOException {
        Process tree = new ProcessBuilder("setsid", "-f", "-w", "sh", "-c", "sleep 1000 & sleep 1000 & wait").start();
        try {
            Await.until("all are there", () -> tree.descendants().count() >= 3);
            int root = (int) tree.descendants()
                    .filter(each -> each.children().count() == 2)
                    .findFirst()
                    .orElseThrow()
                    .pid();
            int other = (int) ProcessHandle.current().pid();
            Map<Integer, TreeUsage> found = TreeUsage.of(List.of(root, other));
            TreeUsage usage = found.get(root);
            assertThat(usage.processes()).isEqualTo(3);
            assertThat(usage.threads()).isEqualTo(3);
            assertThat(usage.residentBytes()).isBetween(100_000L, 100_000_000L);
            assertThat(usage.descriptors().orElseThrow()).isGreaterThanOrEqualTo(9);
            assertThat(usage.cpu().isNegative()).isFalse();
            assertThat(found.get(other).threads()).isGreaterThan(1);
        } finally {
            tree.descendants().forEach(ProcessHandle::destroyForcibly);
            tree.destroyForcibly();
        }
    }

    @Test
    void aChildThatHasEndedUsesNothing() {
        assertThat(TreeUsage.of(List.of(Integer.MAX_VALUE))).isEmpty();
        assertThat(TreeUsage.of(List.of())).isEmpty();
    }
}
