package org.supervisor.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.eclipse.jetty.http.HttpMethod;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.supervisor.api.Role;
import org.supervisor.api.Signal;
import org.supervisor.client.Call;
import org.supervisor.client.FaultException;
import org.supervisor.client.SupervisorClient;
import org.supervisor.server.config.ConfigException;
import org.supervisor.server.config.Overrides;
import org.supervisor.server.engine.Aspect;
import org.supervisor.server.engine.Control;
import org.supervisor.server.engine.LoopTasks;
import org.supervisor.server.extension.Extension;
import org.supervisor.server.http.Route;
import org.supervisor.server.rpc.Method;

/** Extensions that cannot be used are problems of the configuration, and end no daemon that runs. */
@Timeout(120)
class ExtensionProblemsTest {
    private static final String FACTORY = "supervisor.rpcinterface_factory";

    @TempDir
    private Path folder;

    /** Adds the methods and the routes that its section names. */
    public static final class Listed implements Extension {
        private final Map<String, String> configuration;

        public Listed(Map<String, String> configuration) {
            this.configuration = configuration;
        }

        private List<String> words(String key) {
            return configuration.containsKey(key)
                    ? List.of(configuration.get(key).split(" ", -1))
                    : List.of();
        }

        @Override
        public List<Method> methods(Control control) {
            return words("methods").stream().map(name -> method(name, "one")).toList();
        }

        @Override
        public List<Route> routes(Control control) {
            return words("routes").stream()
                    .map(path -> path.endsWith("*")
                            ? Route.below(path.substring(0, path.length() - 1), HttpMethod.GET, Role.VIEWER, null)
                            : Route.at(path, HttpMethod.GET, Role.VIEWER, null))
                    .toList();
        }
    }

    private static Method method(String name, Object answer) {
        return new Method(
                name,
                Role.VIEWER,
                "Answers.",
                Method.answers("string", "a word"),
                List.of(),
                _ -> CompletableFuture.completedFuture(answer));
    }

    /** Fails where its section says so; its constructor counts its calls in a file. */
    public static final class Failing implements Extension {
        private final String where;

        public Failing(Map<String, String> configuration) throws IOException {
            where = configuration.getOrDefault("fails", "nowhere");
            if (configuration.containsKey("count")) {
                Files.writeString(
                        Path.of(configuration.get("count")), "+", StandardOpenOption.CREATE, StandardOpenOption.APPEND);
            }
            fail("constructor");
            if (configuration.containsKey("fails_with") && Files.exists(Path.of(configuration.get("fails_with")))) {
                throw new IllegalArgumentException("it fails from now on");
            }
        }

        private void fail(String here) {
            if (where.equals(here)) {
                throw new Error("an error of " + here); // no kind that anyone expects
            }
        }

        @Override
        public List<Aspect> aspects(LoopTasks loop) {
            fail("aspects");
            return where.equals("null") ? null : List.of();
        }

        @Override
        public List<Method> methods(Control control) {
            fail("methods");
            assertThat(control.identifier()).isEqualTo("supervisor");
            return List.of(
                    new Method(
                            "overflow",
                            Role.VIEWER,
                            "Calls itself.",
                            Method.answers("int", "none"),
                            List.of(),
                            _ -> CompletableFuture.completedFuture(overflow(0))),
                    new Method("error", Role.VIEWER, "Fails.", Method.answers("int", "none"), List.of(), _ -> {
                        throw new Error("a method's error");
                    }),
                    method("untyped", Map.of("text", "begun", "value", new Object())),
                    method("word", "one"));
        }

        private static int overflow(int depth) {
            return depth < 0 ? depth : overflow(depth + 1) + 1;
        }

        @Override
        public List<Route> routes(Control control) {
            fail("routes");
            return List.of();
        }

        @Override
        public void close() {
            fail("close");
        }
    }

    /** Fails before there is an instance. */
    public static final class Uninitialised implements Extension {
        private static final Object NOTHING = nothing();

        private static Object nothing() {
            throw new AssertionError("its class fails");
        }

        public static Object value() {
            return NOTHING;
        }
    }

    private static String section(String name, String simple, String... keys) {
        return "[rpcinterface:" + name + "]\n" + FACTORY + " = java:" + ExtensionProblemsTest.class.getName() + "$"
                + simple + "\n" + String.join("\n", keys) + "\n";
    }

    private Invocation invocation(String sections) throws IOException {
        Path file = Files.writeString(
                folder.resolve("supervisord.conf"),
                "[supervisord]\nlogfile=" + folder.resolve("log") + "\npidfile=" + folder.resolve("pid")
                        + "\nnodaemon=true\n" + sections);
        return new Invocation(Program.SUPERVISORD, file, Overrides.NONE, true);
    }

    private String report(String... sections) throws IOException {
        Invocation invocation = invocation(String.join("", sections));
        ConfigException refused = catchThrowableOfType(ConfigException.class, invocation::load);
        assertThat(refused).as("the configuration is refused").isNotNull();
        assertThat(refused.supervisordText()).contains("cannot be resolved within [rpcinterface:");
        return refused.report();
    }

