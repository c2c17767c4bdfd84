package org.supervisor.server.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.ForkJoinPool;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.supervisor.api.Role;
import org.supervisor.server.Supervisor;
import org.supervisor.server.config.Credentials;
import org.supervisor.server.config.HttpSpec;
import org.supervisor.server.config.TokenSpec;
import org.supervisor.server.config.UserSpec;
import org.supervisor.server.process.ProcessPatterns;
import org.supervisor.server.process.ProcessSpec;
import org.supervisor.server.process.TimeSource;
import org.supervisor.server.rpc.RpcEndpoint;
import org.supervisor.server.rpc.RpcSettings;

/** Users see and do what their roles and programs permit, in every method, route and event. */
class UsersTest {
    private static final String SESAME = "{bcrypt}$2y$04$0pX6IEXYhb8U.ZFJs8JMFu8sfleEnBOkSvKoHLJqVKdXdEI9n4sDW";

    @TempDir
    private static Path folder;

    private static Supervisor supervisor;
    private static HttpServer server;

    private static ProcessSpec sleeper(String name) {
        return ProcessSpec.builder(name)
                .command("sleep", "1000")
                .autoStart(false)
                .startWait(Duration.ZERO)
                .build();
    }

    private static UserSpec user(String name, String password, Role role, String programs) {
        return new UserSpec(
                name,
                Optional.of(password),
                role,
                new ProcessPatterns(List.of(programs.split(" ", -1))),
                Optional.empty());
    }

    private static TokenSpec token(
            String name, String secret, String user, Role role, String programs, Optional<Instant> expires) {
        try {
            byte[] hash = MessageDigest.getInstance("SHA-256").digest(secret.getBytes(StandardCharsets.UTF_8));
            return new TokenSpec(
                    name, HexFormat.of().formatHex(hash), user, role, new ProcessPatterns(List.of(programs)), expires);
        } catch (NoSuchAlgorithmException e) {
            throw new AssertionError(e);
        }
    }

    @BeforeAll
    static void start() throws IOException {
        supervisor = Supervisor.builder()
                .program(sleeper("web"))
                .program(sleeper("db"))
                .program(sleeper("worker"))
                .logfile(folder.resolve("main.log"))
                .start();
        RpcSettings settings = new RpcSettings("0.1.0", true, _ -> OptionalInt.empty(), TimeSource.SYSTEM);
        RpcEndpoint endpoint = new RpcEndpoint(supervisor.control(), settings, ForkJoinPool.commonPool());
        List<HttpSpec> listeners = List.of(
                new HttpSpec.Tcp(
                        "inet_http_server",
                        "127.0.0.1",
                        0,
                        Optional.of(new Credentials("root", "{SHA}084a3501edef6845f2f1e4198ec3a2b81cf5c6bc"))),
                new HttpSpec.Unix(
                        "unix_http_server", folder.resolve("s.sock"), 0700, Optional.empty(), Optional.empty()));
        List<UserSpec> users = List.of(
                user("viewer", SESAME, Role.VIEWER, "*"),
                user("operator", "clear", Role.OPERATOR, "*"),
                user("web", SESAME, Role.OPERATOR, "web"),
                user("admin", SESAME, Role.ADMIN, "nothing"),
                new UserSpec(
                        "local",
                        Optional.empty(),
                        Role.VIEWER,
                        new ProcessPatterns(List.of("db", "w*:w*")),
                        Optional.of(System.getProperty("user.name"))));
        List<TokenSpec> tokens = List.of(
                token("ci", "one", "web", Role.OPERATOR, "web", Optional.of(Instant.parse("2999-01-01T00:00:00Z"))),
                token("old", "two", "old", Role.ADMIN, "*", Optional.of(Instant.parse("2020-01-01T00:00:00Z"))),
                token("ever", "three", "ever", Role.VIEWER, "*", Optional.empty()));
        server = HttpServer.start(
                listeners,
                endpoint,
                supervisor.control(),
                HttpLimits.DEFAULT,
                new HttpServer.Further(users, tokens, List.of(), List.of()),
                HandedSockets.NONE);
    }

    @AfterAll
    static void stop() throws IOException {
        server.close();
        supervisor.close();
    }

    private static String request(String line, String login, String body) {
        String header = login.isEmpty()
                ? ""
                : login.startsWith("Bearer ")
                        ? "Authorization: " + login + "\r\n"
                        : "Authorization: Basic "
                                + Base64.getEncoder().encodeToString(login.getBytes(StandardCharsets.UTF_8)) + "\r\n";
        return line + " HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\nContent-Length: " + body.length() + "\r\n"
                + header + "\r\n" + body;
    }

    private static String tcp(String request) throws IOException {
        try (RawClient client = RawClient.tcp(server.ports().getFirst())) {
            return client.send(request).readAll();
        }
    }

    private static String xml(String method, String... arguments) {
        StringBuilder parameters = new StringBuilder();
        for (String argument : arguments) {
            parameters.append("<param><value>").append(argument).append("</value></param>");
        }
        return "<methodCall><methodName>" + method + "</methodName><params>" + parameters + "</params></methodCall>";
    }

