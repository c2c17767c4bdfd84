package org.supervisor.server.os;

import static org.assertj.core.api.Assertions.assertThat;
import static org.supervisor.server.os.TestProcesses.run;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.supervisor.api.Signal;
import org.supervisor.server.os.SpawnResult.Spawned;
import org.supervisor.server.process.ExitStatus;

@Tag("children")
class ChildWatchTest {
    private final TestProcesses processes = new TestProcesses(() -> false);
    private final LinkedBlockingQueue<Integer> ended = new LinkedBlockingQueue<>();
    private final ChildWatch watch = new ChildWatch(ended::add);
    private final Set<Integer> ours = new HashSet<>();

    @AfterEach
    void closeAll() {
        watch.close();
        processes.close();
    }

    @Test
    void reportsEachEndedChildOnceAndTheNextWhenItWasReaped() throws InterruptedException {
        List<Spawned> children = IntStream.range(0, 20)
                .mapToObj(code -> spawn(TestProcesses.shell("exit " + code)))
                .toList();
        watch.launched();
        TestProcesses.await(
                "all exits", () -> children.stream().allMatch(child -> Processes.peekExit(child.pid(), -1)));
        Set<Integer> reported = new HashSet<>();
        List<ExitStatus> statuses = new ArrayList<>();
        while (reported.size() < children.size()) {
            int pid = next();
            assertThat(reported.add(pid)).as("reported once").isTrue();
            assertThat(ended).as("waits for the reaping").doesNotContainAnyElementsOf(ours);
            statuses.add(processes.exit(find(children, pid)));
            watch.reaped(pid);
        }
        assertThat(statuses)
                .containsExactlyInAnyOrderElementsOf(
                        IntStream.range(0, 20).mapToObj(ExitStatus.Code::new).toList());
    }

    @Test
    void noticesAChildLaunchedAfterThereWasNone() throws InterruptedException {
        for (int round = 0; round < 3; round++) {
            Spawned child = spawn(run("/bin/true"));
            watch.launched();
            assertThat(next()).isEqualTo(child.pid());
            processes.exit(child);
            watch.reaped(child.pid());
        }
    }

    @Test
    void noticesAnExitAmongChildrenThatLive() throws InterruptedException {
        spawn(run("/bin/sleep", "1000"));
        Spawned child = spawn(run("/bin/sleep", "1000"));
        spawn(run("/bin/sleep", "1000"));
        watch.launched();
        Processes.signal(child.pid(), -1, Signal.KILL);
        assertThat(next()).isEqualTo(child.pid());
        processes.exit(child);
        watch.reaped(child.pid());
        assertThat(ended).doesNotContainAnyElementsOf(ours);
    }

    @Test
    void aClosedWatchReportsNothing() {
        watch.close();
        Spawned child = spawn(run("/bin/true"));
        watch.launched();
        processes.exit(child);
        assertThat(ended).doesNotContainAnyElementsOf(ours);
    }

    private Spawned spawn(TestProcesses.Order order) {
        Spawned child = processes.spawn(order);
        ours.add(child.pid());
        return child;
    }

    /** The next of ours: other tests of this process may have left children that end only now. */
    private int next() throws InterruptedException {
        while (true) {
            Integer pid = ended.poll(TestProcesses.LONG_ENOUGH.toSeconds(), TimeUnit.SECONDS);
            assertThat(pid).as("the pid of an ended child").isNotNull();
            if (ours.contains(pid)) {
                return pid;
            }
            Processes.reap(pid, -1);
            watch.reaped(pid);
        }
    }

    private static Spawned find(List<Spawned> children, int pid) {
        return children.stream().filter(child -> child.pid() == pid).findFirst().orElseThrow();
    }
}