    @Test
    void aMethodThatTheDaemonHasIsAProblemWithItsPlace() throws IOException {
        assertThat(report(section("daemon", "Listed", "methods = detach other")))
                .contains("1 problem;", "line 6 ", "[rpcinterface:daemon]")
                .contains("its method daemon.detach is one of the daemon's own; rename it, or the section");
    }

    @Test
    void aMethodThatAnotherExtensionHasIsAProblemThatNamesItsPlace() throws IOException {
        assertThat(report(section("a", "Listed", "methods = b.c"), section("a.b", "Listed", "methods = c")))
                .contains("1 problem;", "line 9 ", "[rpcinterface:a.b]")
                .contains("its method a.b.c is already that of [rpcinterface:a] in line 6; rename one of them");
    }

    @Test
    void aMethodThatAnExtensionHasTwiceIsAProblem() throws IOException {
        assertThat(report(section("a", "Listed", "methods = one two one")))
                .contains("line 6 ", "its method a.one is already in the list of this extension");
    }

    @ParameterizedTest
    @ValueSource(strings = {"/", "/events", "/ok.html", "/logtail/web/stdout", "/mainlogtail"})
    void aRouteThatTheDaemonAnswersIsAProblem(String path) throws IOException {
        assertThat(report(section("a", "Listed", "routes = /mine " + path)))
                .contains("1 problem;", "line 6 ", "[rpcinterface:a]")
                .contains("its route GET " + path + " is one of the daemon's own; choose another path");
    }

    @Test
    void aRouteThatWouldNeverBeUsedIsAProblemThatNamesTheOther() throws IOException {
        assertThat(report(section("a", "Listed", "routes = /a* /x"), section("b", "Listed", "routes = /a/b /x")))
                .contains("2 problems;", "line 9 ")
                .contains("its route GET /a/b would never be used: /a is already that of [rpcinterface:a] in line 6")
                .contains("its route GET /x would never be used: /x is already that of [rpcinterface:a] in line 6");
    }

    @Test
    void allProblemsOfAllExtensionsAreReportedTogether() throws IOException {
        assertThat(report(
                        section("a", "Listed", "methods = one one", "routes = /events"),
                        section("b", "Missing"),
                        section("c", "Uninitialised")))
                .contains(
                        "4 problems;",
                        "there is no class",
                        "cannot be used: java.lang.AssertionError: its class fails");
    }

    @ParameterizedTest
    @ValueSource(strings = {"constructor", "aspects", "methods", "routes"})
    void anErrorThatAnExtensionThrowsIsAProblemWithItsPlace(String where) throws IOException {
        assertThat(report(section("a", "Failing", "fails = " + where)))
                .contains("1 problem;", "line 6 ", "java.lang.Error: an error of " + where)
                .doesNotContain("\tat ");
    }

    @Test
    void aListThatIsNullIsAProblem() throws IOException {
        assertThat(report(section("a", "Failing", "fails = null"))).contains("its method aspects() failed: ");
    }

    @Test
    void whatClosingThrowsIsNoProblem() throws Exception {
        assertThat(invocation(section("a", "Failing", "fails = close")).load().warnings())
                .isEmpty();
    }

    private DaemonProcess daemon() {
        return daemon(Map.of());
    }

    private DaemonProcess daemon(Map<String, String> environment) {
        Map<String, String> all = new HashMap<>(environment);
        all.put("_JAVA_SR_SIGNUM", "40");
        return new DaemonProcess(
                "supervisord",
                folder,
                List.of("-c", folder.resolve("supervisord.conf").toString()),
                all);
    }

    private static String servers(int port) {
        return "[inet_http_server]\nport = 127.0.0.1:" + port + "\n[rpcinterface:supervisor]\n" + FACTORY
                + " = supervisor.rpcinterface:make_main_rpcinterface\n";
    }

    private static SupervisorClient client(int port) {
        return SupervisorClient.builder()
                .uri(URI.create("http://127.0.0.1:" + port + "/RPC2"))
                .build();
    }

    private String log() {
        return Programs.text(folder.resolve("log"));
    }

    private long starts() {
        return log().lines()
                .filter(line -> line.contains("supervisord started"))
                .count();
    }

    @Test
    void aDaemonDoesNotStartWithAnExtensionThatFails() throws Exception {
        invocation(section("a", "Failing", "fails = aspects"));
        try (DaemonProcess daemon = daemon()) {
            assertThat(daemon.exitStatus()).isEqualTo(ExitCode.USAGE.status());
            assertThat(daemon.stderr())
                    .contains("Error: java:", "cannot be resolved within [rpcinterface:a]")
                    .contains("line 6 ", "nothing was started")
                    .doesNotContain("\tat ");
        }
    }

    @Test
    void theConstructorIsCalledOnceForEachDaemonThatStarts() throws Exception {
        Path count = folder.resolve("count");
        int port = DaemonProcess.freePort();
        invocation(servers(port) + section("a", "Failing", "count = " + count));
        try (DaemonProcess daemon = daemon();
                SupervisorClient client = client(port)) {
            daemon.until("it has started", () -> starts() == 1);
            assertThat(count).hasContent("+");
            client.call(Call.of("supervisor.reloadConfig"));
            assertThat(count).hasContent("++");
            daemon.signal(Signal.HUP);
            daemon.until("it has started over", () -> starts() == 2);
            assertThat(count).hasContent("+++");
        }
    }

