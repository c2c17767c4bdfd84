package org.supervisor.server.rpc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.supervisor.server.rpc.FakeControl.logging;
import static org.supervisor.server.rpc.FakeControl.stopped;

import java.io.StringReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Executor;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import javax.xml.parsers.SAXParserFactory;
import org.apache.xmlrpc.client.XmlRpcClientConfigImpl;
import org.apache.xmlrpc.common.TypeFactoryImpl;
import org.apache.xmlrpc.parser.XmlRpcResponseParser;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.supervisor.api.Answer;
import org.supervisor.api.FaultCode;
import org.supervisor.api.SupervisorState;
import org.supervisor.server.engine.RefusedException;
import org.supervisor.server.process.TimeSource;
import org.xml.sax.InputSource;
import org.xml.sax.XMLReader;

/** Calls go in as documents and come out as documents, read by the library's client side. */
class RpcEndpointTest {
    private final FakeControl control = new FakeControl()
            .with(stopped("web", "web"))
            .with(stopped("g", "a"))
            .with(stopped("g", "b"));
    private final RpcEndpoint endpoint = endpoint(true);

    private RpcEndpoint endpoint(boolean supervisorNamespace) {
        RpcSettings settings =
                new RpcSettings("0.1.0", supervisorNamespace, _ -> OptionalInt.empty(), TimeSource.SYSTEM);
        return new RpcEndpoint(control, settings, Runnable::run);
    }

    private RpcEndpoint endpoint(Executor executor) {
        return new RpcEndpoint(
                control, new RpcSettings("0.1.0", true, _ -> OptionalInt.empty(), TimeSource.SYSTEM), executor);
    }

    private Object call(String method, Object... parameters) throws Exception {
        return call(endpoint, method, parameters);
    }

    private static Object call(RpcEndpoint endpoint, String method, Object... parameters) throws Exception {
        return parse(document(endpoint.answer(request(method, parameters)).join()));
    }

    private static List<Object> list(RpcEndpoint endpoint, String method, Object... parameters) throws Exception {
        return new ArrayList<>((List<?>) call(endpoint, method, parameters));
    }

    private static byte[] request(String method, Object... parameters) {
        StringBuilder xml =
                new StringBuilder("<methodCall><methodName>").append(method).append("</methodName><params>");
        for (Object parameter : parameters) {
            xml.append("<param>").append(value(parameter)).append("</param>");
        }
        return xml.append("</params></methodCall>").toString().getBytes(StandardCharsets.UTF_8);
    }

    private static String value(Object value) {
        return "<value>"
                + switch (value) {
                    case Integer number -> "<int>" + number + "</int>";
                    case Boolean flag -> "<boolean>" + (flag ? 1 : 0) + "</boolean>";
                    case List<?> list -> {
                        StringBuilder data = new StringBuilder("<array><data>");
                        list.forEach(element -> data.append(value(element)));
                        yield data.append("</data></array>").toString();
                    }
                    case Map<?, ?> map -> {
                        StringBuilder members = new StringBuilder("<struct>");
                        map.forEach((name, member) -> members.append("<member><name>")
                                .append(name)
                                .append("</name>")
                                .append(value(member))
                                .append("</member>"));
                        yield members.append("</struct>").toString();
                    }
                    case Object text -> "<string>" + text + "</string>";
                }
                + "</value>";
    }

    private static String document(Reply reply) {
        try (reply) {
            return StandardCharsets.UTF_8.decode(reply.bytes()).toString();
        }
    }

    /** The result, or a {@link Fault}; arrays as lists. */
    static Object parse(String document) throws Exception {
        XmlRpcResponseParser parser = new XmlRpcResponseParser(new XmlRpcClientConfigImpl(), new TypeFactoryImpl(null));
        XMLReader reader =
                SAXParserFactory.newDefaultNSInstance().newSAXParser().getXMLReader();
        reader.setContentHandler(parser);
        reader.parse(new InputSource(new StringReader(document)));
        return parser.isSuccess()
                ? plain(parser.getResult())
                : new Fault(parser.getErrorCode(), parser.getErrorMessage());
    }

    private static Object plain(Object value) {
        return value instanceof Object[] array
                ? Arrays.stream(array).map(RpcEndpointTest::plain).toList()
                : value;
    }

    private static Fault fault(FaultCode code, String detail) {
        return new Fault(code.code(), code.text(detail));
    }

