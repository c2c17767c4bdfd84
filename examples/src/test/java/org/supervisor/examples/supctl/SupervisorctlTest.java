package org.supervisor.examples.supctl;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The verbs against a real supervisord, compared with the real supervisorctl where that is installed too. */
class SupervisorctlTest {
    @TempDir
    static Path folder;

    private static Process supervisord;

    @BeforeAll
    static void startSupervisord() throws Exception {
        assumeTrue(
                Files.isExecutable(Path.of("/usr/bin/supervisord"))
                        && Files.isExecutable(Path.of("/usr/bin/supervisorctl")),
                "supervisord is not installed");
        configure("");
        supervisord = new ProcessBuilder("/usr/bin/supervisord", "-n", "-c", conf())
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("console.log").toFile())
                .start();
        while (Run.of("-c", conf(), "pid", "up").status() != Exit.OK) {
            if (supervisord.waitFor(20, TimeUnit.MILLISECONDS)) {
                throw new IOException(Files.readString(folder.resolve("console.log")));
            }
        }
    }

    @AfterAll
    static void stopSupervisord() {
        if (supervisord != null) {
            supervisord.destroy();
            supervisord
                    .onExit()
                    .completeOnTimeout(supervisord, 20, TimeUnit.SECONDS)
                    .thenAccept(Process::destroyForcibly)
                    .join();
        }
    }

    private static String conf() {
        return folder.resolve("s.conf").toString();
    }

    private static void configure(String more) throws IOException {
        Files.writeString(folder.resolve("s.conf"), String.format(Locale.ROOT, """
            [unix_http_server]
            file=%1$s/s.sock
            [supervisord]
            logfile=%1$s/main.log
            pidfile=%1$s/main.pid
            childlogdir=%1$s
            [rpcinterface:supervisor]
            supervisor.rpcinterface_factory = supervisor.rpcinterface:make_main_rpcinterface
            [supervisorctl]
            serverurl=unix://%%(here)s/s.sock
            [group:pair]
            programs=one,two
            [program:one]
            command=cat
            autostart=false
            startsecs=0
            [program:two]
            command=cat
            autostart=false
            startsecs=0
            [program:up]
            command=sh -c 'echo hello; exec cat'
            startsecs=0
            [program:missing]
            command=/nonexistent/x
            autostart=false
            startretries=0
            [program:mute]
            command=cat
            stdout_logfile=NONE
            autostart=false
            %2$s
            """, folder, more));
    }

    private static Run supctl(String commandLine) {
        List<String> args = new ArrayList<>(List.of("-c", conf()));
        args.addAll(Arrays.asList(commandLine.split(" ", -1)));
        return Run.of(args.toArray(String[]::new));
    }

    private static Run supervisorctl(String commandLine) throws Exception {
        List<String> command = new ArrayList<>(List.of("/usr/bin/supervisorctl", "-c", conf()));
        command.addAll(Arrays.asList(commandLine.split(" ", -1)));
        Process process = new ProcessBuilder(command)
                .redirectInput(Path.of("/dev/null").toFile())
                .start();
        String out = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        return new Run(process.waitFor(), out, "");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "status missing mute pair:* nope",
                "status pair:one",
                "status pair:",
                "version",
                "pid up",
                "pid up nope",
                "start up missing",
                "start missing nope",
                "stop mute nope",
                "stop nope mute",
                "signal FOO up",
                "signal 99 up mute",
                "signal CONT nope mute",
                "clear nope up",
                "tail -2 up",
                "tail up foo",
                "tail -f",
                "reread",
                "update",
                "add nope",
                "remove nope",
                "fg mute",
                "nonsense"
            })
    void printsAndExitsAsSupervisorctlDoes(String commandLine) throws Exception {
        assertThat(supctl(commandLine)).isEqualTo(supervisorctl(commandLine));
    }

    @Test
    void startsSignalsRestartsAndStops() {
        assertThat(supctl("start pair:*").out().lines())
                .containsExactlyInAnyOrder("pair:one: started", "pair:two: started");
        assertThat(supctl("signal CONT pair:one")).isEqualTo(new Run(0, "pair:one: signalled\n", ""));
        assertThat(supctl("restart pair:one")).isEqualTo(new Run(0, "pair:one: stopped\npair:one: started\n", ""));
        assertThat(supctl("stop pair:*").out().lines())
                .containsExactlyInAnyOrder("pair:one: stopped", "pair:two: stopped");
    }

    @Test
    void appliesAChangedConfiguration() throws Exception {
        configure("[program:added]\ncommand=cat\nstartsecs=0\n");
        assertThat(supctl("reread")).isEqualTo(new Run(0, "added: available\n", ""));
        assertThat(supctl("--json reread").out()).startsWith("{\"added\":[\"added\"],\"changed\":[],\"removed\":[]}");
        assertThat(supctl("update")).isEqualTo(new Run(0, "added: added process group\n", ""));
        configure("");
        assertThat(supctl("update")).isEqualTo(new Run(0, "added: stopped\nadded: removed process group\n", ""));
    }

    @Test
    void answersProgramsInJson() {
        assertThat(supctl("--json status mute").out())
                .startsWith("[{\"name\":\"mute\",\"state\":\"STOPPED\",\"pid\":0,")
                .endsWith("}]\n");
        assertThat(supctl("start nope --json").out())
                .isEqualTo("[{\"name\":\"nope\",\"ok\":false,\"status\":10,\"description\":\"BAD_NAME: nope\"}]\n");
        assertThat(supctl("avail --json").out()).contains("{\"name\":\"up\",\"in_use\":true,\"autostart\":true,");
    }

    @Test
    void runsLinesFromAPipe() {
        Run run = Run.typing("pid mute\n\nquit\nnever reached\n", Map.of(), "-c", conf());
        assertThat(run.status()).isZero();
        assertThat(run.out())
                .startsWith("missing  ")
                .endsWith("supervisor> 0\nsupervisor> supervisor> \n")
                .doesNotContain("never");
    }

    @Test
    void typesIntoAProcessInTheForeground() {
        Run run = Run.typing("typed\n", Map.of(), "-c", conf(), "fg", "up");
        assertThat(run.status()).isZero();
        assertThat(run.out()).startsWith("==> Press Ctrl-C to exit <==\n").endsWith("Exiting foreground\n");
        assertThat(supctl("signal CONT up").status()).isZero();
    }

    @Test
    void reportsThatNothingListensAtTheAddress() {
        String url = "unix://" + folder + "/none.sock";
        assertThat(Run.of("-s", url, "status")).isEqualTo(new Run(4, url + " no such file\n", ""));
        assertThat(Run.of("-s", url, "pid")).isEqualTo(new Run(7, url + " no such file\n", ""));
        assertThat(Run.of("-s", url, "shutdown"))
                .isEqualTo(new Run(1, "ERROR: " + url + " no such file (already shut down?)\n", ""));
    }

    @Test
    void reportsThatASupervisordHasNoEvents() {
        Run run = supctl("events");
        assertThat(run.status()).isEqualTo(Exit.NO_SUCH_INTERFACE);
        assertThat(run.out()).endsWith("has no stream of events; is it a supervisord?\n");
    }
}
