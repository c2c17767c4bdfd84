package org.supervisor.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.supervisor.api.FaultCode;
import org.supervisor.api.Outcome;
import org.supervisor.api.ProcessInfo;
import org.supervisor.api.ProcessState;
import org.supervisor.api.SupervisorState;

class CallsTest {
    @Test
    void readsAProcess() throws Exception {
        try (var server = ScriptedServer.answering(Wires.process("web", "a"));
                var client = server.client()) {
            ProcessInfo info = client.supervisor().processInfo("web:a");
            assertThat(info)
                    .isEqualTo(new ProcessInfo(
                            "web",
                            "a",
                            ProcessState.RUNNING,
                            4711,
                            Optional.of(Instant.ofEpochSecond(1_700_000_000)),
                            Optional.empty(),
                            Instant.ofEpochSecond(1_700_000_057),
                            0,
                            "",
                            Optional.of("/var/log/x"),
                            Optional.empty(),
                            "pid 4711, uptime 0:00:57"));
            assertThat(info.namespec()).isEqualTo("web:a");
            assertThat(info.uptime()).contains(Duration.ofSeconds(57));
        }
    }

    @Test
    void readsOutcomesOfManyProcesses() throws Exception {
        String ok = Wires.struct(
                "group",
                Wires.string("g"),
                "name",
                Wires.string("p"),
                "status",
                Wires.integer(80),
                "description",
                Wires.string("OK"));
        String bad = Wires.struct(
                "group",
                Wires.string("q"),
                "name",
                Wires.string("q"),
                "status",
                Wires.integer(50),
                "description",
                Wires.string("SPAWN_ERROR: q"));
        try (var server = ScriptedServer.answering(Wires.array(ok, bad));
                var client = server.client()) {
            assertThat(client.supervisor().startAllProcesses(true))
                    .containsExactly(new Outcome("g", "p", 80, "OK"), new Outcome("q", "q", 50, "SPAWN_ERROR: q"))
                    .extracting(Outcome::isSuccess)
                    .containsExactly(true, false);
        }
    }

    @Test
    void readsTheStateOfTheSupervisor() throws Exception {
        try (var server = ScriptedServer.answering(
                        Wires.struct("statecode", Wires.integer(-1), "statename", Wires.string("SHUTDOWN")));
                var client = server.client()) {
            assertThat(client.supervisor().state()).isEqualTo(SupervisorState.SHUTDOWN);
        }
    }

    @Test
    void throwsWhatTheSupervisorRefuses() throws Exception {
        try (var server = new ScriptedServer(request -> ScriptedServer.fault(60, "ALREADY_STARTED: web"));
                var client = server.client()) {
            assertThatExceptionOfType(FaultException.class)
                    .isThrownBy(() -> client.supervisor().startProcess("web"))
                    .withMessage("supervisor.startProcess was refused with fault 60: ALREADY_STARTED: web")
                    .satisfies(e -> {
                        assertThat(e.faultCode()).contains(FaultCode.ALREADY_STARTED);
                        assertThat(e.text()).isEqualTo("ALREADY_STARTED: web");
                    });
        }
    }

    @Test
    void keepsAnUndocumentedFault() throws Exception {
        try (var server = new ScriptedServer(request -> ScriptedServer.fault(4242, "NEW"));
                var client = server.client()) {
            assertThatExceptionOfType(FaultException.class)
                    .isThrownBy(() -> client.supervisor().pid())
                    .satisfies(e -> {
                        assertThat(e.faultCode()).isEmpty();
                        assertThat(e.code()).isEqualTo(4242);
                    });
        }
    }

    @Test
    void reportsWhereAnAnswerHasTheWrongShape() throws Exception {
        try (var server = ScriptedServer.answering(Wires.array(Wires.struct("group", Wires.string("g"))));
                var client = server.client()) {
            assertThatExceptionOfType(ProtocolViolationException.class)
                    .isThrownBy(() -> client.supervisor().allProcessInfo())
                    .withMessage("supervisor.getAllProcessInfo[0] should be a struct with the member name,"
                            + " but is {group=g}");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"web:*", "web:"})
    void pointsToTheMethodForGroups(String namespec) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Calls.startProcess(namespec, true))
                .withMessageContaining("use the method for groups");
    }

    @Test
    void sendsEveryCharacterThatXmlHas() throws Exception {
        try (var server = ScriptedServer.answering("<boolean>1</boolean>");
                var client = server.client()) {
            client.supervisor().sendProcessStdin("web", "<a>&\u00e9\u4e2d\ud83d\ude00\r\n");
            assertThat(server.requests())
                    .singleElement()
                    .asString()
                    .contains("&lt;a&gt;&amp;\u00e9\u4e2d\ud83d\ude00&#13;\n");
        }
    }

    @Test
    void refusesToSendACharacterThatXmlDoesNotHave() throws Exception {
        try (var server = ScriptedServer.answering("<boolean>1</boolean>");
                var client = server.client()) {
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> client.supervisor().sendProcessStdin("web", "\u0003"))
                    .withMessageContaining("XML has no character 3");
            assertThat(server.requests()).isEmpty();
        }
    }

    @Test
    void callsUnknownMethods() throws Exception {
        try (var server = ScriptedServer.answering(Wires.struct("a", "<double>1.5</double>", "b", "untyped"));
                var client = server.client()) {
            Object answer = client.call(Call.of("twiddler.twiddle", "x", 1, true, java.util.List.of("y")));
            assertThat(answer)
                    .asInstanceOf(org.assertj.core.api.InstanceOfAssertFactories.MAP)
                    .containsEntry("a", 1.5)
                    .containsEntry("b", "untyped");
        }
    }
}
