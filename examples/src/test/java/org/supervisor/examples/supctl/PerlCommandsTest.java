package org.supervisor.examples.supctl;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The original's command line, against a server that knows web (running), bad (does not start) and nothing else. */
class PerlCommandsTest {
    private static final Map<String, String> ANSWERS = Map.of(
            "start_process web",
            "<string>started</string>",
            "start_process bad",
            "<string>stop</string>",
            "stop_process web",
            "<string>stopped</string>",
            "stat_process web",
            "<string>alive</string>",
            "reload_process web",
            "<string>reloaded</string>",
            "kill_process web",
            "<string>stopped</string>",
            "stop_supervisor ",
            "<boolean>1</boolean>",
            "process.explain web",
            "<array><data><value><struct><member><name>time</name><value><int>0</int></value></member><member>"
                + "<name>from</name><value>RUNNING</value></member><member><name>to</name><value>EXITED</value></member><member><name>cause</name><value>exit"
                + " status 3</value>"
                + "</member><member><name>stderr</name><value>oops</value></member></struct></value></data></array>",
            "supervisor.getProcessInfo bad",
            process("bad"),
            "supervisor.getAllProcessInfo ",
            "<array><data><value>" + process("bad") + "</value></data></array>");

    private static final Map<String, String> OUR_ANSWERS = Map.of(
            "process.account web",
            "<array><data><value><struct><member><name>stream</name><value>stdout</value></member><member>"
                    + "<name>logfile</name><value>/log</value></member><member><name>read</name><value><double>"
                    + "5000000000</double></value></member><member><name>written</name><value><double>"
                    + "4999999990</double></value></member><member><name>removed</name><value><double>1"
                    + "</double></value></member><member><name>dropped</name><value><double>2</double></value>"
                    + "</member><member><name>pending</name><value><double>7</double></value></member><member>"
                    + "<name>trouble</name><value>No space left on device</value></member></struct></value>"
                    + "</data></array>",
            "process.info web",
            "<struct><member><name>depends_on</name><value><array><data><value>db:ready</value></data></array></value></member>"
                + "</struct>",
            "process.goal web",
            "<struct><member><name>wanted</name><value>up</value></member><member><name>since</name><value><int>0"
                    + "</int></value></member><member><name>by</name><value>autostart</value></member></struct>",
            "process.remarks ",
            "<array><data><value><struct><member><name>name</name><value>bad</value></member><member>"
                    + "<name>completed</name><value><boolean>0</boolean></value></member><member><name>text</name>"
                    + "<value>stderr is not logged: Permission denied</value></member></struct></value></data></array>",
            "supervisor.reloadConfig ",
            "<array><data><value><array><data><value><array><data/></array></value><value><array><data/></array></value>"
                + "<value><array><data/></array></value></data></array></value></data></array>",
            "supervisor.restart ",
            "<boolean>1</boolean>",
            "process.reopenLogs ",
            "<int>3</int>");

    private static final String FAULT =
            "<methodResponse><fault><value><struct><member><name>faultCode</name><value><int>92</int></value></member><member><name>faultString</name><value>CANT_REREAD:"
                + " stopsignal; line 3</value></member></struct></value></fault></methodResponse>";

    private final Queue<String> asked = new ConcurrentLinkedQueue<>();
    private volatile boolean isBroken;
    private HttpServer server;

    private static String process(String name) {
        return """
            <struct><member><name>group</name><value>%1$s</value></member><member><name>name</name><value>%1$s</value>
            </member><member><name>start</name><value><int>0</int></value></member><member><name>stop</name><value>
            <int>0</int></value></member><member><name>now</name><value><int>1</int></value></member><member><name>
            state</name><value><int>200</int></value></member><member><name>spawnerr</name><value>no such file</value>
            </member><member><name>exitstatus</name><value><int>0</int></value></member><member><name>stdout_logfile
            </name><value></value></member><member><name>stderr_logfile</name><value></value></member><member><name>pid
            </name><value><int>0</int></value></member><member><name>description</name><value></value></member></struct>
            """.formatted(name).replaceAll("\\s*\\n\\s*", "");
    }

