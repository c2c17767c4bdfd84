package org.supervisor.examples.supctl;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.ForkJoinPool;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.supervisor.server.Supervisor;
import org.supervisor.server.config.HttpSpec;
import org.supervisor.server.http.HttpLimits;
import org.supervisor.server.http.HttpServer;
import org.supervisor.server.process.DependsOn;
import org.supervisor.server.process.ProcessName;
import org.supervisor.server.process.ProcessSpec;
import org.supervisor.server.process.TimeSource;
import org.supervisor.server.rpc.RpcEndpoint;
import org.supervisor.server.rpc.RpcSettings;

/** What depends on what, and which names there are, in the console, against a supervisor in this JVM; none of its programs is started. */
@Timeout(60)
class GraphVerbTest {
    @TempDir
    private static Path folder;

    private static Supervisor supervisor;
    private static HttpServer server;

    @BeforeAll
    static void start() throws IOException {
        supervisor = Supervisor.of(
                spec("db"),
                spec("left", "db"),
                spec("right", "db"),
                spec("web", "left", "right"),
                spec("proxy", "web"),
                spec("orphan", "removed"));
        RpcSettings settings = new RpcSettings("0.1.0", true, name -> OptionalInt.empty(), TimeSource.SYSTEM);
        RpcEndpoint endpoint = new RpcEndpoint(supervisor.control(), settings, ForkJoinPool.commonPool());
        HttpSpec socket = new HttpSpec.Unix(
                "unix_http_server", folder.resolve("s.sock"), 0700, Optional.empty(), Optional.empty());
        server = HttpServer.start(List.of(socket), endpoint, supervisor.control(), HttpLimits.DEFAULT);
    }

    @AfterAll
    static void stop() throws IOException {
        server.close();
        supervisor.close();
    }

    private static ProcessSpec spec(String name, String... targets) {
        ProcessSpec.Builder spec = new ProcessSpec.Builder(new ProcessName(name, name))
                .command("sleep", "1000")
                .startWait(Duration.ZERO)
                .autoStart(false);
        if (targets.length > 0) {
            spec.aspect(new DependsOn(
                    Stream.of(targets)
                            .map(target -> new DependsOn.Dependency(target, DependsOn.Condition.READY))
                            .toList(),
                    DependsOn.OnFailure.IGNORE));
        }
        return spec.build();
    }

    private static Run run(String... arguments) {
        String[] args = new String[arguments.length + 2];
        args[0] = "-s";
        args[1] = "unix://" + folder.resolve("s.sock");
        System.arraycopy(arguments, 0, args, 2, arguments.length);
        return Run.of(args);
    }

    @Test
    void eachProcessIsShownAndWhatIsBelowItOnce() {
        assertThat(run("graph").out().lines().map(line -> line.replaceFirst("  STOPPED.*?(?=  \\(see above\\)|$)", "")))
                .containsExactly("db", "  left", "    web", "      proxy", "  right", "    web  (see above)", "orphan");
    }

    @Test
    void aMisspeltOptionIsNoProcess() {
        assertThat(run("graph", "--dott").out()).contains("did you mean --dot?");
    }

    @Test
    void thoseThatDependOnAGroupAreStoppedWithIt() {
        assertThat(run("start", "left").out()).contains("left: started");
        assertThat(run("stop", "--with-dependents", "db:*").out().lines().toList())
                .containsExactly("left: stopped", "db: stopped");
    }

    @ParameterizedTest
    @CsvSource({
        "start prxy, prxy: ERROR (no such process), proxy",
        "stop LEFT, LEFT: ERROR (no such process), left",
        "status wbe, wbe: ERROR (no such process), web",
        "explain rihgt, rihgt: ERROR (no such process), right",
        "explain orphn:*, orphn: ERROR (no such group), orphan:*",
        "start orphn:*, orphn: ERROR (no such group), orphan:*",
        "graph rigth, rigth: ERROR (no such process), right",
        "tail proxi, proxi: ERROR (no such process name), proxy",
        "reload-program wbe, wbe: ERROR (no such process), web",
    })
    void suggestsTheNameOfAProcess(String command, String complaint, String meant) {
        Run run = run(command.split(" ", -1));
        assertThat(run.out()).contains(complaint);
        assertThat(run.err()).isEqualTo("did you mean " + meant + "?" + System.lineSeparator());
    }

    @Test
    void suggestsNothingForANameThatIsLikeNone() {
        assertThat(run("start", "elephant").err()).isEmpty();
    }

    @Test
    void explainsAGroupOrAll() {
        assertThat(run("explain", "db:*").out()).startsWith("db:");
        assertThat(run("explain", "all").out().lines().filter(line -> line.matches("\\w+:.*")))
                .extracting(line -> line.substring(0, line.indexOf(':')))
                .containsExactlyInAnyOrder("db", "left", "right", "web", "proxy", "orphan");
    }
}
