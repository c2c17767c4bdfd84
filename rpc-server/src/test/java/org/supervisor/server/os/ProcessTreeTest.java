package org.supervisor.server.os;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.supervisor.server.Await;
import org.supervisor.server.os.SpawnResult.Spawned;

@Tag("children")
class ProcessTreeTest {
    private static final long MB = 1024 * 1024;

    @Test
    void hasTheDescendantsOfAProcessAndTheirMemory() throws IOException {
        try (TestProcesses processes = new TestProcesses()) {
            Spawned child = processes.spawn(
                    TestProcesses.shell("(x=$(head -c 20000000 /dev/zero | tr '\\0' a); sleep 100; echo $x) & wait"));
            Await.until("the grandchild's memory", () -> ProcessTree.residentBytes(child.pid()) > 18 * MB);
            Await.until("three of them", () -> ProcessTree.of(child.pid()).size() == 3);
            assertThat(ProcessTree.of(child.pid())).startsWith(child.pid());
            Processes.signalGroup(child.pid(), org.supervisor.api.Signal.KILL);
        }
    }

    @Test
    void hasTheMembersOfTheProcessGroupThatHaveLostTheirParentsAndWhatTheyHaveStarted() throws IOException {
        try (TestProcesses processes = new TestProcesses()) {
            Spawned child = processes.spawn(TestProcesses.shell("(sh -c 'sleep 100; :' &); exec sleep 100"));
            Await.until("three of them", () -> ProcessTree.of(child.pid()).size() == 3);
            for (int pid : ProcessTree.of(child.pid())) {
                assertThat(ProcessTree.contains(child.pid(), pid)).isTrue();
            }
            assertThat(ProcessTree.contains(child.pid(), Daemon.pid())).isFalse();
            Processes.signalGroup(child.pid(), org.supervisor.api.Signal.KILL);
        }
    }

    @Test
    void ofAProcessThatIsGoneThereIsNothing() {
        assertThat(ProcessTree.residentBytes(Integer.MAX_VALUE)).isZero();
        assertThat(ProcessTree.of(Integer.MAX_VALUE)).containsExactly(Integer.MAX_VALUE);
    }
}
