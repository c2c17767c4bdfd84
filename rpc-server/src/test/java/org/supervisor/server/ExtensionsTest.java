package org.supervisor.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.eclipse.jetty.http.HttpMethod;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.supervisor.api.FaultCode;
import org.supervisor.api.Role;
import org.supervisor.api.Signal;
import org.supervisor.client.Call;
import org.supervisor.client.FaultException;
import org.supervisor.client.SupervisorClient;
import org.supervisor.server.config.ConfigException;
import org.supervisor.server.config.ExtensionSpec;
import org.supervisor.server.config.Overrides;
import org.supervisor.server.engine.Aspect;
import org.supervisor.server.engine.Caller;
import org.supervisor.server.engine.Control;
import org.supervisor.server.engine.LaunchPlan;
import org.supervisor.server.engine.LoopTasks;
import org.supervisor.server.engine.RefusedException;
import org.supervisor.server.extension.Extension;
import org.supervisor.server.http.Route;
import org.supervisor.server.process.Gate;
import org.supervisor.server.process.ManagedProcess;
import org.supervisor.server.rpc.Method;

/** What others add to the daemon. */
@Timeout(120)
class ExtensionsTest {
    private static final String FACTORY = "supervisor.rpcinterface_factory";

    @TempDir
    private Path folder;

    /** What a field extension does, and what it does wrong. */
    public static final class Ping implements Extension {
        private final Map<String, String> configuration;

        public Ping(Map<String, String> configuration) {
            this.configuration = configuration;
        }

        @Override
        public List<Aspect> aspects(LoopTasks loop) {
            return List.of(new Aspect() {
                @Override
                public Gate mayLaunch(ManagedProcess process) {
                    if (process.name().process().equals("unlucky")) {
                        throw new IllegalStateException("the aspect fails for this program");
                    }
                    return Gate.OPEN;
                }

                @Override
                public void equip(ManagedProcess process, LaunchPlan plan) {
                    plan.variable("PING", configuration.get("word"));
                }
            });
        }

        @Override
        public List<Method> methods(Control control) {
            return List.of(
                    method("echo", arguments -> now(configuration.get("word") + " " + arguments.text(0))),
                    method("who", _ -> now(Caller.current().toString())),
                    method("refuse", _ -> {
                        throw new RefusedException(FaultCode.BAD_NAME, "pong");
                    }),
                    method("fail", _ -> {
                        throw new NoClassDefFoundError("com/acme/Missing");
                    }),
                    method("nothing", _ -> null));
        }

        private static Method method(String name, Method.Body body) {
            return new Method(
                    name,
                    Role.OPERATOR,
                    "Answers to a ping.",
                    Method.answers("string", "the answer"),
                    List.of(Method.mayTake("string", "text", "what is to come back")),
                    body);
        }

        private static CompletableFuture<?> now(Object value) {
            return CompletableFuture.completedFuture(value);
        }

        @Override
        public List<Route> routes(Control control) {
            return List.of(
                    Route.at("/ping", HttpMethod.GET, Role.VIEWER, (_, response, callback) -> {
                        byte[] text = ("pong to " + Caller.current()).getBytes(StandardCharsets.UTF_8);
                        response.write(true, ByteBuffer.wrap(text), callback);
                        return true;
                    }),
                    Route.at("/fail", HttpMethod.GET, Role.VIEWER, (_, _, _) -> {
                        throw new IllegalStateException("the route fails");
                    }));
        }

        @Override
        public void close() {
            try {
                Files.writeString(Path.of(configuration.get("closed")), "closed");
            } catch (IOException e) {
                throw new java.io.UncheckedIOException(e);
            }
        }
    }

    /** It is refused. */
    public static final class NoExtension {}

    /** It is refused. */
    public abstract static class Unfinished implements Extension {}

    /** It is refused. */
    static final class Hidden implements Extension {}

    /** It is refused. */
    public static final class Demanding implements Extension {
        public Demanding(int number) {
            assertThat(number).isZero();
        }
    }

    /** It is refused. */
    public static final class Picky implements Extension {
        public Picky(Map<String, String> configuration) {
            throw new IllegalArgumentException("there is no key " + String.join(", ", configuration.keySet()));
        }
    }

    /** It is refused. */
    public static final class Broken implements Extension {
        private static final int NUMBER = Integer.parseInt("no number");

