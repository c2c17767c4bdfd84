package org.supervisor.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.supervisor.server.process.TimeSource;
import org.supervisor.server.rpc.FakeControl;

/** What the daemon reports of its machine is what can be seen here. */
class DaemonFactsTest {
    @TempDir
    private Path folder;

    private Map<String, Object> facts() {
        FakeControl control = new FakeControl()
                .with(FakeControl.logging(
                        FakeControl.stopped("web", "web"), folder.resolve("web.log"), Path.of("/dev/stdout")));
        return new DaemonFacts(
                        control, Optional.of(folder.resolve("gone/main.log")), Optional.empty(), TimeSource.SYSTEM)
                .get();
    }

    @Test
    void itKnowsItsDescriptorsVersionsAndClock() {
        Map<String, Object> facts = facts();
        assertThat(facts)
                .containsEntry("java", System.getProperty("java.version"))
                .containsEntry("survives", false)
                .containsKey("kernel");
        assertThat((double) facts.get("descriptors_open")).isBetween(1.0, (double) facts.get("descriptors_limit"));
        assertThat((double) facts.get("clock_moved")).isBetween(-60.0, 60.0);
    }

    @Test
    void itTriesWhatTheKernelCanDo() {
        Map<?, ?> features = (Map<?, ?>) facts().get("kernel_features");
        assertThat(List.of("pidfd", "pidfd_getfd", "exit_of_others", "subreaper", "cgroups"))
                .allSatisfy(name -> assertThat(features.get(name)).isInstanceOf(Boolean.class));
    }

    @Test
    void eachFolderOfLogsIsShownOnceAndDevicesAreNone() {
        assertThat((List<?>) facts().get("folders"))
                .hasSize(2)
                .anySatisfy(each -> {
                    assertThat(((Map<?, ?>) each).get("path")).isEqualTo(folder.toString());
                    assertThat(((Map<?, ?>) each).get("problem")).isNull();
                    assertThat((double) ((Map<?, ?>) each).get("free")).isPositive();
                })
                .anySatisfy(each -> assertThat(String.valueOf(((Map<?, ?>) each).get("problem")))
                        .contains("gone"));
    }
}