    @Test
    void listsTheMethodsOfBothDialectsInOrder() throws Exception {
        List<Object> names = list(endpoint, "system.listMethods");
        assertThat(names).hasSize(62).isSorted().contains("supervisor.getState", "start_process", "system.multicall");
    }

    @Test
    void takesALongTextOfEscapedCharacters() throws Exception {
        assertThat(call(endpoint, "supervisor.sendProcessStdin", "web", "&lt;".repeat(200_000)))
                .isEqualTo(true);
    }

    @Test
    void explainsWhatHappenedToAProcess() throws Exception {
        assertThat(list(endpoint, "process.explain", "web"))
                .singleElement()
                .isEqualTo(java.util.Map.of(
                        "time",
                        0,
                        "from",
                        "STOPPED",
                        "to",
                        "STOPPED",
                        "cause",
                        "requested by a test",
                        "stdout",
                        "last words",
                        "stderr",
                        ""));
        assertThat(call(endpoint, "process.explain", "nope")).isEqualTo(fault(FaultCode.BAD_NAME, "nope"));
    }

    @Test
    void reportsWhetherAProcessIsWantedUpOrDown() throws Exception {
        assertThat(call(endpoint, "process.goal", "web"))
                .isEqualTo(java.util.Map.of("wanted", "down", "since", 0, "by", "a test"));
        assertThat(call(endpoint, "process.goal", "nope")).isEqualTo(fault(FaultCode.BAD_NAME, "nope"));
    }

    @Test
    void accountsForOutputBeyondWhatAnIntHolds() throws Exception {
        assertThat(list(endpoint, "process.account", "web"))
                .singleElement()
                .isEqualTo(java.util.Map.of(
                        "stream", "stdout",
                        "logfile", "",
                        "read", 5e9,
                        "written", 4_999_999_990.0,
                        "removed", 1.0,
                        "dropped", 2.0,
                        "pending", 7.0,
                        "trouble", "No space left on device"));
        assertThat(call(endpoint, "process.account", "nope")).isEqualTo(fault(FaultCode.BAD_NAME, "nope"));
    }

    @Test
    void reopensLogsAndReturnsHowMany() throws Exception {
        assertThat(call(endpoint, "process.reopenLogs")).isEqualTo(3);
        assertThat(call(endpoint, "daemon.detach")).isEqualTo(true);
        assertThat(call(endpoint, "daemon.upgrade")).isEqualTo(true);
        assertThat(call(endpoint, "daemon.takeover"))
                .isEqualTo(Map.of("when", 20, "last_note", 10, "adopted", 3, "ended", 2, "stopped", 1));
        assertThat(control.asked).contains("reopen");
    }

    @Test
    void saysWhatProcessesUse() throws Exception {
        assertThat(list(endpoint, "process.usage"))
                .containsExactly(Map.of(
                        "name",
                        "db",
                        "cpu_percent",
                        12.5,
                        "rss_bytes",
                        (double) (3L << 30),
                        "processes",
                        2,
                        "threads",
                        7));
    }

