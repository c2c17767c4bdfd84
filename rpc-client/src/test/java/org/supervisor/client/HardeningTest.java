package org.supervisor.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.xml.sax.SAXException;

/** A hostile or broken server can only make the client throw. */
class HardeningTest {
    private static final String EXTENSIONS = "http://ws.apache.org/xmlrpc/namespaces/extensions";

    /** Notices when it is created from bytes, as the gadgets of CVE-2019-17570 do. */
    static final class Canary extends RuntimeException {
        private static final long serialVersionUID = 1;
        static volatile boolean woken;

        private void readObject(ObjectInputStream in) throws IOException, ClassNotFoundException {
            in.defaultReadObject();
            woken = true;
        }
    }

    private static String canary() throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (ObjectOutputStream out = new ObjectOutputStream(bytes)) {
            out.writeObject(new Canary());
        }
        return Base64.getEncoder().encodeToString(bytes.toByteArray());
    }

    @Test
    void neverCreatesAJavaObjectFromTheCauseOfAFault() throws Exception {
        String fault = Wires.struct(
                "faultCode",
                Wires.integer(30),
                "faultString",
                Wires.string("FAILED: x"),
                "faultCause",
                "<base64>" + canary() + "</base64>");
        String answer = "<?xml version='1.0'?><methodResponse xmlns:ex='" + EXTENSIONS + "'><fault><value>" + fault
                + "</value></fault></methodResponse>";
        Canary.woken = false;
        try (var server = new ScriptedServer(request -> new ScriptedServer.Scripted(200, answer));
                var client = server.client()) {
            assertThatExceptionOfType(FaultException.class)
                    .isThrownBy(() -> client.supervisor().state())
                    .satisfies(e -> assertThat(e.code()).isEqualTo(30));
        }
        assertThat(Canary.woken).isFalse();
    }

    @Test
    void hasNoTypeForJavaObjects() throws Exception {
        Canary.woken = false;
        assertRefused(
                methodResponse("<ex:serializable xmlns:ex='" + EXTENSIONS + "'>" + canary() + "</ex:serializable>"));
        assertThat(Canary.woken).isFalse();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "<!DOCTYPE methodResponse>",
                "<!DOCTYPE m [<!ENTITY a SYSTEM 'file:///etc/passwd'>]>",
                "<!DOCTYPE m [<!ENTITY a 'aa'><!ENTITY b '&a;&a;&a;'>]>",
                "<!DOCTYPE m SYSTEM 'http://127.0.0.1:1/x.dtd'>"
            })
    void refusesDocumentTypes(String doctype) {
        assertRefused("<?xml version='1.0'?>" + doctype
                + "<methodResponse><params><param><value>&a;</value></param></params></methodResponse>");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "not xml",
                "<methodResponse/>",
                "<methodResponse><params><param><value><int>x</int></value></param></params></methodResponse>",
                "<methodResponse><params><param><value><int>99999999999</int></value></param></params></methodResponse>",
                "<methodResponse><fault><value>no struct</value></fault></methodResponse>",
                "<methodResponse><fault><value><struct/></value></fault></methodResponse>",
                "<methodResponse><fault><value><struct><member><name>faultCode</name><value>x</value></member></struct>"
                        + "</value></fault></methodResponse>",
                "<methodCall><methodName>x</methodName></methodCall>"
            })
    void refusesWhatIsNotAnAnswer(String xml) {
        assertRefused(xml);
    }

    @Test
    void reportsAMissingResult() throws Exception {
        try (var server = new ScriptedServer(
                        request -> new ScriptedServer.Scripted(200, "<methodResponse><params/></methodResponse>"));
                var client = server.client()) {
            assertThatExceptionOfType(ProtocolViolationException.class)
                    .isThrownBy(() -> client.supervisor().pid())
                    .withMessageContaining("supervisor.getPID should be an int, but is null");
        }
    }

    @Test
    void refusesNestingWithoutEnd() {
        String deep = "<array><data><value>".repeat(20_000);
        assertRefused("<methodResponse><params><param><value>" + deep);
    }

    @Test
    void readsAMegabyteOfEscapedCharacters() throws Exception {
        String escaped = "&lt;&amp;&#13;x".repeat(100_000);
        XmlRpc.Answer answer = read(methodResponse(Wires.string(escaped)));
        assertThat(answer).isEqualTo(new XmlRpc.Result("<&\rx".repeat(100_000)));
    }

    @Test
    void throwsNothingUnexpectedWhateverBytesAreChanged() throws Exception {
        byte[] good = methodResponse(Wires.array(Wires.process("g", "p"), Wires.string("x")))
                .getBytes(StandardCharsets.UTF_8);
        Random random = new Random(42);
        for (int round = 0; round < 2_000; round++) {
            byte[] bad = good.clone();
            for (int change = 0; change <= random.nextInt(4); change++) {
                bad[random.nextInt(bad.length)] = (byte) random.nextInt(256);
            }
            try {
                assertThat(XmlRpc.read(new ByteArrayInputStream(bad))).isNotNull();
            } catch (SAXException | IOException expected) {
                assertThat(expected).hasMessageMatching("(?s).+");
            }
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "SSH-2.0-OpenSSH_9.2\r\n",
                "HTTP/1.1 abc\r\n\r\n",
                "HTTP/1.1 200 OK\r\nContent-Length: -1\r\n\r\n",
                "HTTP/1.1 200 OK\r\nno colon\r\n\r\n",
                "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n"
            })
    void reportsAServerThatIsNotASupervisor(String answer) throws Exception {
        try (var server = new RawServer(answer, false);
                var client = server.client()) {
            assertThatExceptionOfType(ProtocolViolationException.class)
                    .isThrownBy(() -> client.supervisor().state())
                    .withMessageContaining("is not a supervisor");
        }
    }

    @Test
    void givesUpOnALineWithoutEnd() throws Exception {
        try (var server = new RawServer("HTTP/1.1 200 " + "x".repeat(100_000), false);
                var client = server.client()) {
            assertThatExceptionOfType(ProtocolViolationException.class)
                    .isThrownBy(() -> client.supervisor().state())
                    .withMessageContaining("a line of more than");
        }
    }

    private static String methodResponse(String value) {
        return ScriptedServer.value(value).body();
    }

    private static XmlRpc.Answer read(String xml) throws IOException, SAXException {
        return XmlRpc.read(new ByteArrayInputStream(xml.getBytes(StandardCharsets.UTF_8)));
    }

    private static void assertRefused(String xml) {
        assertThatExceptionOfType(SAXException.class).isThrownBy(() -> read(xml));
    }
}
