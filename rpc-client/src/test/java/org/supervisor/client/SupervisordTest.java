package org.supervisor.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.supervisor.api.ConfigChanges;
import org.supervisor.api.ConfigInfo;
import org.supervisor.api.FaultCode;
import org.supervisor.api.LogStream;
import org.supervisor.api.LogTail;
import org.supervisor.api.Outcome;
import org.supervisor.api.ProcessInfo;
import org.supervisor.api.ProcessState;
import org.supervisor.api.Signal;
import org.supervisor.api.SupervisorState;

/** The client against the original. */
class SupervisordTest {
    private static final String PROGRAMS = """
        [program:echo]
        command=cat
        startsecs=0
        [program:off]
        command=cat
        autostart=false
        startsecs=0
        stopsignal=INT
        [program:bad]
        command=/nonexistent/x
        autostart=false
        [program:mute]
        command=cat
        stdout_logfile=NONE
        autostart=false
        [group:pair]
        programs=one,two
        [program:one]
        command=cat
        autostart=false
        startsecs=0
        [program:two]
        command=cat
        autostart=false
        startsecs=0
        """;

    @TempDir
    static Path folder;

    private static Supervisord supervisord;
    private static SupervisorClient client;

    @BeforeAll
    static void startSupervisord() throws Exception {
        supervisord = new Supervisord(folder, PROGRAMS);
        client = supervisord.overSocket();
    }

    @AfterAll
    static void stopSupervisord() throws Exception {
        if (supervisord != null) {
            client.close();
            supervisord.close();
        }
    }

    @Test
    void reportsWhatItIs() {
        assertThat(client.supervisor().apiVersion()).isEqualTo("3.0");
        assertThat(client.supervisor().version()).startsWith("4.");
        assertThat(client.supervisor().identification()).isEqualTo("supervisor");
        assertThat(client.supervisor().state()).isEqualTo(SupervisorState.RUNNING);
        assertThat(client.supervisor().pid()).isPositive();
        assertThat(client.system().listMethods()).contains("supervisor.getState", "system.multicall");
        assertThat(client.system().methodSignature("supervisor.getPID")).containsExactly("int");
        assertThat(client.system().methodHelp("supervisor.getPID")).isNotEmpty();
    }

    @Test
    void readsProcessesAndTheirConfiguration() {
        assertThat(client.supervisor().allProcessInfo())
                .extracting(ProcessInfo::namespec)
                .contains("bad", "echo", "mute", "off", "pair:one", "pair:two");
        ConfigInfo off = client.supervisor().allConfigInfo().stream()
                .filter(info -> info.name().equals("off"))
                .findFirst()
                .orElseThrow();
        assertThat(off.inUse()).isTrue();
        assertThat(off.autostart()).isFalse();
        assertThat(off.command()).isEqualTo("cat");
        assertThat(off.stopSignal()).isEqualTo(Signal.INT);
        assertThat(off.stopWait()).isEqualTo(Duration.ofSeconds(10));
        assertThat(off.exitCodes()).containsExactly(0);
        assertThat(off.directory()).isEmpty();
        assertThat(off.stdout().logFile()).isPresent();
    }

    @Test
    void startsSignalsAndStopsAProcess() {
        client.supervisor().startProcess("off");
        assertThat(client.supervisor().processInfo("off").state()).isEqualTo(ProcessState.RUNNING);
        client.supervisor().signalProcess("off", "CONT");
        assertThatExceptionOfType(FaultException.class)
                .isThrownBy(() -> client.supervisor().startProcess("off"))
                .satisfies(e -> assertThat(e.is(FaultCode.ALREADY_STARTED)).isTrue());
        client.supervisor().stopProcess("off");
        ProcessInfo stopped = client.supervisor().processInfo("off");
        assertThat(stopped.state()).isEqualTo(ProcessState.STOPPED);
        assertThat(stopped.stopped()).isPresent();
    }

    @Test
    void startsSignalsAndStopsAGroup() {
        assertThat(client.supervisor().startProcessGroup("pair", true))
                .extracting(Outcome::namespec)
                .containsExactlyInAnyOrder("pair:one", "pair:two");
        assertThat(client.supervisor().signalProcessGroup("pair", "CONT")).allMatch(Outcome::isSuccess);
        assertThat(client.supervisor().stopProcessGroup("pair", true))
                .hasSize(2)
                .allMatch(Outcome::isSuccess);
    }

    @Test
    void reportsWhyAProcessDoesNotStart() {
        assertThatExceptionOfType(FaultException.class)
                .isThrownBy(() -> client.supervisor().startProcess("bad"))
                .satisfies(e -> assertThat(e.text()).isEqualTo("NO_FILE: can't find command '/nonexistent/x'"));
    }