        public int number() {
            return NUMBER;
        }
    }

    /** It is taken where it is not configured. */
    public static final class Plain implements Extension {}

    private static String name(String simple) {
        return ExtensionsTest.class.getName() + "$" + simple;
    }

    private Invocation invocation(String sections) throws IOException {
        Path file = Files.writeString(
                folder.resolve("supervisord.conf"),
                "[supervisord]\nlogfile=" + folder.resolve("log") + "\npidfile=" + folder.resolve("pid")
                        + "\nnodaemon=true\n" + sections);
        return new Invocation(Program.SUPERVISORD, file, Overrides.NONE, true);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "com.acme.Missing | there is no class com.acme.Missing; put its jar on the class path",
                "'' | there is no class",
                "a b | there is no class a b",
                "NoExtension | does not implement org.supervisor.server.extension.Extension",
                "Unfinished | must be public and not abstract",
                "Hidden | must be public and not abstract",
                "Demanding | must have a public constructor that takes a Map<String, String>, or nothing",
                "Picky | failed: there is no key word",
                "Broken | cannot be used: For input string",
                "Plain | takes no configuration, and its section has word; remove it",
            })
    void aClassThatCannotBeUsedIsAProblemWithItsReason(String simple, String reason) throws Exception {
        boolean isOurs = simple.length() > 3 && simple.indexOf('.') < 0;
        Invocation invocation = invocation(
                "[rpcinterface:ping]\n" + FACTORY + " = java:" + (isOurs ? name(simple) : simple) + "\nword = pong\n");
        ConfigException refused = catchThrowableOfType(ConfigException.class, invocation::load);
        assertThat(refused.report())
                .contains("line 6 ", "[rpcinterface:ping]", reason)
                .doesNotContain("\tat ");
        assertThat(refused.supervisordText()).contains("cannot be resolved within [rpcinterface:ping]");
    }

    @ParameterizedTest
    @CsvSource({"system", "''", "supervisor"})
    void methodsThatAreNotOursNeedANamespaceOfTheirOwn(String section) throws Exception {
        Invocation invocation =
                invocation("[rpcinterface:" + section + "]\n" + FACTORY + " = java:" + name("Plain") + "\n");
        assertThat(catchThrowableOfType(ConfigException.class, invocation::load).problems())
                .hasSize(1);
    }

    @Test
    void theOtherKeysOfTheSectionAreItsConfiguration() throws Exception {
        List<ExtensionSpec> specs = invocation("[rpcinterface:ping]\nword = %(here)s/x\n" + FACTORY + " = java:"
                        + name("Ping") + "\nclosed = " + folder.resolve("closed") + "\n")
                .load()
                .spec()
                .extensions();
        assertThat(specs).singleElement().satisfies(spec -> {
            assertThat(spec.name()).isEqualTo("ping");
            assertThat(spec.configuration())
                    .containsEntry("word", folder + "/x")
                    .containsOnlyKeys("word", "closed");
        });
        assertThat(invocation("[rpcinterface:plain]\n" + FACTORY + " = java:" + name("Plain") + "\n")
                        .load()
                        .warnings())
                .isEmpty();
    }

    @Test
    void aPythonFactoryIsAWarningAsEver() throws Exception {
        assertThat(invocation("[rpcinterface:twiddler]\n" + FACTORY + " = supervisor_twiddler.rpcinterface:make\n")
                        .load())
                .satisfies(loaded -> {
                    assertThat(loaded.spec().extensions()).isEmpty();
                    assertThat(loaded.warnings()).hasSize(1);
                });
    }

    @Test
    void aDaemonOffersWhatItsExtensionAddsAndOutlivesItsMistakes() throws Exception {
        int port = DaemonProcess.freePort();
        Path file = invocation("""
            [inet_http_server]
            port = 127.0.0.1:@PORT@
            username = ann
            password = secret
            [rpcinterface:supervisor]
            supervisor.rpcinterface_factory = supervisor.rpcinterface:make_main_rpcinterface
            [rpcinterface:ping]
            supervisor.rpcinterface_factory = java:@CLASS@
            word = pong
            closed = @DIR@/closed
            [program:web]
            command = sh -c 'echo "ping is $PING"; exec sleep 1000'
            stdout_logfile = @DIR@/web.log
            startsecs = 0
            [program:unlucky]
            command = sleep 1000
            startretries = 0
            """.replace("@PORT@", Integer.toString(port))
                        .replace("@CLASS@", name("Ping"))
                        .replace("@DIR@", folder.toString()))
                .configuration();
        try (DaemonProcess daemon = new DaemonProcess("supervisord", folder, List.of("-c", file.toString()));
                SupervisorClient client = SupervisorClient.builder()
                        .uri(URI.create("http://127.0.0.1:" + port + "/RPC2"))
                        .credentials("ann", "secret")
                        .build()) {
            daemon.until(
                    "web has written",
                    () -> Programs.text(folder.resolve("web.log")).contains("ping is pong"));
            daemon.until(
                    "unlucky has been given up",
                    () -> Programs.text(folder.resolve("log")).contains("the aspect fails for this program"));
            assertThat(client.supervisor().processInfo("web").state().name()).isEqualTo("RUNNING");
            assertThat(client.supervisor().processInfo("unlucky").state().name())
                    .isIn("FATAL", "BACKOFF");
            methodsAreOffered(client);
            routesAreOffered(port);
            daemon.signal(Signal.TERM);
            assertThat(daemon.exitStatus()).isZero();
            assertThat(folder.resolve("closed")).hasContent("closed");
        }
    }

    private static void methodsAreOffered(SupervisorClient client) {
        assertThat((Object[]) client.call(Call.of("system.listMethods")))
                .containsSequence("ping.echo", "ping.fail", "ping.nothing", "ping.refuse", "ping.who");
        assertThat(client.call(Call.of("system.methodHelp", "ping.echo")))
                .asString()
                .startsWith("Answers to a ping.")
                .contains("@param string text  what is to come back");
        assertThat(client.call(Call.of("system.methodSignature", "ping.echo")))
                .isEqualTo(new Object[] {"string", "string"});
        assertThat(client.call(Call.of("ping.echo", "ball"))).isEqualTo("pong ball");
        assertThat(client.call(Call.of("ping.who"))).asString().startsWith("ann over 127.0.0.1:");
        Object[] several = (Object[]) client.call(Call.of(
                "system.multicall",
                List.of(
                        Map.of("methodName", "ping.echo", "params", List.of("one")),
                        Map.of("methodName", "ping.fail", "params", List.of()),
                        Map.of("methodName", "ping.nothing", "params", List.of()),
                        Map.of("methodName", "ping.refuse", "params", List.of()),
                        Map.of("methodName", "supervisor.getAPIVersion", "params", List.of()))));
        assertThat(several[0]).isEqualTo("pong one");
        assertThat(Arrays.toString(Arrays.copyOfRange(several, 1, 4)))
                .contains("faultCode=30", "faultCode=10", "BAD_NAME: pong")
                .doesNotContain("com/acme");
        assertThat(several[4]).isEqualTo("3.0");
        FaultException fault =
                catchThrowableOfType(FaultException.class, () -> client.call(Call.of("ping.echo", "a", "b")));
        assertThat(fault).hasMessageContaining("INCORRECT_PARAMETERS");
    }

    private static void routesAreOffered(int port) throws IOException {
        String login = "Authorization: Basic "
                + Base64.getEncoder().encodeToString("ann:secret".getBytes(StandardCharsets.US_ASCII)) + "\r\n";
        assertThat(get(port, "GET /ping", "")).startsWith("HTTP/1.1 401");
        assertThat(get(port, "GET /ping", login + "Origin: http://evil.example\r\n"))
                .startsWith("HTTP/1.1 403");
        assertThat(get(port, "POST /ping", login)).startsWith("HTTP/1.1 405");
        assertThat(get(port, "GET /ping", login)).startsWith("HTTP/1.1 200").contains("pong to ann over 127.0.0.1:");
        assertThat(get(port, "GET /fail", login)).startsWith("HTTP/1.1 500").doesNotContain("IllegalState");
        assertThat(get(port, "GET /ok.html", login)).startsWith("HTTP/1.1 200");
    }

    private static String get(int port, String line, String headers) throws IOException {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            socket.getOutputStream()
                    .write((line + " HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\nContent-Length: 0\r\n"
                                    + headers + "\r\n")
                            .getBytes(StandardCharsets.US_ASCII));
            return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        }
    }
}