    @Test
    void aDaemonGoesOnWithTheConfigurationBeforeIfExtensionsFailWhenItStartsOver() throws Exception {
        int port = DaemonProcess.freePort();
        invocation(servers(port) + section("a", "Failing"));
        try (DaemonProcess daemon = daemon();
                SupervisorClient client = client(port)) {
            daemon.until("it has started", () -> starts() == 1);
            for (String where : List.of("constructor", "aspects", "methods", "routes")) {
                long before = starts();
                invocation(servers(port) + section("a", "Failing", "fails = " + where));
                FaultException fault = catchThrowableOfType(
                        FaultException.class, () -> client.call(Call.of("supervisor.reloadConfig")));
                assertThat(fault).hasMessageContaining("CANT_REREAD").hasMessageContaining("an error of " + where);
                daemon.signal(Signal.HUP);
                daemon.until("it has started over", () -> starts() == before + 1);
                assertThat(log())
                        .contains("restarting with the one read before\n", "java.lang.Error: an error of " + where);
                assertThat(client.call(Call.of("a.word"))).isEqualTo("one");
            }
            daemon.signal(Signal.TERM);
            assertThat(daemon.exitStatus()).isZero();
        }
    }

    @Test
    void aDaemonGoesOnWithoutExtensionsIfEvenThoseItHadFailWhenItStartsOver() throws Exception {
        int port = DaemonProcess.freePort();
        Path broken = folder.resolve("broken");
        invocation(servers(port) + section("a", "Failing", "fails_with = " + broken)
                + "[program:web]\ncommand = sleep 1000\nstartsecs = 0\n");
        try (DaemonProcess daemon = daemon();
                SupervisorClient client = client(port)) {
            daemon.until("it has started", () -> starts() == 1);
            Files.writeString(broken, "");
            daemon.signal(Signal.HUP);
            daemon.until("it has started over", () -> starts() == 2);
            assertThat(log()).contains("restarting without its extensions\n", "failed: it fails from now on");
            assertThat(client.supervisor().processInfo("web").state().name()).isEqualTo("RUNNING");
            assertThat((Object[]) client.call(Call.of("system.listMethods"))).doesNotContain("a.word");
            Files.delete(broken);
            daemon.signal(Signal.HUP);
            daemon.until("it has started over", () -> starts() == 3);
            assertThat(client.call(Call.of("a.word"))).isEqualTo("one");
        }
    }

    @Test
    void whatAMethodThrowsAndWhatHasNoXmlRpcTypeIsAFaultOfThatCallAlone() throws Exception {
        int port = DaemonProcess.freePort();
        invocation(servers(port) + section("a", "Failing"));
        try (DaemonProcess daemon = daemon();
                SupervisorClient client = client(port)) {
            daemon.until("it has started", () -> starts() == 1);
            List<String> methods = List.of("a.overflow", "a.word", "a.error", "a.untyped", "a.word");
            for (String method : methods) {
                if (!method.equals("a.word")) {
                    assertThat(catchThrowableOfType(FaultException.class, () -> client.call(Call.of(method))))
                            .as(method)
                            .hasMessageContaining("FAILED");
                }
            }
            Object[] together = (Object[]) client.call(Call.of(
                    "system.multicall",
                    methods.stream()
                            .map(name -> Map.of("methodName", name, "params", List.of()))
                            .toList()));
            assertThat(together).hasSize(methods.size());
            assertThat(Arrays.asList(together).get(1)).isEqualTo("one");
            assertThat(Arrays.asList(together).get(4)).isEqualTo("one");
            assertThat(List.of(together[0], together[2], together[3]))
                    .allSatisfy(fault -> assertThat(fault.toString()).contains("faultCode=30"));
        }
    }

    @Test
    void aDaemonWithoutExtensionsLoadsNothingForThem() throws Exception {
        Path classes = folder.resolve("classes");
        invocation(servers(DaemonProcess.freePort()) + "[program:web]\ncommand = sleep 1000\nstartsecs = 0\n");
        try (DaemonProcess daemon = daemon(Map.of("JAVA_TOOL_OPTIONS", "-Xlog:class+load:file=" + classes))) {
            daemon.until("it has started", () -> log().contains("success: web entered RUNNING"));
            daemon.signal(Signal.TERM);
            assertThat(daemon.exitStatus()).isZero();
        }
        List<String> loaded = readLines(classes);
        assertThat(loaded).anyMatch(line -> line.contains("org.supervisor.server.engine.Engine "));
        assertThat(loaded)
                .noneMatch(
                        line -> line.matches(
                                ".*org\\.supervisor\\.server\\."
                                    + "(Extension|extension\\.|config\\.Extension|engine\\.(LoopTasks|MailboxTasks|AspectSource)).*"));
    }

    private static List<String> readLines(Path file) {
        try {
            return Files.readAllLines(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