    private static String call(String login, String method, String... arguments) throws IOException {
        return tcp(request("POST /RPC2", login, xml(method, arguments)));
    }

    private static String get(String login, String path) throws IOException {
        return tcp(request("GET " + path, login, ""));
    }

    @ParameterizedTest
    @CsvSource({"root:sesame, root, admin, *", "web:sesame, web, operator, web", "viewer:sesame, viewer, viewer, *"})
    void eachUserLearnsWhoItIs(String login, String name, String role, String programs) throws IOException {
        assertThat(call(login, "daemon.whoami").replaceAll(">\\s+<", "><"))
                .contains("<name>name</name><value><string>" + name)
                .contains("<name>way</name><value><string>password")
                .contains("<name>role</name><value><string>" + role)
                .contains("<data><value><string>" + programs + "</string></value></data>");
    }

    @Test
    void aTokenLetsInWithItsRights() throws IOException {
        assertThat(call("Bearer one", "daemon.whoami").replaceAll(">\\s+<", "><"))
                .contains("<name>name</name><value><string>web")
                .contains("<name>way</name><value><string>token")
                .contains("<name>token</name><value><string>ci")
                .contains("<name>expires</name><value><double>");
        assertThat(call("Bearer one", "supervisor.getProcessInfo", "db")).contains("NOT_PERMITTED");
        assertThat(call("Bearer three", "supervisor.getState")).contains("RUNNING");
        assertThat(call("Bearer three", "supervisor.shutdown")).contains("NOT_PERMITTED");
    }

    @Test
    void anExpiredTokenGetsAdviceAndAnUnknownOneNone() throws IOException {
        assertThat(call("Bearer two", "supervisor.getState"))
                .startsWith("HTTP/1.1 401")
                .contains("the token old expired at 2020-01-01T00:00:00Z; make another with supctl make-token");
        assertThat(call("Bearer four", "supervisor.getState"))
                .startsWith("HTTP/1.1 401")
                .doesNotContain("token");
    }

    @Test
    void whoFailsTooOftenWithANameHasToWaitAndHindersNoOtherAddress() throws IOException {
        for (int attempt = 0; attempt < FailedLogins.FREE_FOR_NAME; attempt++) {
            assertThat(call("guessed:wrong", "supervisor.getState")).startsWith("HTTP/1.1 401");
        }
        assertThat(call("guessed:wrong", "supervisor.getState"))
                .startsWith("HTTP/1.1 429")
                .contains("Retry-After: ")
                .contains("too many failed logins from this address; try again in ");
        assertThat(call("root:sesame", "supervisor.getState")).contains("RUNNING");
    }