    @Test
    void readsFollowsAndClearsALog() throws Exception {
        try (BufferedReader lines = new BufferedReader(
                new InputStreamReader(client.tailLog("echo", LogStream.STDOUT), StandardCharsets.UTF_8))) {
            client.supervisor().sendProcessStdin("echo", "gr\u00fc\u00dfe \ud83d\ude00\n");
            assertThat(lines.readLine()).isEqualTo("gr\u00fc\u00dfe \ud83d\ude00");
            client.supervisor().sendProcessStdin("echo", "more\n");
            assertThat(lines.readLine()).isEqualTo("more");
        }
        assertThat(client.supervisor().readProcessLog("echo", LogStream.STDOUT, -5, 0))
                .isEqualTo("more\n");
        LogTail tail = client.supervisor().tailProcessLog("echo", LogStream.STDOUT, 0, 5);
        assertThat(tail.text()).isEqualTo("more\n");
        assertThat(tail.overflow()).isTrue();
        client.supervisor().clearProcessLogs("echo");
        assertThat(client.supervisor().readProcessLog("echo", LogStream.STDOUT, 0, 0))
                .isEmpty();
    }

    @Test
    void reportsWhyALogCannotBeFollowed() {
        assertThatExceptionOfType(FaultException.class)
                .isThrownBy(() -> client.tailLog("nobody", LogStream.STDOUT))
                .satisfies(e -> assertThat(e.is(FaultCode.BAD_NAME)).isTrue());
        assertThatExceptionOfType(FaultException.class)
                .isThrownBy(() -> client.tailLog("mute", LogStream.STDOUT))
                .satisfies(e -> assertThat(e.is(FaultCode.NO_FILE)).isTrue());
    }

    @Test
    void followsTheMainLog() throws Exception {
        try (BufferedReader lines =
                new BufferedReader(new InputStreamReader(client.tailMainLog(), StandardCharsets.UTF_8))) {
            assertThat(lines.readLine()).isNotEmpty();
        }
        assertThat(client.supervisor().readLog(0, 100)).isNotEmpty();
    }

    @Test
    void sendsManyCallsAtOnce() {
        try (Batch batch = client.batch()) {
            var state = batch.add(Calls.state());
            var unknown = batch.add(Calls.processInfo("nobody"));
            var all = batch.add(Calls.allProcessInfo());
            batch.send();
            assertThat(state.join()).isEqualTo(SupervisorState.RUNNING);
            assertThat(unknown).isCompletedExceptionally();
            assertThat(all.join()).hasSizeGreaterThan(5);
        }
    }

    @Test
    void doesNotHaveThePerlNames() {
        assertThatExceptionOfType(FaultException.class)
                .isThrownBy(() -> client.status("echo"))
                .satisfies(e -> assertThat(e.is(FaultCode.UNKNOWN_METHOD)).isTrue());
    }

    @Test
    void requiresAPasswordOverTcp() {
        try (SupervisorClient anonymous = supervisord.overTcp().build();
                SupervisorClient liar =
                        supervisord.overTcp().credentials("me", "wrong").build();
                SupervisorClient me =
                        supervisord.overTcp().credentials("me", "s:cret").build()) {
            assertThatExceptionOfType(UnauthorizedException.class)
                    .isThrownBy(() -> anonymous.supervisor().pid())
                    .withMessageContaining("requires a user name and a password");
            assertThatExceptionOfType(UnauthorizedException.class)
                    .isThrownBy(() -> liar.supervisor().pid())
                    .withMessageContaining("does not accept");
            assertThat(me.supervisor().pid()).isEqualTo(client.supervisor().pid());
        }
    }

    @Test
    void readsTheConfigurationAgainAndEnds(@TempDir Path own) throws Exception {
        try (Supervisord other = new Supervisord(own, PROGRAMS);
                SupervisorClient its = other.overSocket()) {
            assertThat(its.supervisor().reloadConfig().isEmpty()).isTrue();
            other.configure(
                    PROGRAMS.replace("[program:mute]", "[program:added]").replace("stopsignal=INT", ""));
            assertThat(its.supervisor().reloadConfig())
                    .isEqualTo(new ConfigChanges(List.of("added"), List.of("off"), List.of("mute")));
            its.supervisor().addProcessGroup("added");
            its.supervisor().removeProcessGroup("mute");
            other.configure("[program:x]\n");
            assertThatExceptionOfType(FaultException.class)
                    .isThrownBy(() -> its.supervisor().reloadConfig())
                    .satisfies(e -> assertThat(e.is(FaultCode.CANT_REREAD)).isTrue());
            its.supervisor().shutdown();
            assertThat(other.hasEnded()).isTrue();
            assertThat(Files.exists(own.resolve("s.sock"))).isFalse();
        }
    }

    @Test
    void reportsThatItHasNoEvents() {
        try (var tcp = supervisord.overTcp().credentials("me", "s:cret").build()) {
            for (SupervisorClient each : List.of(client, tcp)) {
                assertThat(each.events()
                                .consume(item -> {})
                                .handle((nothing, failure) -> failure)
                                .join())
                        .isInstanceOfSatisfying(
                                FaultException.class,
                                fault -> assertThat(fault.is(FaultCode.UNKNOWN_METHOD))
                                        .isTrue());
            }
        }
    }
}
