package org.supervisor.server.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.ForkJoinPool;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.supervisor.api.Role;
import org.supervisor.server.Await;
import org.supervisor.server.Supervisor;
import org.supervisor.server.audit.AuditLog;
import org.supervisor.server.config.HttpSpec;
import org.supervisor.server.config.UserSpec;
import org.supervisor.server.process.ProcessPatterns;
import org.supervisor.server.process.ProcessSpec;
import org.supervisor.server.process.TimeSource;
import org.supervisor.server.rpc.RpcEndpoint;
import org.supervisor.server.rpc.RpcSettings;

/** What is written down of requests: changes and refusals, and nothing else. */
@Timeout(60)
class AuditedRequestsTest {
    @TempDir
    private Path folder;

    private Supervisor supervisor;
    private HttpServer server;
    private AuditLog audit;

    @BeforeEach
    void start() throws IOException {
        begin(false);
    }

    private void begin(boolean refuses) throws IOException {
        supervisor = Supervisor.builder()
                .program(ProcessSpec.builder("cat")
                        .command("cat")
                        .startWait(Duration.ZERO)
                        .autoStart(false)
                        .build())
                .logfile(folder.resolve("main.log"))
                .start();
        audit = new AuditLog(
                new AuditLog.Settings(folder.resolve("audit.log"), 0, 1, refuses),
                TimeSource.SYSTEM,
                (level, text) -> {});
        RpcSettings settings = new RpcSettings("0.1.0", true, _ -> OptionalInt.empty(), TimeSource.SYSTEM);
        RpcEndpoint endpoint = new RpcEndpoint(supervisor.control(), settings, ForkJoinPool.commonPool());
        endpoint.auditTo(audit);
        List<UserSpec> users = List.of(user("alice", Role.ADMIN), user("bob", Role.VIEWER));
        server = HttpServer.start(
                List.of(
                        new HttpSpec.Tcp("inet_http_server", "127.0.0.1", 0, Optional.empty()),
                        new HttpSpec.Unix(
                                "unix_http_server",
                                folder.resolve("s.sock"),
                                0700,
                                Optional.empty(),
                                Optional.empty())),
                endpoint,
                supervisor.control(),
                HttpLimits.DEFAULT,
                new HttpServer.Further(users, List.of(), List.of(), List.of()),
                HandedSockets.NONE);
    }

    private static UserSpec user(String name, Role role) {
        return new UserSpec(
                name,
                Optional.of("secret"),
                role,
                ProcessPatterns.ALL,
                role == Role.ADMIN ? Optional.of(System.getProperty("user.name")) : Optional.empty());
    }

    @AfterEach
    void stop() throws IOException {
        server.close();
        supervisor.close();
        audit.close();
    }

    private static String request(String line, String login, String more, String body) {
        String header = login.isEmpty()
                ? ""
                : "Authorization: Basic " + Base64.getEncoder().encodeToString(login.getBytes(StandardCharsets.UTF_8))
                        + "\r\n";
        return line + " HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\nContent-Length: " + body.length() + "\r\n"
                + header + more + "\r\n" + body;
    }

    private String send(String request) throws IOException {
        try (RawClient client = RawClient.tcp(server.ports().getFirst())) {
            return client.send(request).readAll();
        }
    }

    private String call(String login, String method, String... arguments) throws IOException {
        return send(request("POST /RPC2", login, "", xml(method, arguments)));
    }

    private static String xml(String method, String... arguments) {
        StringBuilder parameters = new StringBuilder();
        for (String argument : arguments) {
            parameters.append("<param><value>").append(argument).append("</value></param>");
        }
        return "<methodCall><methodName>" + method + "</methodName><params>" + parameters + "</params></methodCall>";
    }

    private List<String> lines() throws IOException {
        Path file = folder.resolve("audit.log");
        return Files.exists(file) ? Files.readAllLines(file) : List.of();
    }

    @Test
    void aChangeIsWrittenBeforeItsAnswerAndALookIsNot() throws IOException {
        call("alice:secret", "supervisor.getState");
        call("alice:secret", "supervisor.startProcess", "cat");

        assertThat(lines())
                .singleElement()
                .asString()
                .contains("\"who\":\"alice\",\"way\":\"password\",\"from\":\"127.0.0.1:")
                .contains("\"what\":\"supervisor.startProcess\",\"args\":[\"cat\"],\"result\":\"ok\",\"prev\"");
    }