    @ParameterizedTest
    @ValueSource(strings = {"viewer:sesame", "operator:clear", "web:sesame", "admin:sesame", "root:sesame"})
    void everyUserLogsInWhateverTheFormOfThePassword(String login) throws IOException {
        assertThat(call(login, "supervisor.getState")).contains("RUNNING");
        assertThat(call(login, "supervisor.getState")).contains("RUNNING");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", "viewer:clear", "viewer:", "nobody:sesame", ":", "operator:sesame", "local:", "local:sesame"
            })
    void everyoneElseIsAskedToLogIn(String login) throws IOException {
        assertThat(call(login, "supervisor.getState"))
                .startsWith("HTTP/1.1 401")
                .contains("WWW-Authenticate: Basic realm=\"default\"");
        assertThat(get(login, "/ok.html")).startsWith("HTTP/1.1 401");
    }

    @ParameterizedTest
    @CsvSource({
        "viewer:sesame, supervisor.startProcess, web, operator",
        "viewer:sesame, start_process, web, operator",
        "viewer:sesame, supervisor.shutdown, , admin",
        "operator:clear, supervisor.shutdown, , admin",
        "operator:clear, stop_supervisor, , admin",
        "operator:clear, daemon.detach, , admin"
    })
    void aCallWithoutTheRoleIsRefusedAndTheRoleIsNamed(String login, String method, String argument, String role)
            throws IOException {
        String answer = argument == null ? call(login, method) : call(login, method, argument);
        assertThat(answer)
                .startsWith("HTTP/1.1 200")
                .contains(
                        "<int>100</int>",
                        "NOT_PERMITTED: " + method + " requires the role " + role + ", and "
                                + login.substring(0, login.indexOf(':')) + " has the role ");
    }

    @Test
    void severalCallsInOneAreCheckedEach() throws IOException {
        String start = "<value><struct><member><name>methodName</name><value>supervisor.startProcess</value></member>"
                + "<member><name>params</name><value><array><data><value>web</value></data></array></value></member>"
                + "</struct></value>";
        String state = "<value><struct><member><name>methodName</name><value>supervisor.getState</value></member>"
                + "</struct></value>";
        String calls = "<methodCall><methodName>system.multicall</methodName><params><param><value><array><data>"
                + start + state + "</data></array></value></param></params></methodCall>";
        assertThat(tcp(request("POST /RPC2", "viewer:sesame", calls))).contains("NOT_PERMITTED", "RUNNING");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "supervisor.getProcessInfo",
                "supervisor.startProcess",
                "supervisor.stopProcess",
                "supervisor.startProcessGroup",
                "supervisor.stopProcessGroup",
                "supervisor.clearProcessLogs",
                "start_process",
                "stop_process",
                "reload_process",
                "kill_process",
                "stat_process",
                "process.info",
                "process.explain",
                "process.goal",
                "process.account",
                "process.reload",
                "process.startAlone"
            })
    void aProgramOfOthersIsRefusedWhetherOrNotThereIsOne(String method) throws IOException {
        for (String program : List.of("db", "missing")) {
            assertThat(call("web:sesame", method, program))
                    .as(program)
                    .contains("NOT_PERMITTED: web has no right to the ", program);
        }
    }

    @Test
    void aListHasOnlyTheProgramsOfTheUser() throws IOException {
        assertThat(call("web:sesame", "supervisor.getAllProcessInfo"))
                .contains("<string>web</string>")
                .doesNotContain("<string>db</string>", "<string>worker</string>");
        assertThat(call("admin:sesame", "supervisor.getAllProcessInfo"))
                .contains("<string>web</string>", "<string>db</string>", "<string>worker</string>");
        assertThat(call("web:sesame", "supervisor.getAllConfigInfo")).doesNotContain("<string>db</string>");
    }

    @Test
    void whatIsDoneToAllIsDoneToTheProgramsOfTheUser() throws IOException {
        supervisor.start("db");
        assertThat(call("web:sesame", "supervisor.startAllProcesses"))
                .contains("<string>web</string>")
                .doesNotContain("<string>worker</string>");
        assertThat(call("web:sesame", "supervisor.signalAllProcesses", "CONT"))
                .contains("<string>web</string>")
                .doesNotContain("<string>db</string>");
        assertThat(call("web:sesame", "supervisor.stopAllProcesses"))
                .contains("<string>web</string>")
                .doesNotContain("<string>db</string>");
        assertThat(supervisor.isAlive("db")).isTrue();
        assertThat(supervisor.isAlive("worker")).isFalse();
    }

    @Test
    void whatIsAboutAllProgramsRequiresTheRightToAll() throws IOException {
        assertThat(call("web:sesame", "supervisor.readLog", "<int>0</int>", "<int>0</int>"))
                .contains("NOT_PERMITTED: the supervisor's log requires the right to all programs");
        assertThat(call("web:sesame", "supervisor.sendRemoteCommEvent", "a", "b"))
                .contains("NOT_PERMITTED: an event for all listeners requires the right to all programs");
        assertThat(call("web:sesame", "daemon.facts"))
                .contains("NOT_PERMITTED: what the supervisor knows of its machine");
        assertThat(get("web:sesame", "/mainlogtail"))
                .startsWith("HTTP/1.1 403")
                .contains("the supervisor's log requires the right to all programs");
        assertThat(get("web:sesame", "/logtail/db"))
                .startsWith("HTTP/1.1 403")
                .contains("web has no right to the program db");
    }

    @Test
    void eventsAreThoseOfTheProgramsOfTheUser() throws IOException {
        try (RawClient client = RawClient.tcp(server.ports().getFirst())) {
            client.send(request("GET /events", "web:sesame", "")).readUntil("retry:");
            supervisor.start("worker");
            supervisor.start("web");
            assertThat(client.readUntil("\"web\"")).doesNotContain("worker");
        } finally {
            supervisor.stop("worker");
            supervisor.stop("web");
        }
    }

    @Test
    void aProcessOfAUserOfThisMachineNeedsNoLoginOverAUnixSocket() throws IOException {
        Path socket = folder.resolve("s.sock");
        try (RawClient client = RawClient.unix(socket)) {
            assertThat(client.send(request("POST /RPC2", "", xml("supervisor.getAllProcessInfo")))
                            .readAll())
                    .contains("<string>web</string>", "<string>db</string>", "<string>worker</string>");
        }
        try (RawClient client = RawClient.unix(socket)) {
            assertThat(client.send(request("POST /RPC2", "", xml("supervisor.startProcess", "web")))
                            .readAll())
                    .contains("NOT_PERMITTED", "local has the role viewer");
        }
        try (RawClient client = RawClient.unix(socket)) {
            assertThat(client.send(request("POST /RPC2", "nobody:x", xml("supervisor.getState")))
                            .readAll())
                    .startsWith("HTTP/1.1 401");
        }
    }

    @Test
    void aPasswordThatIsLongerThanWhatIsHashedIsNotTheSame() {
        Password password = Password.of(SESAME);
        assertThat(password.matches("sesame".getBytes(StandardCharsets.UTF_8))).isTrue();
        assertThat(password.matches("sesam".getBytes(StandardCharsets.UTF_8))).isFalse();
        assertThat(password.matches("x".repeat(100).getBytes(StandardCharsets.UTF_8)))
                .isFalse();
        assertThat(password.matches(new byte[0])).isFalse();
    }
}
