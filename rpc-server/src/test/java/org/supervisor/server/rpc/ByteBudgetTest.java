package org.supervisor.server.rpc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.supervisor.server.rpc.FakeControl.logging;
import static org.supervisor.server.rpc.FakeControl.stopped;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.supervisor.api.FaultCode;
import org.supervisor.server.engine.RefusedException;
import org.supervisor.server.process.TimeSource;

/** A small budget instead of a small heap. */
class ByteBudgetTest {
    private final FakeControl control = new FakeControl();
    private final ByteBudget budget = new ByteBudget(1 << 20);
    private final RpcEndpoint endpoint = new RpcEndpoint(
            control, new RpcSettings("0.1.0", true, _ -> OptionalInt.empty(), TimeSource.SYSTEM), Runnable::run);

    private Object answer(String body) throws Exception {
        try (ByteBudget.Share share = budget.share();
                Reply reply = endpoint.answer(body.getBytes(StandardCharsets.UTF_8), share)
                        .join()) {
            return RpcEndpointTest.parse(
                    StandardCharsets.UTF_8.decode(reply.bytes()).toString());
        }
    }

    private static String call(String method, String... values) {
        StringBuilder xml = new StringBuilder("<methodCall><methodName>" + method + "</methodName><params>");
        for (String value : values) {
            xml.append("<param><value>").append(value).append("</value></param>");
        }
        return xml.append("</params></methodCall>").toString();
    }

    private static String multicall(int count, String method, String... values) {
        StringBuilder parameters = new StringBuilder();
        for (String value : values) {
            parameters.append("<value>").append(value).append("</value>");
        }
        String one = "<value><struct><member><name>methodName</name><value>" + method + "</value></member><member>"
                + "<name>params</name><value><array><data>" + parameters
                + "</data></array></value></member></struct></value>";
        return call("system.multicall", "<array><data>" + one.repeat(count) + "</data></array>");
    }

    @Test
    void hasWhatWasGivenBack() {
        ByteBudget.Share one = budget.share();
        ByteBudget.Share other = budget.share();
        assertThat(one.tryTake(1 << 20)).isTrue();
        assertThat(other.tryTake(1)).isFalse();
        assertThat(one.tryTake(Long.MAX_VALUE)).isFalse();
        one.giveBack(1);
        assertThat(other.tryTake(1)).isTrue();
        one.close();
        other.close();
        assertThat(budget.taken()).isZero();
        assertThatThrownBy(() -> other.take((1 << 20) + 1))
                .isInstanceOf(RefusedException.class)
                .hasMessageStartingWith("FAILED: this call needs more memory than is left of the 1048576 bytes");
    }

    @Test
    void aSmallCallTakesNothing() throws Exception {
        ByteBudget none = new ByteBudget(0);
        try (Reply reply = endpoint.answer(call("supervisor.getState").getBytes(StandardCharsets.UTF_8), none.share())
                .join()) {
            assertThat(StandardCharsets.UTF_8.decode(reply.bytes()).toString()).contains("RUNNING");
        }
    }

    @Test
    void aMulticallAnswersWhatThereIsMemoryForAndAFaultForEachOtherCall() throws Exception {
        for (int i = 0; i < 100; i++) {
            control.with(stopped("g", "process_with_a_long_name_" + i));
        }
        List<?> results = (List<?>) answer(multicall(200, "supervisor.getAllProcessInfo"));
        assertThat(results).hasSize(200);
        assertThat(results.getFirst())
                .asInstanceOf(org.assertj.core.api.InstanceOfAssertFactories.LIST)
                .hasSize(100);
        assertThat(results.getLast()).asString().contains("faultCode=30", "not called");
        assertThat(results.stream().filter(result -> result.toString().contains("the call was made")))
                .hasSize(1);
        assertThat(budget.taken()).isZero();
    }

    @Test
    void aMulticallOfManyCallsThatCannotBeAnsweredIsNotBegun() throws Exception {
        control.with(stopped("web", "web"));
        assertThat(answer(multicall(3000, "supervisor.startProcess", "web")))
                .isInstanceOfSatisfying(
                        Fault.class, fault -> assertThat(fault.code()).isEqualTo(FaultCode.FAILED.code()));
        assertThat(control.asked).isEmpty();
        assertThat(budget.taken()).isZero();
    }

    @Test
    void aPartOfALogIsRefusedBeforeItIsRead(@TempDir Path folder) throws Exception {
        Path log = Files.writeString(folder.resolve("web.log"), "x".repeat(600_000));
        control.with(logging(stopped("web", "web"), log, log));
        for (String method : List.of("readProcessStdoutLog", "readProcessStderrLog")) {
            assertThat(answer(call("supervisor." + method, "web", "<int>0</int>", "<int>0</int>")))
                    .isInstanceOf(Fault.class)
                    .asString()
                    .contains("code=30", "less at a time");
            assertThat(answer(call("supervisor." + method, "web", "<int>0</int>", "<int>1000</int>")))
                    .isEqualTo("x".repeat(1000));
        }
        assertThat(answer(call("supervisor.tailProcessStdoutLog", "web", "<int>0</int>", "<int>600000</int>")))
                .isInstanceOf(Fault.class);
        assertThat(answer(call("process.tail", "web", "stdout", "<int>1000000</int>")))
                .isInstanceOf(Fault.class);
        assertThat(budget.taken()).isZero();
    }

    @Test
    void aCallThatIsLargeWhenParsedIsRefused() throws Exception {
        assertThat(answer(
                        call("supervisor.getState", "<array><data>" + "<value/>".repeat(100_000) + "</data></array>")))
                .isInstanceOf(Fault.class)
                .asString()
                .contains("code=30");
        assertThat(budget.taken()).isZero();
    }
}
