package org.supervisor.examples.supctl;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.ForkJoinPool;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jline.builtins.ScreenTerminal;
import org.jline.terminal.Attributes;
import org.jline.terminal.Size;
import org.jline.terminal.Terminal;
import org.jline.terminal.impl.DumbTerminal;
import org.jline.terminal.impl.LineDisciplineTerminal;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.supervisor.server.Supervisor;
import org.supervisor.server.config.HttpSpec;
import org.supervisor.server.http.HttpLimits;
import org.supervisor.server.http.HttpServer;
import org.supervisor.server.process.ProcessSpec;
import org.supervisor.server.process.TimeSource;
import org.supervisor.server.rpc.RpcEndpoint;
import org.supervisor.server.rpc.RpcSettings;

/** {@code supctl top} against a supervisor in this JVM, at a terminal that exists in memory. */
@Timeout(60)
class TopVerbTest {
    private static final Pattern COLOUR = Pattern.compile("\u001b\\[(?:\\d+;)*3\\dm");

    @TempDir
    private static Path folder;

    private static Supervisor supervisor;
    private static HttpServer server;

    @BeforeAll
    static void start() throws IOException {
        supervisor = Supervisor.of(spec("db"), spec("web"));
        server = listen("s.sock");
        supervisor.start("web");
    }

    private static ProcessSpec spec(String name) {
        return ProcessSpec.builder(name)
                .command("sh", "-c", "echo hello from " + name + "; exec sleep 1000")
                .autoStart(false)
                .startWait(Duration.ZERO)
                .logfile(folder.resolve(name + ".log"))
                .build();
    }

    private static HttpServer listen(String socket) throws IOException {
        RpcSettings settings = new RpcSettings("0.1.0", true, _ -> OptionalInt.empty(), TimeSource.SYSTEM);
        RpcEndpoint endpoint = new RpcEndpoint(supervisor.control(), settings, ForkJoinPool.commonPool());
        HttpSpec unix =
                new HttpSpec.Unix("unix_http_server", folder.resolve(socket), 0700, Optional.empty(), Optional.empty());
        return HttpServer.start(List.of(unix), endpoint, supervisor.control(), HttpLimits.DEFAULT);
    }

    @AfterAll
    static void stop() throws IOException {
        server.close();
        supervisor.close();
    }

    /** A terminal and the one who sits at it. */
    private static final class Sitting implements AutoCloseable {
        private final ScreenTerminal screen = new ScreenTerminal(80, 24);
        private final LineDisciplineTerminal terminal;
        private final Attributes before;
        private final Thread top;
        private final StringBuilder written = new StringBuilder();
        private volatile Throwable failure;

        Sitting(String type, String socket) throws IOException {
            terminal = new LineDisciplineTerminal(
                    "test",
                    type,
                    new OutputStream() {
                        @Override
                        public void write(int b) {
                            write(new byte[] {(byte) b}, 0, 1);
                        }

                        @Override
                        public void write(byte[] bytes, int offset, int count) {
                            String text = new String(bytes, offset, count, StandardCharsets.UTF_8);
                            synchronized (screen) {
                                screen.write(text);
                                written.append(text);
                                screen.notifyAll();
                            }
                        }
                    },
                    StandardCharsets.UTF_8);
            terminal.setSize(new Size(80, 24));
            before = terminal.getAttributes();
            Session session = new Session(
                    Target.of(Arguments.parse(new String[] {"-s", "unix://" + folder.resolve(socket)}), Map.of()),
                    new Screen(
                            new PrintStream(OutputStream.nullOutputStream()),
                            new PrintStream(OutputStream.nullOutputStream()),
                            InputStream.nullInputStream(),
                            true,
                            true),
                    false);
            top = Thread.ofPlatform().start(() -> {
                try (session) {
                    TopScreen.run(session, TopLook.of(session.client()), terminal);
                } catch (InterruptedException | RuntimeException e) {
                    failure = e;
                } finally {
                    synchronized (screen) {
                        screen.notifyAll();
                    }
                }
            });
        }

        void type(String keys) throws IOException {
            terminal.processInputBytes(keys.getBytes(StandardCharsets.UTF_8));
        }

        /** Waits until a line of the screen is as expected. */
        void until(Predicate<String> line) throws InterruptedException {
            synchronized (screen) {
                while (lines().noneMatch(line)) {
                    assertThat(failure).isNull();
                    screen.wait();
                }
            }
        }

        private Stream<String> lines() {
            return screen.toString().lines();
        }

        String written() {
            synchronized (screen) {
                return written.toString();
            }
        }

        void ended() throws InterruptedException {
            top.join();
            assertThat(failure).isNull();
            assertThat(terminal.getAttributes().getLocalFlags()).isEqualTo(before.getLocalFlags());
        }

        @Override
        public void close() throws IOException {
            terminal.close();
        }
    }