    @Test
    void hasNoSupervisorMethodsWithoutTheRpcInterface() throws Exception {
        RpcEndpoint without = endpoint(false);
        assertThat(list(without, "system.listMethods")).hasSize(25);
        assertThat(call(without, "supervisor.getState")).isEqualTo(fault(FaultCode.UNKNOWN_METHOD, null));
        assertThat(call(without, "stat_process", "web")).isEqualTo("dead");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "supervisor.getState | struct",
                "supervisor.startProcess | boolean string boolean",
                "supervisor.readProcessLog | string string int int",
                "supervisor.signalAllProcesses | array string",
                "system.methodHelp | string string",
            })
    void returnsTheSignatureAsOneFlatArray(String method, String types) throws Exception {
        assertThat(call("system.methodSignature", method)).isEqualTo(List.of(types.split(" ")));
    }

    @Test
    void helpsWithEveryMethod() throws Exception {
        for (Object method : list(endpoint, "system.listMethods")) {
            int parameters = ((List<?>) call("system.methodSignature", method)).size() - 1;
            String help = (String) call("system.methodHelp", method);
            assertThat(help).containsOnlyOnce("@return");
            assertThat(help.split("@param", -1)).hasSize(parameters + 1);
        }
    }

    @Test
    void refusesHelpForWhatDoesNotExist() throws Exception {
        assertThat(call("system.methodHelp", "nope")).isEqualTo(fault(FaultCode.SIGNATURE_UNSUPPORTED, null));
    }

    @ParameterizedTest
    @ValueSource(strings = {"nope", "getState", "supervisor.nope", "supervisor.getState.x", "Supervisor.getState", "."})
    void knowsNoOtherMethods(String method) throws Exception {
        assertThat(call(method)).isEqualTo(fault(FaultCode.UNKNOWN_METHOD, null));
    }

    @Test
    void refusesTheWrongNumberOfParameters() throws Exception {
        Fault wrong = fault(FaultCode.INCORRECT_PARAMETERS, null);
        assertThat(call("supervisor.startProcess")).isEqualTo(wrong);
        assertThat(call("supervisor.startProcess", "web", true, 3)).isEqualTo(wrong);
        assertThat(call("supervisor.shutdown", "now")).isEqualTo(wrong);
        assertThat(control.asked).isEmpty();
    }

    @Test
    void saysWhichParameterIsOfTheWrongType() throws Exception {
        assertThat(call("supervisor.getProcessInfo", 5))
                .isEqualTo(fault(FaultCode.INCORRECT_PARAMETERS, "parameter 1 is 5, expected a string"));
        assertThat(call("supervisor.readLog", "ten", 0))
                .isEqualTo(fault(FaultCode.INCORRECT_PARAMETERS, "parameter 1 is the string 'ten', expected an int"));
        assertThat(call("supervisor.sendProcessStdin", "web", 5)).isEqualTo(fault(FaultCode.INCORRECT_PARAMETERS, "5"));
    }

    @Test
    void startsAndWaitsByDefault() throws Exception {
        assertThat(call("supervisor.startProcess", "web")).isEqualTo(true);
        assertThat(call("supervisor.startProcess", "web", false)).isEqualTo(true);
        assertThat(call("supervisor.startProcess", "web", 0)).isEqualTo(true);
        assertThat(call("supervisor.startProcess", "web", 1)).isEqualTo(true);
        assertThat(call("supervisor.startProcess", "web", "0")).isEqualTo(true);
        assertThat(control.asked)
                .containsExactly("start web", "start-nowait web", "start-nowait web", "start web", "start web");
    }

    @Test
    void takesAStarForAllOfAGroup() throws Exception {
        assertThat(call("supervisor.stopProcess", "g:*"))
                .isEqualTo(List.of(
                        Map.of("name", "a", "group", "g", "status", 80, "description", "OK"),
                        Map.of("name", "b", "group", "g", "status", 80, "description", "OK")));
        assertThat(control.asked).containsExactly("stop-group g");
    }

    @ParameterizedTest
    @ValueSource(strings = {"nope", "nope:*", "nope:", "g", "g::", "g:c", "web:x", "", ":", "::", "web ", "\u00fc"})
    void namesAProcessThatDoesNotExistAsItWasAskedFor(String name) throws Exception {
        for (String method : List.of("startProcess", "stopProcess", "getProcessInfo")) {
            assertThat(call("supervisor." + method, name)).isEqualTo(fault(FaultCode.BAD_NAME, name));
        }
    }

    @Test
    void looksForTheProcessBeforeTheSignal() throws Exception {
        assertThat(call("supervisor.signalProcess", "nope", "FOO")).isEqualTo(fault(FaultCode.BAD_NAME, "nope"));
        assertThat(call("supervisor.signalProcess", "web", "FOO")).isEqualTo(fault(FaultCode.BAD_SIGNAL, "FOO"));
        assertThat(call("supervisor.signalProcess", "web", 10)).isEqualTo(true);
        assertThat(control.asked).containsExactly("signal SIGUSR1 web");
    }

    @Test
    void refusesAllButSystemMethodsDuringAShutdown() throws Exception {
        control.phase = SupervisorState.SHUTDOWN;
        Fault refused = fault(FaultCode.SHUTDOWN_STATE, null);
        assertThat(call("supervisor.getState")).isEqualTo(refused);
        assertThat(call("supervisor.getProcessInfo", "nope")).isEqualTo(refused);
        assertThat(call("supervisor.getState", 1)).isEqualTo(fault(FaultCode.INCORRECT_PARAMETERS, null));
        assertThat(call("supervisor.sendRemoteCommEvent", "t", "d")).isEqualTo(true);
        assertThat(list(endpoint, "system.listMethods")).isNotEmpty();
    }

    @Test
    void answersNoCallBeforeTheProgramsAreStarting() throws Exception {
        control.begun = new CompletableFuture<>();
        CompletableFuture<Reply> answer = endpoint(true).answer(request("supervisor.stopProcess", "web"));
        assertThat(answer).isNotDone();
        assertThat(control.asked).isEmpty();
        control.begun.complete(null);
        assertThat(parse(document(answer.join()))).isEqualTo(true);
        assertThat(control.asked).containsExactly("stop web");
    }

    @Test
    void answersALateResultWhenItComes() throws Exception {
        control.pendingStart = new CompletableFuture<>();
        CompletableFuture<Reply> answer = endpoint.answer(request("supervisor.startProcess", "web"));
        assertThat(answer).isNotDone();
        control.pendingStart.completeExceptionally(new RefusedException(FaultCode.SPAWN_ERROR, "web"));
        assertThat(parse(document(answer.join()))).isEqualTo(fault(FaultCode.SPAWN_ERROR, "web"));
    }

    @Test
    void makesSeveralCallsInOrderAndWaitsForEach() throws Exception {
        control.pendingStart = new CompletableFuture<>();
        CompletableFuture<Reply> answer = endpoint.answer(request(
                "system.multicall",
                List.of(
                        Map.of("methodName", "supervisor.stopProcess", "params", List.of("web")),
                        Map.of("methodName", "supervisor.startProcess", "params", List.of("web")),
                        Map.of("methodName", "supervisor.signalProcess", "params", List.of("web", "HUP")))));
        assertThat(control.asked).containsExactly("stop web", "start web");
        control.pendingStart.complete(null);
        assertThat(parse(document(answer.join()))).isEqualTo(List.of(true, true, true));
        assertThat(control.asked).containsExactly("stop web", "start web", "signal SIGHUP web");
    }

    @Test
    void putsFaultsAmongTheResultsOfSeveralCalls() throws Exception {
        assertThat(call(
                        "system.multicall",
                        List.of(
                                Map.of("methodName", "supervisor.getAPIVersion"),
                                Map.of("methodName", "supervisor.nope", "params", List.of()),
                                Map.of("params", List.of()),
                                Map.of("methodName", "system.multicall", "params", List.of(List.of())))))
                .isEqualTo(List.of(
                        "3.0",
                        fault(FaultCode.UNKNOWN_METHOD, null).struct(),
                        fault(FaultCode.INCORRECT_PARAMETERS, "No methodName").struct(),
                        fault(FaultCode.INCORRECT_PARAMETERS, "Recursive system.multicall forbidden")
                                .struct()));
    }

    @Test
    void makesThousandsOfCallsWithoutADeepStack() throws Exception {
        List<Map<String, String>> calls = new ArrayList<>();
        for (int i = 0; i < 5000; i++) {
            calls.add(Map.of("methodName", "supervisor.getAPIVersion"));
        }
        assertThat(list(endpoint, "system.multicall", calls)).hasSize(5000).containsOnly("3.0");
    }

    /** A call of its own for each, so that their order can be seen. */
    private static List<Map<String, Object>> signals(int count) {
        return IntStream.rangeClosed(1, count)
                .mapToObj(number -> Map.<String, Object>of(
                        "methodName",
                        "supervisor.sendRemoteCommEvent",
                        "params",
                        List.of("count", Integer.toString(number))))
                .toList();
    }

    @Test
    void aNetworkThreadMakesTheFirstCallsOfMany() throws Exception {
        Queue<Runnable> later = new ArrayDeque<>();
        RpcEndpoint networkThread = endpoint(later::add);
        CompletableFuture<Reply> answer = networkThread.answer(request("system.multicall", signals(200)));
        assertThat(answer).isNotDone();
        int before = control.asked.size();
        assertThat(before).isEqualTo(128);
        while (!later.isEmpty()) {
            later.remove().run();
            assertThat(control.asked.size()).isBetween(before, before + 128);
            before = control.asked.size();
        }
        assertThat(parse(document(answer.join()))).isEqualTo(Collections.nCopies(200, true));
        assertThat(control.asked)
                .isEqualTo(IntStream.rangeClosed(1, 200)
                        .mapToObj(number -> "event count " + number)
                        .toList());
    }

    @Test
    void aNetworkThreadMakesFewCallsThatAnswerMuch() throws Exception {
        for (int i = 0; i < 200; i++) {
            control.with(stopped("g", "process_with_a_long_name_" + i));
        }
        Queue<Runnable> later = new ArrayDeque<>();
        CompletableFuture<Reply> answer = endpoint(later::add)
                .answer(request(
                        "system.multicall",
                        Collections.nCopies(20, Map.of("methodName", "supervisor.getAllProcessInfo"))));
        assertThat(answer).isNotDone();
        while (!later.isEmpty()) {
            later.remove().run();
        }
        assertThat((List<?>) parse(document(answer.join()))).hasSize(20);
    }

    @Test
    void largeRequestsAreAnsweredOneAfterAnotherAndTheOneThatWasBegunFirst() throws Exception {
        Queue<Runnable> later = new ArrayDeque<>();
        RpcEndpoint networkThread = endpoint(later::add);
        List<Map<String, Object>> many = signals(600);
        CompletableFuture<Reply> first = networkThread.answer(request("system.multicall", many));
        CompletableFuture<Reply> second = networkThread.answer(request("system.multicall", many));
        assertThat(later).hasSize(1);
        while (!first.isDone()) {
            later.remove().run();
        }
        assertThat(control.asked).hasSizeBetween(600, 600 + 128);
        assertThat(second).isNotDone();
        while (!later.isEmpty()) {
            later.remove().run();
        }
        assertThat(parse(document(second.join()))).isEqualTo(parse(document(first.join())));
        assertThat(control.asked).hasSize(1200);
    }

    @Test
    void theUsualFewCallsCostNoChangeOfThreads() throws Exception {
        CompletableFuture<Reply> answer = endpoint(_ -> {
                    throw new AssertionError("no other thread is needed");
                })
                .answer(request("system.multicall", signals(100)));
        assertThat(parse(document(answer.join()))).isEqualTo(Collections.nCopies(100, true));
    }

    @Test
    void aLargeDocumentIsNotReadOnANetworkThread() throws Exception {
        Queue<Runnable> later = new ArrayDeque<>();
        CompletableFuture<Reply> answer =
                endpoint(later::add).answer(request("supervisor.sendRemoteCommEvent", "t", "x".repeat(100_000)));
        assertThat(control.asked).isEmpty();
        later.remove().run();
        assertThat(parse(document(answer.join()))).isEqualTo(true);
    }

    @Test
    void makesNoCallIfOneIsNotACall() throws Exception {
        Object mixed = List.of(Map.of("methodName", "supervisor.shutdown"), "nonsense");
        assertThat(((Fault) call("system.multicall", mixed)).code()).isEqualTo(2);
        assertThat(((Fault) call("system.multicall", "x")).code()).isEqualTo(2);
        assertThat(control.asked).isEmpty();
    }

    @Test
    void returnsWhatRereadingFoundInOneElement() throws Exception {
        assertThat(call("supervisor.reloadConfig"))
                .isEqualTo(List.of(List.of(List.of("new"), List.of("other"), List.of("old", "older"))));
    }

    @Test
    void readsAndTailsLogs(@TempDir Path folder) throws Exception {
        Path log = Files.writeString(folder.resolve("web.log"), "0123456789");
        control.with(logging(stopped("web", "web"), log, folder.resolve("none.log")));
        assertThat(call("supervisor.readProcessStdoutLog", "web", 3, 4)).isEqualTo("3456");
        assertThat(call("supervisor.readProcessLog", "web", "-3", "0")).isEqualTo("789");
        assertThat(call("supervisor.readProcessLog", "web", -3, 1)).isEqualTo(fault(FaultCode.BAD_ARGUMENTS, null));
        assertThat(call("supervisor.tailProcessLog", "web", 0, 4)).isEqualTo(List.of("6789", 10, true));
        assertThat(call("supervisor.readProcessStderrLog", "web", 0, 0))
                .isEqualTo(fault(FaultCode.NO_FILE, folder.resolve("none.log").toString()));
        assertThat(call("supervisor.tailProcessStderrLog", "web", 0, 9)).isEqualTo(List.of("", 0, false));
        assertThat(call("supervisor.readProcessLog", "g:a", 0, 0)).isEqualTo(fault(FaultCode.NO_FILE, null));
        assertThat(call("supervisor.readLog", 0, 0)).isEqualTo(fault(FaultCode.NO_FILE, null));
    }

    @ParameterizedTest
    @CsvSource({
        "start_process, STARTED, started, ensure-started",
        "start_process, GAVE_UP, stop, ensure-started",
        "stop_process, STOPPED, stopped, ensure-stopped",
        "reload_process, RELOADED, reloaded, reload",
        "reload_process, STOPPED, stopped, reload",
        "kill_process, STOPPED, stopped, kill",
    })
    void speaksThePerlDialect(String method, Answer answer, String word, String verb) throws Exception {
        control.answer = answer;
        assertThat(call(method, "web")).isEqualTo(word);
        assertThat(call(method, Map.of("name", "web"))).isEqualTo(word);
        assertThat(call(method, "nope")).isEqualTo("unknown");
        assertThat(call(method, Map.of())).isEqualTo("unknown");
        assertThat(call(method)).isEqualTo(fault(FaultCode.INCORRECT_PARAMETERS, null));
        assertThat(control.asked).containsExactly(verb + " web", verb + " web");
    }

    @Test
    void stopsTheSupervisorInThePerlDialect() throws Exception {
        assertThat(call("stop_supervisor", "now")).isEqualTo(fault(FaultCode.INCORRECT_PARAMETERS, null));
        assertThat(call("stop_supervisor")).isEqualTo("stopped");
        assertThat(control.asked).containsExactly("shutdown");
    }

    @Test
    void returnsItsVersions() throws Exception {
        assertThat(call("supervisor.getAPIVersion")).isEqualTo("3.0");
        assertThat(call("supervisor.getSupervisorVersion")).isEqualTo("4.2.5-rpc0.1.0");
        assertThat(call("supervisor.getState")).isEqualTo(Map.of("statecode", 1, "statename", "RUNNING"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "this is not xml",
                "{\"method\": \"supervisor.getState\"}",
                "<methodCall><methodName>supervisor.getState</methodName>",
                "<methodCall><methodName>supervisor.getState</methodName></methodCall><x/>",
                "<methodCall><params/></methodCall>",
                "<methodCall><methodName></methodName></methodCall>",
                "<methodResponse><params/></methodResponse>",
                "<methodCall><methodName>a&nope;b</methodName></methodCall>",
                "<methodCall><methodName>a&#1;b</methodName></methodCall>",
                "<!DOCTYPE methodCall><methodCall><methodName>supervisor.getState</methodName></methodCall>",
                "<!DOCTYPE x [<!ENTITY e SYSTEM 'file:///etc/passwd'>]><methodCall><methodName>&e;</methodName>"
                        + "</methodCall>",
            })
    void refusesWhatIsNotACall(String body) {
        assertRefused(body);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "<int>abc</int>",
                "<int/>",
                "<int>1.5</int>",
                "<boolean>yes</boolean>",
                "<double>one</double>",
                "<dateTime.iso8601>yesterday</dateTime.iso8601>",
                "<nil>1</nil>",
                "<ex:serializable xmlns:ex='http://ws.apache.org/xmlrpc/namespaces/extensions'>rO0AB</ex:serializable>",
            })
    void refusesValuesThatAreNotOfTheWiresTypes(String value) {
        assertRefused("<methodCall><methodName>supervisor.getProcessInfo</methodName><params><param><value>" + value
                + "</value></param></params></methodCall>");
    }

    @ParameterizedTest
    @ValueSource(ints = {256, 257, 100_000})
    void knowsNoMethodWithANameWithoutEnd(int length) throws Exception {
        assertThat(call("x".repeat(length))).isEqualTo(fault(FaultCode.UNKNOWN_METHOD, null));
        assertThat(call("supervisor.getState" + " ".repeat(length) + "x"))
                .isEqualTo(fault(FaultCode.UNKNOWN_METHOD, null));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "<i8>2</i8>",
                "<i1>2</i1>",
                "<i2> +2 </i2>",
                "<biginteger>0002</biginteger>",
                "<float>2</float>",
                "<ex:i8 xmlns:ex='http://ws.apache.org/xmlrpc/namespaces/extensions'>2</ex:i8>",
            })
    void takesNumbersOfAllSizes(String value, @TempDir Path folder) throws Exception {
        control.mainLog = Optional.of(Files.writeString(folder.resolve("main.log"), "0123456789"));
        assertThat(readLog(value, "<int>3</int>")).isEqualTo("234");
        assertThat(readLog("<int>7</int>", value)).isEqualTo("78");
    }

    @ParameterizedTest
    @CsvSource({
        "99999999999, 10, ''",
        "9223372036854775808, 10, ''",
        "99999999999999999999999, 10, ''",
        "8, 99999999999999999999999, 89",
        "-99999999999999999999999, 0, 0123456789",
        "-2147483649, 0, 0123456789",
        "-0000000000000000000000002, 0, 89",
    })
    void takesNumbersBeyondTheirRangeAsTheLargestThereAre(
            String offset, String length, String text, @TempDir Path folder) throws Exception {
        control.mainLog = Optional.of(Files.writeString(folder.resolve("main.log"), "0123456789"));
        assertThat(readLog("<int>" + offset + "</int>", "<i8>" + length + "</i8>"))
                .isEqualTo(text);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"<nil/>", "<nil></nil>", "<ex:nil xmlns:ex='http://ws.apache.org/xmlrpc/namespaces/extensions'/>"
            })
    void nilIsNoValueButMayStandForFalse(String nil) throws Exception {
        assertThat(readLog(nil, "<int>1</int>"))
                .isEqualTo(fault(FaultCode.INCORRECT_PARAMETERS, "parameter 1 is nil, expected an int"));
        assertThat(callOf("supervisor.getProcessInfo", nil))
                .isEqualTo(fault(FaultCode.INCORRECT_PARAMETERS, "parameter 1 is nil, expected a string"));
        assertThat(callOf("supervisor.sendProcessStdin", "web", nil))
                .isEqualTo(fault(FaultCode.INCORRECT_PARAMETERS, "nil"));
        assertThat(callOf("system.multicall", nil))
                .isEqualTo(fault(FaultCode.INCORRECT_PARAMETERS, "parameter 1 is nil, expected an array of structs"));
        assertThat(callOf("supervisor.startProcess", "web", nil)).isEqualTo(true);
        assertThat(control.asked).containsExactly("start-nowait web");
    }

    private Object readLog(String offset, String length) throws Exception {
        return callOf("supervisor.readLog", offset, length);
    }

    /** A call with values as they stand on the wire. */
    private Object callOf(String method, String... values) throws Exception {
        StringBuilder body = new StringBuilder("<methodCall><methodName>" + method + "</methodName><params>");
        for (String value : values) {
            body.append("<param><value>").append(value).append("</value></param>");
        }
        body.append("</params></methodCall>");
        return parse(document(endpoint.answer(body.toString().getBytes(StandardCharsets.UTF_8))
                .join()));
    }

    @Test
    void answersEachOfTwentyThousandCallsInOne() throws Exception {
        List<Map<String, Object>> calls =
                Collections.nCopies(20_000, Map.of("methodName", "supervisor.getState", "params", List.of()));
        assertThat(list(endpoint, "system.multicall", calls))
                .hasSize(20_000)
                .allMatch(state -> state.toString().contains("RUNNING"));
    }

    @Test
    void quotesNoMoreThanTheBeginningOfALongName() throws Exception {
        String name = "x".repeat(300_000);
        assertThat(call("supervisor.getProcessInfo", name))
                .isEqualTo(fault(FaultCode.BAD_NAME, "x".repeat(200) + "..."));
        assertThat(call("supervisor.startProcessGroup", name).toString()).hasSizeLessThan(400);
        assertThat(call("supervisor.signalProcess", "web", name).toString()).hasSizeLessThan(400);
    }

    @ParameterizedTest
    @CsvSource({
        "'d 2\nVi', web",
        "d2Vi!, web",
        "d2=Vi, web",
        "=d2Vi, web",
        "d2Vi==, web",
        "d2Vidw==d2Vi, webw",
        "d2Vid=w==, webw",
        "d2V\u00e4i, web",
        "====, ''",
        "!, ''",
    })
    void readsBase64AsSupervisordDoes(String base64, String text) throws Exception {
        assertThat(callOf("supervisor.sendProcessStdin", "web", "<base64>" + base64 + "</base64>"))
                .isEqualTo(true);
        assertThat(control.asked).containsExactly("stdin " + text + " web");
    }

    @ParameterizedTest
    @ValueSource(strings = {"d", "d2", "d2=", "d2V", "d2Vid", "d2Vid="})
    void refusesBase64ThatLacksItsEnd(String base64) {
        assertRefused(
                "<methodCall><methodName>supervisor.sendProcessStdin</methodName><params><param><value>web</value>"
                        + "</param><param><value><base64>" + base64
                        + "</base64></value></param></params></methodCall>");
    }

    @Test
    void takesTheLastOfMembersWithTheSameName() throws Exception {
        String call =
                "<struct><member><name>methodName</name><value>no.such</value></member><member><name>params</name><value><array><data><value>x</value></data></array></value></member><member>\n"
                    + "<name>methodName</name><!-- the last"
                    + " --><value><string>supervisor.getAPIVersion</string></value></member><member>"
                    + "<name>params</name><value><array><data></data></array></value></member></struct>";
        assertThat(callOf("system.multicall", "<array><data><value>" + call + "</value></data></array>"))
                .isEqualTo(List.of("3.0"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "<param/>",
                "<param></param>",
                "<param>web</param>",
                "<param><value>web</value></param><param/>",
                "<param><value><struct><member/></struct></value></param>",
                "<param><value><struct><member><name>a</name></member></struct></value></param>",
                "<param><value><struct><member><value>a</value><name>b</name></member></struct></value></param>",
                "<param><value><struct><member><name><b>a</b></name><value>b</value></member></struct></value></param>",
                "<param><value><struct>a<member><name>a</name><value>b</value></member></struct></value></param>",
                "<param><value><struct><name>a</name></struct></value></param>",
            })
    void refusesParametersAndMembersWithoutAValue(String parameters) {
        assertRefused("<methodCall><methodName>supervisor.getProcessInfo</methodName><params>" + parameters
                + "</params></methodCall>");
    }

    @ParameterizedTest
    @CsvSource({
        "<dateTime.iso8601>20200131T04:05:06</dateTime.iso8601>, 2020-01-31 04:05:06",
        "<double>1e10</double>, 10000000000",
        "<double>-1.5</double>, -1.5",
        "<double>1e-5</double>, 0.000010",
    })
    void namesAValueOfTheWrongTypeInTheWordsOfTheProtocol(String value, String shown) throws Exception {
        assertThat(callOf("supervisor.getProcessInfo", value))
                .isEqualTo(fault(FaultCode.INCORRECT_PARAMETERS, "parameter 1 is " + shown + ", expected a string"));
        assertThat(callOf("supervisor.sendProcessStdin", "web", value))
                .isEqualTo(fault(FaultCode.INCORRECT_PARAMETERS, shown));
    }

    static Stream<String> whatTheXmlParserRefuses() {
        String call = "<methodCall><methodName>supervisor.getState</methodName></methodCall>";
        return Stream.of(
                "<!DOCTYPE methodCall>" + call,
                "<!DOCTYPE a [<!ENTITY b 'c'>]>" + call,
                "<?xml version='1.0' encoding='nonsense'?>" + call,
                "<" + "x".repeat(1001) + "/>",
                call.replace(
                        "<methodCall",
                        "<methodCall"
                                + IntStream.range(0, 201)
                                        .mapToObj(i -> " a" + i + "=''")
                                        .collect(Collectors.joining())),
                "<methodCall><methodName>m</methodName><params><param>" + "<value><array><data>".repeat(40));
    }

    @ParameterizedTest
    @MethodSource("whatTheXmlParserRefuses")
    void refusesADocumentWithoutTheXmlParsersOwnWords(String body) {
        assertThatThrownBy(endpoint.answer(body.getBytes(StandardCharsets.UTF_8))::join)
                .hasCauseInstanceOf(BadRequestException.class)
                .cause()
                .message()
                .contains(": send ")
                .doesNotContain("http:", "JAXP", "jdk.", "feature");
    }

    private void assertRefused(String body) {
        CompletableFuture<Reply> answer = endpoint.answer(body.getBytes(StandardCharsets.UTF_8));
        assertThatThrownBy(answer::join)
                .isInstanceOf(CompletionException.class)
                .hasCauseInstanceOf(BadRequestException.class);
    }

    @Test
    void refusesAParameterThatIsNotAmongTheParameters() {
        String body = "<methodCall><methodName><param><value>web</value></param></methodName></methodCall>";
        assertThatThrownBy(endpoint.answer(body.getBytes(StandardCharsets.UTF_8))::join)
                .hasCauseInstanceOf(BadRequestException.class)
                .hasMessageContaining("a parameter that is not in <params>");
    }

    @Test
    void readsUntypedAndEncodedText() throws Exception {
        String untyped = "<methodCall><methodName>stat_process</methodName><params><param><value>web</value></param>"
                + "</params></methodCall>";
        String base64 = untyped.replace("web<", "<base64>d2Vi</base64><");
        for (String body : List.of(untyped, base64)) {
            byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
            assertThat(parse(document(endpoint.answer(bytes).join()))).isEqualTo("dead");
        }
    }
}
