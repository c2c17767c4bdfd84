package org.supervisor.server.http.json;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.Executor;
import java.util.concurrent.ForkJoinPool;
import org.eclipse.jetty.http.HttpMethod;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.supervisor.api.Role;
import org.supervisor.server.Await;
import org.supervisor.server.Supervisor;
import org.supervisor.server.config.Credentials;
import org.supervisor.server.config.HttpSpec;
import org.supervisor.server.config.UserSpec;
import org.supervisor.server.http.HandedSockets;
import org.supervisor.server.http.HttpLimits;
import org.supervisor.server.http.HttpServer;
import org.supervisor.server.process.ProcessPatterns;
import org.supervisor.server.process.ProcessSpec;
import org.supervisor.server.process.TimeSource;
import org.supervisor.server.rpc.RpcEndpoint;
import org.supervisor.server.rpc.RpcSettings;

/** The JSON API does what the methods of XML-RPC do, for the same callers. */
class JsonApiTest {
    private static final Executor WORKERS = task -> Thread.startVirtualThread(task);

    @TempDir
    private static Path folder;

    private static Supervisor supervisor;
    private static HttpServer server;
    private static ApiRoutes.Parts parts;
    private static final HttpClient CLIENT = HttpClient.newHttpClient();

    @BeforeAll
    static void start() throws IOException {
        supervisor = Supervisor.builder()
                .program(program("web", "sleep", "1000"))
                .program(program("db", "sleep", "1000"))
                .program(program("greeter", "/bin/sh", "-c", "echo hello; exec sleep 1000"))
                .program(program("broken", folder + "/missing"))
                .logfile(folder.resolve("main.log"))
                .start();
        RpcSettings settings = new RpcSettings("0.1.0", false, _ -> OptionalInt.empty(), TimeSource.SYSTEM);
        RpcEndpoint endpoint = new RpcEndpoint(supervisor.control(), settings, ForkJoinPool.commonPool());
        parts = new ApiRoutes.Parts(supervisor.control(), endpoint, WORKERS, "0.1.0", HttpLimits.DEFAULT);
        server = HttpServer.start(
                List.of(new HttpSpec.Tcp(
                        "inet_http_server", "127.0.0.1", 0, Optional.of(new Credentials("root", "sesame")))),
                endpoint,
                supervisor.control(),
                HttpLimits.DEFAULT,
                new HttpServer.Further(
                        List.of(user("viewer", Role.VIEWER, "*"), user("web", Role.OPERATOR, "web")),
                        List.of(),
                        ApiRoutes.of(parts),
                        List.of()),
                HandedSockets.NONE);
    }

    private static ProcessSpec program(String name, String... command) {
        return ProcessSpec.builder(name)
                .command(command)
                .autoStart(false)
                .startWait(Duration.ZERO)
                .logfile(folder.resolve(name + ".log"))
                .build();
    }

    private static UserSpec user(String name, Role role, String programs) {
        return new UserSpec(
                name, Optional.of("sesame"), role, new ProcessPatterns(List.of(programs)), Optional.empty());
    }

    @AfterAll
    static void stop() throws IOException {
        server.close();
        supervisor.close();
    }

    @BeforeEach
    void nothingRuns() throws IOException, InterruptedException {
        post("root", "/processes/stop", "{\"wait\": true}");
    }

    private static HttpRequest.Builder request(String user, String path) {
        String login = Base64.getEncoder().encodeToString((user + ":sesame").getBytes(StandardCharsets.UTF_8));
        return HttpRequest.newBuilder(
                        URI.create("http://127.0.0.1:" + server.ports().getFirst() + "/api/v1" + path))
                .header("Authorization", "Basic " + login);
    }

    private static HttpResponse<String> send(HttpRequest.Builder request) throws IOException, InterruptedException {
        return CLIENT.send(request.build(), HttpResponse.BodyHandlers.ofString());
    }

    private static HttpResponse<String> get(String user, String path) throws IOException, InterruptedException {
        return send(request(user, path));
    }

    private static HttpResponse<String> post(String user, String path, String body)
            throws IOException, InterruptedException {
        return send(post(request(user, path), body));
    }

    private static HttpRequest.Builder post(HttpRequest.Builder request, String body) {
        return request.header("Content-Type", "application/json").POST(HttpRequest.BodyPublishers.ofString(body));
    }

    private static Map<String, Object> json(HttpResponse<String> answer) throws IOException {
        return JsonText.readObject(answer.body().getBytes(StandardCharsets.UTF_8));
    }

    private static List<Object> each(HttpResponse<String> answer, String list, String member) throws IOException {
        return ((List<?>) json(answer).get(list))
                .stream()
                        .<Object>map(element -> ((Map<?, ?>) element).get(member))
                        .toList();
    }