    private static Predicate<String> row(String name, String state) {
        return line -> line.matches(".*" + name + " +" + state + " .*");
    }

    @Test
    void showsWhatHappensAndActsByKeysAndLeavesTheTerminalAsItWas() throws Exception {
        try (Sitting sitting = new Sitting("xterm", "s.sock")) {
            sitting.until(row("db", "STOPPED"));
            sitting.until(row("web", "RUNNING +[0-9]+ +0:[0-9:]+ +[0-9.]+ +[0-9.]+[KM]"));
            sitting.type("s");
            sitting.until(row("db", "RUNNING"));
            sitting.until(line -> line.contains("db: started"));
            sitting.type("l");
            sitting.until(line -> line.contains("hello from db"));
            sitting.type("e");
            sitting.until(line -> line.contains("wanted up since"));
            sitting.type("\u001b[Bx");
            sitting.until(line -> line.contains("stop web? y/n"));
            sitting.type("n");
            sitting.until(line -> line.contains("nothing done"));
            sitting.type("kxy");
            sitting.until(row("db", "STOPPED"));
            sitting.until(line -> line.contains("db: stopped"));
            sitting.type("xy");
            sitting.until(line -> line.contains("db: not stopped: NOT_RUNNING"));
            sitting.type("q");
            sitting.ended();
        }
    }

    @Test
    void controlCEndsIt() throws Exception {
        try (Sitting sitting = new Sitting("xterm", "s.sock")) {
            sitting.until(row("web", "RUNNING"));
            sitting.type("\u0003");
            sitting.ended();
        }
    }

    @Test
    void comesBackWhenTheSupervisorDoes() throws Exception {
        HttpServer second = listen("second.sock");
        try (Sitting sitting = new Sitting("xterm", "second.sock")) {
            sitting.until(row("web", "RUNNING"));
            second.close();
            sitting.until(line -> line.contains("no connection, trying again"));
            second = listen("second.sock");
            sitting.until(line -> line.contains("? help"));
            sitting.type("q");
            sitting.ended();
        } finally {
            second.close();
        }
    }

    @Test
    void drawsAgainInAnotherSize() throws Exception {
        try (Sitting sitting = new Sitting("xterm", "s.sock")) {
            sitting.until(row("web", "RUNNING"));
            sitting.terminal.setSize(new Size(80, 10));
            sitting.terminal.raise(Terminal.Signal.WINCH);
            sitting.until(line -> line.contains("? help"));
            sitting.type("?q");
            sitting.ended();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"vt100", "xterm", "screen", "linux"})
    void terminalsThatAddressTheirCursorAreEnough(String type) throws Exception {
        try (Sitting sitting = new Sitting(type, "s.sock")) {
            sitting.until(row("web", "RUNNING"));
            assertThat(TopScreen.isFor(sitting.terminal)).isTrue();
            assertThat(sitting.written())
                    .matches(text -> COLOUR.matcher(text).find() == (Colours.areWanted() && !type.equals("vt100")));
            sitting.type("q");
            sitting.ended();
        }
    }

    @Test
    void aDumbTerminalIsNotEnough() throws IOException {
        try (Terminal dumb = new DumbTerminal(InputStream.nullInputStream(), OutputStream.nullOutputStream())) {
            assertThat(TopScreen.isFor(dumb)).isFalse();
        }
    }

    @Test
    void printsOneTableWithoutATerminal() {
        for (String[] words : new String[][] {{"top"}, {"top", "--once"}}) {
            String[] args = {"-s", "unix://" + folder.resolve("s.sock"), words[0], words[words.length - 1]};
            Run run = words.length == 1 ? Run.of(args[0], args[1], args[2]) : Run.of(args);
            assertThat(run.status()).isZero();
            assertThat(run.err()).isEmpty();
            assertThat(run.out().lines().toList())
                    .satisfiesExactly(
                            titles -> assertThat(titles).matches("NAME +STATE +PID +UPTIME +CPU% +MEMORY +REMARK"),
                            db -> assertThat(db).startsWith("db       STOPPED"),
                            web -> assertThat(web).matches("web +RUNNING +[0-9]+ +0:[0-9:]+ +[0-9.]+ +[0-9.]+[KM]"));
        }
    }

    @Test
    void refusesNamesAndSaysWhatToDo() {
        Run run = Run.of("top", "web");
        assertThat(run.status()).isEqualTo(Exit.WRONG_ARGUMENTS);
        assertThat(run.out()).contains("/ selects by name");
    }

    @Test
    void withoutASupervisorItEndsAsOtherVerbsDo() {
        Run run = Run.of("-s", "unix://" + folder.resolve("none.sock"), "top");
        assertThat(run.status()).isEqualTo(Exit.NOT_RUNNING);
        assertThat(run.out()).contains("none.sock no such file");
    }
}