    @Test
    void aFaultIsTheResult() throws IOException {
        call("alice:secret", "stop_process", "nobody");
        call("alice:secret", "supervisor.startProcess", "nobody");

        assertThat(lines()).element(1).asString().contains("\"result\":\"BAD_NAME: nobody\",\"fault\":10,");
    }

    @Test
    void whatIsWrittenToAProgramIsOnlyALength() throws IOException {
        call("alice:secret", "supervisor.startProcess", "cat");
        call("alice:secret", "supervisor.sendProcessStdin", "cat", "password123");

        assertThat(lines()).hasSize(2);
        assertThat(lines().get(1))
                .contains("\"args\":[\"cat\",\"(11 characters)\"]")
                .doesNotContain("password123");
    }

    @Test
    void longArgumentsAreCut() throws IOException {
        call("alice:secret", "supervisor.startProcess", "x".repeat(10_000));

        assertThat(lines()).singleElement().asString().hasSizeLessThan(2000);
    }

    @Test
    void eachCallOfAMulticallIsALineWithTheSameRequest() throws IOException {
        String struct = "<struct><member><name>methodName</name><value>%s</value></member>"
            + "<member><name>params</name><value><array><data><value>cat</value></data></array></value></member></struct>";
        String calls = "<array><data><value>" + struct.formatted("supervisor.startProcess") + "</value><value>"
                + struct.formatted("supervisor.getProcessInfo") + "</value><value>"
                + struct.formatted("supervisor.stopProcess") + "</value></data></array>";
        send(request("POST /RPC2", "alice:secret", "X-Request-Id: deploy-7\r\n", xml("system.multicall", calls)));

        assertThat(lines()).hasSize(2).allMatch(line -> line.contains("\"request\":\"deploy-7\""));
        assertThat(lines().get(1)).contains("supervisor.stopProcess");
    }

    @Test
    void aRefusalIsWritten() throws IOException {
        call("bob:secret", "supervisor.stopProcess", "cat");

        assertThat(lines())
                .singleElement()
                .asString()
                .contains("\"event\":\"refusal\",\"who\":\"bob\"")
                .contains("requires the role operator")
                .contains("\"fault\":100");
    }

    @Test
    void aFailedLoginIsWrittenWithoutWhatWasTried() throws IOException {
        call("alice:guess", "supervisor.getState");
        Await.until("it is written", () -> Files.exists(folder.resolve("audit.log")) && size() > 0);

        assertThat(lines())
                .singleElement()
                .asString()
                .contains("\"event\":\"failed_login\",\"who\":\"anonymous\"")
                .doesNotContain("guess");
    }

    private long size() {
        return folder.resolve("audit.log").toFile().length();
    }

    @Test
    void aRequestOfAnotherWebPageIsWritten() throws IOException {
        send(request("POST /RPC2", "alice:secret", "Origin: http://evil.example\r\n", xml("supervisor.shutdown")));
        Await.until("it is written", () -> size() > 0);

        assertThat(lines())
                .singleElement()
                .asString()
                .contains("\"event\":\"refusal\"")
                .contains("/RPC2");
    }

    @Test
    void theOwnerOfTheOtherEndOfASocketIsNamed() throws IOException {
        try (RawClient client = RawClient.unix(folder.resolve("s.sock"))) {
            client.send(request("POST /RPC2", "", "", xml("supervisor.startProcess", "cat")))
                    .readAll();
        }

        assertThat(lines())
                .singleElement()
                .asString()
                .contains("\"who\":\"alice\",\"way\":\"peer\"")
                .contains("s.sock user " + System.getProperty("user.name"));
    }

    @Test
    void nothingIsChangedWhileItCannotBeWrittenIfThatIsDemanded() throws IOException {
        stop();
        Files.deleteIfExists(folder.resolve("audit.log"));
        Files.createDirectory(folder.resolve("audit.log"));
        begin(true);
        Await.until("it has failed", () -> audit.obstacle().isPresent());

        assertThat(call("alice:secret", "supervisor.startProcess", "cat"))
                .contains("<int>30</int>")
                .contains("nothing is changed while the audit log");
        assertThat(supervisor.isAlive("cat")).isFalse();
        assertThat(call("alice:secret", "supervisor.getState")).contains("RUNNING");
    }
}
