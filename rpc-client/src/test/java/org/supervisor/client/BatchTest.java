package org.supervisor.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.util.List;
import java.util.concurrent.CompletionException;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.supervisor.api.ConfigChanges;
import org.supervisor.api.FaultCode;
import org.supervisor.api.LogStream;
import org.supervisor.api.LogTail;
import org.supervisor.api.ProcessInfo;

class BatchTest {
    private static final String FAULT =
            Wires.struct("faultCode", Wires.integer(10), "faultString", Wires.string("BAD_NAME: x"));

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void understandsBothConventions(boolean isWrapped) throws Exception {
        UnaryOperator<String> result = isWrapped ? value -> Wires.array(value) : UnaryOperator.identity();
        String answers = Wires.array(
                result.apply(Wires.integer(7)),
                FAULT,
                result.apply(Wires.array(Wires.process("g", "p"))),
                result.apply(Wires.array()),
                result.apply(Wires.array(Wires.string("only"))),
                result.apply(Wires.array(
                        Wires.array(Wires.array(Wires.string("a")), Wires.array(), Wires.array(Wires.string("r"))))),
                result.apply(Wires.array(Wires.string("text"), Wires.integer(4), "<boolean>0</boolean>")));
        try (var server = ScriptedServer.answering(answers);
                var client = server.client();
                var batch = client.batch()) {
            var pid = batch.add(Calls.pid());
            var refused = batch.add(Calls.processInfo("x"));
            var one = batch.add(Calls.allProcessInfo());
            var none = batch.add(Calls.startAllProcesses(true));
            var names = batch.add(Calls.listMethods());
            var changes = batch.add(Calls.reloadConfig());
            var tail = batch.add(Calls.tailProcessLog("x", LogStream.STDOUT, 0, 10));
            batch.send();
            assertThat(pid.join()).isEqualTo(7);
            assertThatExceptionOfType(CompletionException.class)
                    .isThrownBy(refused::join)
                    .havingCause()
                    .isInstanceOfSatisfying(
                            FaultException.class,
                            e -> assertThat(e.is(FaultCode.BAD_NAME)).isTrue());
            assertThat(one.join()).extracting(ProcessInfo::namespec).containsExactly("g:p");
            assertThat(none.join()).isEmpty();
            assertThat(names.join()).containsExactly("only");
            assertThat(changes.join()).isEqualTo(new ConfigChanges(List.of("a"), List.of(), List.of("r")));
            assertThat(tail.join()).isEqualTo(new LogTail("text", 4, false));
            assertThat(server.requests())
                    .singleElement()
                    .asString()
                    .contains("system.multicall", "supervisor.getPID", "supervisor.reloadConfig");
        }
    }

    @Test
    void failsAllFuturesWhenThereIsNoAnswer() throws Exception {
        try (var server = new ScriptedServer(request -> new ScriptedServer.Scripted(500, ""));
                var client = server.client();
                var batch = client.batch()) {
            var pid = batch.add(Calls.pid());
            assertThatExceptionOfType(ProtocolViolationException.class).isThrownBy(batch::send);
            assertThat(pid).isCompletedExceptionally();
        }
    }

    @Test
    void refusesTheWrongNumberOfAnswers() throws Exception {
        try (var server = ScriptedServer.answering(Wires.array());
                var client = server.client();
                var batch = client.batch()) {
            var pid = batch.add(Calls.pid());
            assertThatExceptionOfType(ProtocolViolationException.class)
                    .isThrownBy(batch::send)
                    .withMessageContaining("system.multicall should be an array of 1, but is an array of 0");
            assertThat(pid).isCompletedExceptionally();
        }
    }

    @Test
    void cancelsWhatWasNotSent() throws Exception {
        try (var server = ScriptedServer.answering(Wires.array());
                var client = server.client()) {
            var batch = client.batch();
            batch.send();
            var pid = batch.add(Calls.pid());
            batch.close();
            assertThat(pid).isCancelled();
            assertThat(server.requests()).isEmpty();
        }
    }
}