    @Test
    void processesAreListedWithTheirStates() throws IOException, InterruptedException {
        HttpResponse<String> answer = get("root", "/processes");
        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.headers().firstValue("Content-Type")).contains("application/json");
        assertThat(each(answer, "processes", "name")).containsExactly("broken", "db", "greeter", "web");
    }

    @Test
    void aProcessIsStartedAndStopped() throws IOException, InterruptedException {
        assertThat(json(post("root", "/processes/web/start", "{\"wait\": true}")))
                .containsEntry("done", true);
        assertThat(json(get("root", "/processes/web")))
                .containsEntry("state", "RUNNING")
                .hasEntrySatisfying(
                        "goal",
                        goal -> assertThat(((Map<?, ?>) goal).get("wanted")).isEqualTo("up"));
        assertThat(json(post("root", "/processes/web/stop", "{\"wait\": true}")))
                .containsEntry("done", true);
        assertThat(json(get("root", "/processes/web")))
                .containsEntry("state", "STOPPED")
                .containsEntry("exit", Map.of("signal", "SIGTERM"));
    }

    @Test
    void aRestartStartsWhatDidNotRun() throws IOException, InterruptedException {
        assertThat(json(post("root", "/processes/web/restart", "{}"))).containsEntry("done", true);
        int pid = (int) json(get("root", "/processes/web")).get("pid");
        post("root", "/processes/web/restart", "{\"wait\": true}");
        assertThat((int) json(get("root", "/processes/web")).get("pid")).isNotEqualTo(pid);
    }

    @Test
    void manyAreStartedAtOnceAndEachHasItsOutcome() throws IOException, InterruptedException {
        HttpResponse<String> answer =
                post("root", "/processes/start", "{\"names\": [\"web\", \"broken\", \"wbe\"], \"wait\": true}");
        assertThat(each(answer, "outcomes", "status")).containsExactly(80, 20, 10);
    }

    @Test
    void aLogIsReadAndSaved() throws IOException, InterruptedException {
        post("root", "/processes/greeter/start", "{\"wait\": true}");
        Path log = folder.resolve("greeter.log");
        Await.until("the greeting is in its log", () -> log.toFile().length() > 0);
        assertThat((String)
                        json(get("root", "/processes/greeter/log?bytes=1000")).get("text"))
                .contains("hello");
        HttpResponse<String> file = get("root", "/processes/greeter/log?download=true");
        assertThat(file.headers().firstValue("Content-Disposition"))
                .contains("attachment; filename=\"greeter.stdout.log\"");
        assertThat(file.body()).contains("hello");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "POST | /processes/wbe/start                | {}                     | 404 | BAD_NAME",
                "POST | /processes/web/stop                 | {}                     | 409 | NOT_RUNNING",
                "POST | /processes/broken/start             | {\"wait\": true}       | 404 | NO_FILE",
                "POST | /processes/web/signal               | {\"signal\": \"NONE\"} | 400 | BAD_SIGNAL",
                "POST | /processes/web/signal               | {}                     | 400 | signal is missing",
                "POST | /processes/web/start                | {\"wiat\": true}       | 400 | did you mean"
                        + " \\\"wait\\\"?",
                "POST | /processes/web/start                | {\"wait\": \"soon\"}   | 400 | wait must be true or"
                        + " false",
                "POST | /processes/stop                     | {\"names\": null}    | 400 | names is null",
                "POST | /processes/stop                     | {\"names\": [1]}     | 400 | array of at most 1000"
                        + " strings",
                "POST | /processes/web/start                | {\"wait\": true, \"wait\": false} | 400 | Duplicate",
                "POST | /processes/web/start                | [true]                 | 400 | must be an object",
                "POST | /processes/web/start                | {                      | 400 | the body is no JSON",
                "GET  | /processes/web/start                |                        | 405 | this is a POST request",
                "GET  | /proceses                           |                        | 404 | there is no /proceses"
                        + " here",
                "GET  | /processes/greeter/log?bytes=0      |                        | 400 | expected 1 to 1048576",
                "GET  | /processes/greeter/log?stream=out   |                        | 400 | expected stdout or stderr",
            })
    void aRefusalIsAProblemWithItsReason(String verb, String path, String body, int status, String reason)
            throws IOException, InterruptedException {
        HttpResponse<String> answer = verb.equals("GET") ? get("root", path) : post("root", path, body);
        assertThat(answer.statusCode()).isEqualTo(status);
        assertThat(answer.headers().firstValue("Content-Type")).contains("application/problem+json");
        assertThat(answer.body()).contains(reason);
        assertThat(json(answer)).containsEntry("status", status);
    }

    @Test
    void aBodyOfAnotherTypeIsRefusedAsAPageOfAnotherSiteCouldSendIt() throws IOException, InterruptedException {
        HttpRequest.Builder text = request("root", "/processes/web/start")
                .header("Content-Type", "text/plain")
                .POST(HttpRequest.BodyPublishers.ofString("{}"));
        assertThat(send(text).statusCode()).isEqualTo(415);
        HttpRequest.Builder none =
                request("root", "/processes/web/start").POST(HttpRequest.BodyPublishers.ofString("{}"));
        assertThat(send(none).statusCode()).isEqualTo(415);
    }

    @Test
    void aLargeBodyIsRefused() throws IOException, InterruptedException {
        String text = "x".repeat(300 << 10);
        assertThat(post("root", "/processes/web/stdin", "{\"text\": \"" + text + "\"}")
                        .statusCode())
                .isEqualTo(413);
    }

    @Test
    void eachSeesAndDoesWhatTheRoleAndTheProgramsPermit() throws IOException, InterruptedException {
        HttpResponse<String> refused = post("viewer", "/processes/web/start", "{}");
        assertThat(refused.statusCode()).isEqualTo(403);
        assertThat(refused.body()).contains("requires the role operator");
        assertThat(post("web", "/processes/web/start", "{}").statusCode()).isEqualTo(200);
        assertThat(post("web", "/processes/db/start", "{}").statusCode()).isEqualTo(403);
        assertThat(get("web", "/processes/db/log").statusCode()).isEqualTo(403);
        assertThat(get("web", "/processes").body()).contains("\"web\"").doesNotContain("\"db\"");
        assertThat(post("web", "/supervisor/shutdown", "{}").statusCode()).isEqualTo(403);
        assertThat(json(get("web", "/me")))
                .containsEntry("name", "web")
                .containsEntry("role", "operator")
                .containsEntry("programs", List.of("web"));
    }

    @Test
    void anUnchangedAnswerIsNotSentAgain() throws IOException, InterruptedException {
        HttpResponse<String> first = get("root", "/processes");
        String tag = first.headers().firstValue("ETag").orElseThrow();
        HttpResponse<String> second = send(request("root", "/processes").header("If-None-Match", tag));
        assertThat(second.statusCode()).isEqualTo(304);
        assertThat(second.body()).isEmpty();
        post("root", "/processes/web/start", "{\"wait\": true}");
        assertThat(send(request("root", "/processes").header("If-None-Match", tag))
                        .statusCode())
                .isEqualTo(200);
    }

    @Test
    void aRequestThatIsRepeatedWithItsKeyIsCarriedOutOnce() throws IOException, InterruptedException {
        HttpRequest.Builder start = post(request("root", "/processes/db/start").header("Idempotency-Key", "a"), "{}");
        HttpResponse<String> first = send(start);
        HttpResponse<String> second = send(start);
        assertThat(first.statusCode()).isEqualTo(200);
        assertThat(second.statusCode()).isEqualTo(200);
        assertThat(post("root", "/processes/db/start", "{}").statusCode()).isEqualTo(409);
        HttpResponse<String> other =
                send(post(request("root", "/processes/db/stop").header("Idempotency-Key", "a"), "{}"));
        assertThat(other.statusCode()).isEqualTo(422);
    }

    @Test
    void theDescriptionHasEveryOperationWithItsRole() throws IOException, InterruptedException {
        Map<String, Object> document = json(get("root", "/openapi.json"));
        assertThat(document).containsEntry("openapi", "3.1.1");
        Map<?, ?> paths = (Map<?, ?>) document.get("paths");
        List<Operation> operations = new JsonApi(parts).operations();
        assertThat(operations).allSatisfy(operation -> {
            Map<?, ?> described = (Map<?, ?>)
                    ((Map<?, ?>) paths.get(operation.path())).get(operation.verb() == HttpMethod.GET ? "get" : "post");
            assertThat(described.get("operationId"))
                    .isEqualTo(operation.meaning().id());
            assertThat(described.get("x-role"))
                    .isEqualTo(operation.verb() == HttpMethod.GET ? "viewer" : described.get("x-role"));
        });
        assertThat(operations).extracting(operation -> operation.meaning().id()).doesNotHaveDuplicates();
        assertThat(operations)
                .filteredOn(operation -> operation.verb() == HttpMethod.POST)
                .allSatisfy(operation ->
                        assertThat(OpenApi.role(operation, parts.endpoint())).isGreaterThan(Role.VIEWER));
        assertThat(paths)
                .hasSameSizeAs(
                        operations.stream().map(Operation::path).distinct().toList());
    }

    @Test
    void everyOperationIsInTheDocumentation() throws IOException {
        String page = Files.readString(Path.of("..", "docs", "json-api.md"));
        assertThat(new JsonApi(parts).operations())
                .allSatisfy(
                        operation -> assertThat(page).contains("`" + operation.verb() + " " + operation.path() + "`"));
    }

    @Test
    void everyParameterOfAPathIsDeclared() {
        assertThat(new JsonApi(parts).operations())
                .allSatisfy(operation -> assertThat(operation.parameters().stream()
                                .filter(parameter -> parameter.in() == Operation.Place.PATH)
                                .map(parameter -> "{" + parameter.name() + "}")
                                .toList())
                        .isEqualTo(Arrays.stream(operation.path().split("/"))
                                .filter(part -> part.startsWith("{"))
                                .toList()));
    }

    @Test
    void textOfProgramsIsValidJsonWhateverItIs() throws IOException {
        byte[] json = JsonText.write(Map.of("text", "\u0000\u001b[31m\ud800 \"</script>"));
        try (JsonParser parser = new JsonFactory().createParser(json)) {
            while (parser.nextToken() != null) {
                assertThat(parser.currentTokenLocation()).isNotNull();
            }
        }
    }
}
