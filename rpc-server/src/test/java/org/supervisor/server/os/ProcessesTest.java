package org.supervisor.server.os;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.supervisor.server.os.TestProcesses.run;
import static org.supervisor.server.os.TestProcesses.shell;

import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.supervisor.api.Signal;
import org.supervisor.server.os.SpawnResult.Spawned;
import org.supervisor.server.process.ExitStatus;

@Tag("children")
class ProcessesTest {
    private static final Signal CONT = new Signal(18);

    private final TestProcesses processes = new TestProcesses();

    @AfterEach
    void closeProcesses() {
        processes.close();
    }

    @Test
    void aChildThatRunsHasNoExitStatusYet() {
        Spawned child = processes.spawn(run("/bin/sleep", "1000"));
        assertThat(Processes.reap(child.pid(), child.pidfd())).isEmpty();
        assertThat(Processes.reap(child.pid(), -1)).isEmpty();
        assertThat(Processes.peekExit(child.pid(), child.pidfd())).isFalse();
        assertThat(Processes.isAlive(child.pid())).isTrue();
    }

    @Test
    void peekingLeavesTheExitStatusToBeReaped() {
        Spawned child = processes.spawn(shell("exit 5"));
        TestProcesses.await("the exit", () -> Processes.peekExit(child.pid(), child.pidfd()));
        assertThat(Processes.peekExit(child.pid(), -1)).isTrue();
        assertThat(processes.exit(child)).isEqualTo(new ExitStatus.Code(5));
    }

    @Test
    void theStatusOfAProcessThatIsNoChildIsLost() {
        assertThat(Processes.reap(1, -1)).isEqualTo(Optional.of(new ExitStatus.Lost()));
    }

    @Test
    void aChildThatWaitsToBeReapedIsNotAliveAndCanBeSignalledInVain() {
        Spawned child = processes.spawn(run("/bin/true"));
        long started = Processes.startTicks(child.pid());
        TestProcesses.await("the exit", () -> Processes.peekExit(child.pid(), child.pidfd()));
        assertThat(Processes.isAlive(child.pid())).isFalse();
        assertThat(Processes.startTicks(child.pid())).isEqualTo(started);
        assertThat(Processes.signal(child.pid(), -1, CONT)).isEqualTo(SignalSent.SENT);
        assertThat(Processes.signalGroup(child.pid(), CONT)).isEqualTo(SignalSent.SENT);
    }

    @Test
    void aReapedProcessIsGoneForEverySignal() {
        int pid;
        try (TestProcesses frugal = new TestProcesses(() -> false)) {
            Spawned child = frugal.spawn(run("/bin/true"));
            pid = child.pid();
            int pidfd = SysSignal.pidfdOpen(pid);
            frugal.exit(child);
            assertThat(Processes.signal(pid, pidfd, Signal.TERM)).isEqualTo(SignalSent.GONE);
            Descriptors.close(pidfd);
        }
        assertThat(Processes.signal(pid, -1, Signal.TERM)).isEqualTo(SignalSent.GONE);
        assertThat(Processes.signalGroup(pid, Signal.TERM)).isEqualTo(SignalSent.GONE);
        assertThat(Processes.isAlive(pid)).isFalse();
        assertThat(Processes.startTicks(pid)).isEqualTo(-1);
    }

    @Test
    void aGroupIsSignalledAsAWhole() {
        Spawned child = processes.spawn(shell("sleep 1000 & echo started; wait"));
        processes.readUntil(child.stdoutFd(), "started");
        assertThat(Processes.signalGroup(child.pid(), Signal.KILL)).isEqualTo(SignalSent.SENT);
        assertThat(processes.exit(child)).isEqualTo(new ExitStatus.Killed(Signal.KILL, false));
    }

    @ParameterizedTest
    @ValueSource(ints = {Integer.MIN_VALUE, -1, 0, 1})
    void crowdsAndInitAreNeverSignalled(int pid) {
        assertThatThrownBy(() -> Processes.signal(pid, -1, CONT))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("pid is " + pid + ", expected above 1");
        assertThatThrownBy(() -> Processes.signalGroup(pid, CONT)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void aCommandNameWithParenthesesAndBlanksDoesNotConfuse() {
        Spawned child = processes.spawn(shell("printf 'a) R 1 (b' >/proc/$$/comm; echo named; read line"));
        processes.readUntil(child.stdoutFd(), "named");
        assertThat(Processes.startTicks(child.pid())).isGreaterThanOrEqualTo(Processes.startTicks(Daemon.pid()));
        assertThat(Processes.isAlive(child.pid())).isTrue();
    }

    @Test
    void theBootHasAName() {
        assertThat(Processes.bootId()).matches("[0-9a-f-]{36}").isEqualTo(Processes.bootId());
    }
}