    @BeforeEach
    void startServer() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", exchange -> {
            String request = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
            String question = (request.replaceAll("(?s).*<methodName>(.*)</methodName>.*", "$1 ")
                            + request.replaceAll("(?s).*</methodName>", ""))
                    .replaceAll("<[^>]*>", "");
            asked.add(question);
            String value =
                    ANSWERS.getOrDefault(question, OUR_ANSWERS.getOrDefault(question, "<string>unknown</string>"));
            byte[] answer = (isBroken
                            ? FAULT
                            : "<methodResponse><params><param><value>" + value
                                    + "</value></param></params></methodResponse>")
                    .getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(200, answer.length);
            exchange.getResponseBody().write(answer);
            exchange.close();
        });
        server.start();
    }

    @AfterEach
    void stopServer() {
        server.stop(0);
    }

    private Run run(String command, String name) {
        return Run.of("--port", Integer.toString(server.getAddress().getPort()), command, name);
    }

    @ParameterizedTest
    @CsvSource({"--start, started", "--stop, stopped", "--status, alive", "--reload, reloaded", "--kill, stopped"})
    void printsTheAnswerAndSucceeds(String command, String word) {
        assertThat(run(command, "web")).isEqualTo(new Run(0, word + "\n", ""));
    }

    @Test
    void explainsWhatHappenedToAProcess() {
        Run run = Run.of("--port", Integer.toString(server.getAddress().getPort()), "explain", "web");
        assertThat(run.out())
                .startsWith("web:\n  wanted up since ")
                .contains(": autostart\n  depends on: db:ready\n")
                .contains("RUNNING   -> EXITED    exit status 3\n      stderr | oops\n")
                .containsPattern("stdout +5000000000 +4999999990 +1 +2 +7  /log\n")
                .contains("being dropped: No space left on device");
        assertThat(run.status()).isZero();
    }

    @Test
    void explainsInOneLineOfJson() {
        Run run = Run.of("--port", Integer.toString(server.getAddress().getPort()), "explain", "web", "--json");
        assertThat(run.out())
                .isEqualTo(
                        "{\"name\":\"web\",\"goal\":{\"wanted\":\"up\",\"since\":0,\"by\":\"autostart\"},\"facts\":{\"depends_on\":[\"db:ready\"]},\"passages\":[{\"time\":0,\"from\":\"RUNNING\",\"to\":\"EXITED\",\"cause\":\"exit"
                            + " status"
                            + " 3\",\"stdout\":\"\",\"stderr\":\"oops\"}],\"output\":[{\"stream\":\"stdout\",\"log\":\"/log\","
                            + "\"read\":5000000000,\"written\":4999999990,\"removed\":1,\"dropped\":2,\"pending\":7,\"trouble\":\"No"
                            + " space left on device\"}]}\n");
    }

    @Test
    void runsTheLinesOfAScript() {
        String port = Integer.toString(server.getAddress().getPort());
        Run run = Run.typing("reopen\n\nversion nonsense", Map.of(), "--port", port);
        assertThat(run.out()).startsWith("bad ").contains("supervisor> reopened 3 log files\nsupervisor> ");
        assertThat(run.status()).isZero();
    }

    @ParameterizedTest
    @ValueSource(strings = {"supervisor.restart", "supervisor.reloadConfig"})
    void restartsOnlyAfterTheConfigurationWasRead(String called) {
        String port = Integer.toString(server.getAddress().getPort());
        assertThat(Run.of("--port", port, "reload")).isEqualTo(new Run(0, "Restarted supervisord\n", ""));
        assertThat(asked).contains(called + " ");
    }

    @Test
    void doesNotRestartWithABrokenConfiguration() {
        isBroken = true;
        String port = Integer.toString(server.getAddress().getPort());
        assertThat(Run.of("--port", port, "reload"))
                .isEqualTo(new Run(1, "ERROR: CANT_REREAD: stopsignal; line 3\n", ""));
        assertThat(asked).containsExactly("supervisor.reloadConfig ");
    }

    @Test
    void statusShowsWhichLogsCannotBeWritten() {
        String port = Integer.toString(server.getAddress().getPort());
        assertThat(Run.of("--port", port, "status").out())
                .startsWith("bad ")
                .endsWith("stderr is not logged: Permission denied\n");
        assertThat(Run.of("--port", port, "status", "--json").out())
                .endsWith(",\"remark\":\"stderr is not logged: Permission denied\"}]\n");
    }

    @Test
    void reopensLogsAndReportsHowMany() {
        String port = Integer.toString(server.getAddress().getPort());
        assertThat(Run.of("--port", port, "reopen")).isEqualTo(new Run(0, "reopened 3 log files\n", ""));
        assertThat(Run.of("--port", port, "--json", "reopen").out()).isEqualTo("{\"reopened\":3}\n");
    }

    @Test
    void succeedsEvenIfTheProcessIsUnknown() {
        Run run = run("--status", "wbe");
        assertThat(run.status()).isZero();
        assertThat(run.out()).isEqualTo("unknown\n");
        assertThat(run.err()).contains("no process named wbe").contains("known: bad");
    }

    @Test
    void reportsOnStandardErrorWhyAStartFailed() {
        assertThat(run("--start", "bad"))
                .isEqualTo(new Run(0, "stop\n", "bad does not stay up: no such file" + System.lineSeparator()));
    }

    @Test
    void stopsTheSupervisor() {
        String port = Integer.toString(server.getAddress().getPort());
        assertThat(Run.of("--stop-supervisor", "--port", port)).isEqualTo(new Run(0, "stopped\n", ""));
    }

    @Test
    void connectsAndPrintsAnEmptyLineWithoutACommand() {
        String port = Integer.toString(server.getAddress().getPort());
        assertThat(Run.of("--port", port)).isEqualTo(new Run(0, "\n", ""));
    }

    @Test
    void failsIfThereIsNoAnswer() throws Exception {
        int port;
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = taken.getLocalPort();
        }
        Run run = Run.of("--port", Integer.toString(port), "--start", "web");
        assertThat(run.status()).isEqualTo(1);
        assertThat(run.out())
                .startsWith("supervisor.rpc.client.init error - unable to connect to 127.0.0.1 on port " + port);
    }

    @ParameterizedTest
    @ValueSource(strings = {"a b", "a?b", "a#b", "a[b]", "a<b>", "a\\b", "a\"b", "a{b|c}", "a^b`c", "größe 1"})
    void aSocketMayHaveAnyName(String name, @TempDir Path folder) throws IOException {
        Path file = folder.resolve(name);
        try (ServerSocketChannel socket = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
            socket.bind(UnixDomainSocketAddress.of(file));
        }
        assertThat(Run.of("-s", "unix://" + file, "status").out()).startsWith("unix://" + file + " refused connection");
        assertThat(Run.of("-s", "unix://" + file + "x", "status").out())
                .startsWith("unix://" + file + "x no such file");
    }

    @ParameterizedTest
    @ValueSource(strings = {"http://a b", "http://[::1", "http://h:9001/<x>", "::"})
    void explainsWhatAnAddressIs(String address) {
        assertThat(Run.of("-s", address, "status"))
                .satisfies(run -> assertThat(run.status()).isEqualTo(2))
                .satisfies(run -> assertThat(run.err())
                        .startsWith("Error: the address is " + address)
                        .contains("expected http://host:port")
                        .doesNotContain("index", "Illegal", "Malformed", "Expected"));
    }

    @Test
    void explainsItself() {
        assertThat(Run.of("--help").out()).contains("Usage:", "Examples:", "--stop-supervisor", "maintail");
        assertThat(Run.of("--nonsense").status()).isEqualTo(2);
        assertThat(Run.of("-s", "ftp://x", "status").err()).contains("expected http://host:port");
    }
}
