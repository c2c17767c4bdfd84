package org.supervisor.server.rpc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.supervisor.server.rpc.FakeControl.stopped;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.OptionalInt;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.supervisor.server.Fuzz;
import org.supervisor.server.process.TimeSource;

/** Whatever document is sent, it is answered by a document, or refused as none. */
@Timeout(600)
class XmlFuzzTest {
    private static final int TRIES = 30_000;
    private static final long MOST_ALLOCATED = 64 << 20;

    private static final String STRING = "<value><string>web</string></value>";
    private static final List<String> SAMPLES = List.of(
            call("supervisor.getProcessInfo", STRING),
            call("supervisor.startProcess", STRING, "<value><boolean>0</boolean></value>"),
            call("supervisor.signalProcess", STRING, "<value>HUP</value>"),
            call(
                    "supervisor.readProcessStdoutLog",
                    STRING,
                    "<value><int>-10</int></value>",
                    "<value><i4>0</i4></value>"),
            call(
                    "supervisor.tailProcessStderrLog",
                    STRING,
                    "<value><int>0</int></value>",
                    "<value><int>9</int></value>"),
            call("supervisor.sendProcessStdin", STRING, "<value>&lt;&#233;&amp;</value>"),
            call("supervisor.sendRemoteCommEvent", STRING, "<value><base64>aGVsbG8=</base64></value>"),
            call("supervisor.readLog", "<value><int>0</int></value>", "<value><double>1.5</double></value>"),
            call("start_process", STRING),
            call("kill_process", STRING),
            call("process.explain", STRING),
            call("process.history", STRING),
            call("system.methodHelp", STRING),
            call("supervisor.nothing", "<value><dateTime.iso8601>20261128T12:00:00</dateTime.iso8601></value>"),
            call(
                    "supervisor.getState",
                    "<value><struct><member><name>a</name>" + STRING + "</member></struct></value>"),
            multicall("supervisor.getProcessInfo", STRING),
            multicall("system.multicall", "<value><array><data/></array></value>"));
    private static final List<String> WORDS = List.of(
            "<?xml version='1.0' encoding='UTF-16'?>",
            "<!DOCTYPE a [<!ENTITY b SYSTEM 'file:///etc/passwd'>]>",
            "&b;",
            "&#0;",
            "&#x1F600;",
            "<![CDATA[",
            "]]>",
            "<!--",
            "-->",
            "<methodCall>",
            "</methodCall>",
            "<methodName>",
            "</methodName>",
            "<params>",
            "</params>",
            "<param>",
            "</param>",
            "<value>",
            "</value>",
            "<array><data>",
            "</data></array>",
            "<value><array><data>",
            "<struct>",
            "</struct>",
            "<member>",
            "</member>",
            "<name>",
            "</name>",
            "<int>",
            "</int>",
            "<i8>1</i8>",
            "<nil/>",
            "<ex:serializable xmlns:ex='http://ws.apache.org/xmlrpc/namespaces/extensions'>",
            "<boolean>2</boolean>",
            "<base64>=</base64>",
            "<dateTime.iso8601>",
            "supervisor.startProcess",
            "system.multicall",
            "methodName",
            "params",
            "web");

    private final RpcEndpoint endpoint = new RpcEndpoint(
            new FakeControl().with(stopped("web", "web")),
            new RpcSettings("0.1.0", true, _ -> OptionalInt.empty(), TimeSource.SYSTEM),
            Runnable::run);

    private static String call(String method, String... values) {
        StringBuilder xml =
                new StringBuilder("<?xml version='1.0'?>\n<methodCall><methodName>" + method + "</methodName><params>");
        for (String value : values) {
            xml.append("<param>").append(value).append("</param>");
        }
        return xml.append("</params></methodCall>").toString();
    }

    private static String multicall(String method, String value) {
        return call(
                "system.multicall",
                "<value><array><data><value><struct><member><name>methodName</name><value>" + method
                        + "</value></member><member><name>params</name><value><array><data>" + value
                        + "</data></array></value></member></struct></value></data></array></value>");
    }

    @Test
    void everyDocumentIsAnsweredByADocumentOrRefused() {
        Fuzz.ofTexts(TRIES, SAMPLES, WORDS).allocating(MOST_ALLOCATED).on((input, _) -> {
            CompletableFuture<Reply> answer = endpoint.answer(input);
            assertThat(answer).as("nothing of these has to be waited for").isDone();
            try (Reply reply = answer.join()) {
                String text = StandardCharsets.UTF_8.decode(reply.bytes()).toString();
                assertThat(text)
                        .startsWith("<?xml version='1.0'?>")
                        .contains("<methodResponse>")
                        .doesNotContain("the supervisor made a mistake");
            } catch (CompletionException refused) {
                assertThat(refused).hasCauseInstanceOf(BadRequestException.class);
                assertThat(refused.getCause()).hasMessageNotContaining("Exception");
            }
        });
    }
}
