package org.supervisor.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.util.concurrent.CompletionException;
import java.util.function.BiFunction;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.supervisor.api.Answer;

class PerlNamesTest {
    private static BiFunction<SupervisorClient, String, Answer> method(String verb) {
        return switch (verb) {
            case "start" -> SupervisorClient::start;
            case "stop" -> SupervisorClient::stop;
            case "stat" -> SupervisorClient::status;
            case "reload" -> SupervisorClient::reload;
            case "kill" -> SupervisorClient::kill;
            default -> throw new IllegalArgumentException(verb);
        };
    }

    @ParameterizedTest
    @CsvSource({
        "start, started, STARTED",
        "start, stop, GAVE_UP",
        "stop, stopped, STOPPED",
        "stop, stop, GAVE_UP",
        "stat, alive, ALIVE",
        "stat, dead, DEAD",
        "reload, reloaded, RELOADED",
        "reload, stopped, STOPPED",
        "kill, stopped, STOPPED"
    })
    void answersWithAWordForEveryMethod(String verb, String word, Answer expected) throws Exception {
        try (var server = ScriptedServer.answering("<string>" + word + "</string>");
                var client = server.client()) {
            assertThat(method(verb).apply(client, "web")).isEqualTo(expected);
            assertThat(server.requests())
                    .singleElement()
                    .asString()
                    .contains("<methodName>" + verb + "_process</methodName>")
                    .contains(">web<");
        }
    }

    @ParameterizedTest
    @CsvSource({"start", "stop", "stat", "reload", "kill"})
    void listsTheKnownProcessesWhenOneIsUnknown(String verb) throws Exception {
        try (var server = new ScriptedServer(request -> request.contains("getAllProcessInfo")
                        ? ScriptedServer.value("<array><data><value>" + Wires.process("web", "a") + "</value><value>"
                                + Wires.process("db", "db") + "</value></data></array>")
                        : ScriptedServer.value("unknown"));
                var client = server.client()) {
            assertThatExceptionOfType(UnknownProcessException.class)
                    .isThrownBy(() -> method(verb).apply(client, "wbe"))
                    .withMessage("no process named wbe at " + server.uri() + "; known: web:a, db")
                    .satisfies(e -> assertThat(e.name()).isEqualTo("wbe"));
        }
    }

    @Test
    void leavesOutTheKnownNamesIfTheServerDoesNotListThem() throws Exception {
        try (var server = new ScriptedServer(request -> request.contains("getAllProcessInfo")
                        ? ScriptedServer.fault(1, "UNKNOWN_METHOD")
                        : ScriptedServer.value("unknown"));
                var client = server.client()) {
            assertThatExceptionOfType(UnknownProcessException.class)
                    .isThrownBy(() -> client.status("wbe"))
                    .withMessageContaining("check the name");
        }
    }

    @Test
    void refusesAnAnswerThatDoesNotFitTheQuestion() throws Exception {
        try (var server = ScriptedServer.answering("<string>alive</string>");
                var client = server.client()) {
            assertThatExceptionOfType(ProtocolViolationException.class)
                    .isThrownBy(() -> client.start("web"))
                    .withMessageContaining("answered alive to start_process(web)");
        }
    }

    @Test
    void refusesAnUnknownWord() throws Exception {
        try (var server = ScriptedServer.answering("<string>perhaps</string>");
                var client = server.client()) {
            assertThatExceptionOfType(ProtocolViolationException.class)
                    .isThrownBy(() -> client.stop("web"))
                    .withMessageContaining("perhaps");
        }
    }

    @Test
    void stopsTheSupervisorWhateverItAnswers() throws Exception {
        try (var server = ScriptedServer.answering("<boolean>1</boolean>");
                var client = server.client()) {
            client.stopSupervisor();
            assertThat(server.requests()).singleElement().asString().contains("stop_supervisor");
        }
    }

    @Test
    void answersInTheBackgroundToo() throws Exception {
        try (var server = ScriptedServer.answering("<string>started</string>");
                var client = server.client()) {
            assertThat(client.async().start("web").join()).isEqualTo(Answer.STARTED);
            assertThatExceptionOfType(CompletionException.class)
                    .isThrownBy(() -> client.async().stop("web").join())
                    .withCauseInstanceOf(ProtocolViolationException.class);
        }
    }
}
