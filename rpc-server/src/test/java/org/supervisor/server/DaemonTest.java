package org.supervisor.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.supervisor.api.Signal;

/** What the daemon's own life is like, seen from outside. */
class DaemonTest {
    /** Writes its pid to a file, and goes on running. */
    private static final String LIVES = "command = sh -c \"echo $$ >>@DIR@/%s; exec sleep 1000\"\n";

    @TempDir
    private Path folder;

    private DaemonProcess daemon;

    @AfterEach
    void endDaemon() {
        if (daemon != null) {
            daemon.close();
        }
    }

    private void write(String file, String text) {
        try {
            Files.writeString(folder.resolve(file), text.replace("@DIR@", folder.toString()));
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    private static String perlProgram(String name) {
        return "[program:" + name + "]\n" + LIVES.formatted(name) + "start-wait-secs = 0\n";
    }

    private DaemonProcess perl(String... more) {
        List<String> words = new ArrayList<>(List.of(
                "--config=" + folder.resolve("supervisor.ini"),
                "--port=" + DaemonProcess.freePort(),
                "--pidfile=" + folder.resolve("pid"),
                "--logfile=" + folder.resolve("log")));
        words.addAll(List.of(more));
        return new DaemonProcess("supervisor", folder, words);
    }

    private void writeSupervisord(String programs) {
        write("supervisord.conf", """
            [supervisord]
            logfile = @DIR@/log
            pidfile = @DIR@/pid
            """ + programs);
    }

    private static String supervisordProgram(String name) {
        return "[program:" + name + "]\n" + LIVES.formatted(name) + "startsecs = 0\n";
    }

    private DaemonProcess supervisord(String... more) {
        List<String> words =
                new ArrayList<>(List.of("-c", folder.resolve("supervisord.conf").toString()));
        words.addAll(List.of(more));
        return new DaemonProcess("supervisord", folder, words);
    }

    /** A pid that was written last into a file of the folder; 0 if none was yet. */
    private int pidIn(String file) {
        List<String> pids = Programs.lines(folder.resolve(file));
        return pids.isEmpty() ? 0 : Integer.parseInt(pids.getLast());
    }

    private String log() {
        return Programs.text(folder.resolve("log"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"SIGTERM", "SIGHUP", "SIGQUIT"})
    void aSignalStopsAllProgramsOfAPerlFileAndEndsTheDaemonInOrder(String name) {
        write("supervisor.ini", perlProgram("p") + perlProgram("q"));
        daemon = perl().until("both are up", () -> pidIn("p") > 0 && pidIn("q") > 0);
        assertThat(Programs.text(folder.resolve("pid"))).isEqualTo(daemon.pid() + "\n");

        daemon.signal(Signal.parse(name).orElseThrow());
        assertThat(daemon.exitStatus()).isZero();
        assertThat(Programs.runs(pidIn("p"))).isFalse();
        assertThat(Programs.runs(pidIn("q"))).isFalse();
        assertThat(folder.resolve("pid")).doesNotExist();
        assertThat(log())
                .contains("starting processes", "shutting down with the " + name.substring(3) + " signal")
                .endsWith("shutting down\n");
    }

    @Test
    void withoutAdoptionItsChildrenReadTheEndOfTheirInputAndCannotWriteAnyMoreWhenItWasKilled() {
        writeSupervisord("""
            [program:reader]
            command = sh -c "echo $$ >@DIR@/reader; cat; echo $? >@DIR@/reader-end"
            startsecs = 0
            [program:writer]
            command = sh -c "echo $$ >@DIR@/writer; (while echo line; do sleep 0.01; done); echo $? >@DIR@/writer-end"
            startsecs = 0
            """);
        daemon = supervisord("-n", "--adopt", "false")
                .until("both are up", () -> pidIn("reader") > 0 && pidIn("writer") > 0);
        daemon.signal(Signal.KILL);
        daemon.exitStatus();
        int brokenPipe = 128 + 13;
        Await.until("the writer has ended", () -> pidIn("writer-end") == brokenPipe);
        Await.until(
                "the reader has ended",
                () -> !Programs.lines(folder.resolve("reader-end")).isEmpty());
        assertThat(Programs.lines(folder.resolve("reader-end"))).containsExactly("0");
    }

    @Test
    void hearsTheOthersWhereTheJvmKeepsOneSignalForItself() {
        writeSupervisord(supervisordProgram("p"));
        String file = folder.resolve("supervisord.conf").toString();
        daemon = new DaemonProcess("supervisord", folder, List.of("-n", "-c", file), Map.of())
                .until("p is up", () -> pidIn("p") > 0);
        daemon.signal(Signal.TERM);
        assertThat(daemon.exitStatus()).isZero();
    }

    @ParameterizedTest
    @CsvSource({"ours, unset", "'', 2"})
    void programsDoNotInheritWhatTheLaunchScriptSetForTheJvm(String mark, String seen) {
        writeSupervisord("""
            [program:p]
            command = sh -c "echo ${MALLOC_ARENA_MAX-unset} ${SUPERVISOR_RPC_ARENAS-unset} >@DIR@/seen; exec sleep 1000"
            startsecs = 0
            """);
        Map<String, String> environment = new HashMap<>(Map.of("_JAVA_SR_SIGNUM", "40", "MALLOC_ARENA_MAX", "2"));
        if (!mark.isEmpty()) {
            environment.put("SUPERVISOR_RPC_ARENAS", mark);
        }
        String file = folder.resolve("supervisord.conf").toString();
        daemon = new DaemonProcess("supervisord", folder, List.of("-n", "-c", file), environment);
        daemon.until(
                "p has written", () -> !Programs.text(folder.resolve("seen")).isEmpty());
        assertThat(Programs.text(folder.resolve("seen"))).isEqualTo(seen + " unset\n");
    }

    @Test
    void aSecondSignalLeavesOutAllGrace() {
        write("supervisor.ini", """
            [program:deaf]
            command = trap '' TERM; echo $$ >@DIR@/deaf; while :; do sleep 0.1; done
            start-wait-secs = 0
            stop-wait-secs = 3600
            """);
        daemon = perl().until("deaf is up", () -> pidIn("deaf") > 0);
        daemon.signal(Signal.TERM);
        daemon.until("the first was heard", () -> log().contains("shutting down with the TERM signal"));
        daemon.signal(Signal.TERM);
        assertThat(daemon.exitStatus()).isZero();
        assertThat(Programs.runs(pidIn("deaf"))).isFalse();
    }

    @Test
    void refusesToRunTwice() {
        write("supervisor.ini", perlProgram("p"));
        daemon = perl().until("it is up", () -> pidIn("p") > 0);
        DaemonProcess second = perl();
        assertThat(second.exitStatus()).isEqualTo(1);
        assertThat(second.stderr()).contains("supervisor is already running: " + daemon.pid());
        assertThat(Programs.runs(daemon.pid())).isTrue();
        assertThat(Programs.lines(folder.resolve("p"))).hasSize(1);
    }

    @Test
    void takesOverAPidFileThatACrashLeftBehind() throws Exception {
        Process other = new ProcessBuilder("sleep", "1000").start(); // has got the dead daemon's pid since
        try {
            write("supervisor.ini", perlProgram("p"));
            write("pid", other.pid() + "\n");
            daemon = perl().until("it is up", () -> pidIn("p") > 0);
            assertThat(Programs.text(folder.resolve("pid"))).isEqualTo(daemon.pid() + "\n");
        } finally {
            other.destroy();
        }
    }

    @Test
    void checkPrintsAllValuesAndStartsNothing() {
        write("supervisor.ini", perlProgram("p") + "stop-wait-secs = 77\n");
        daemon = perl("--check");
        assertThat(daemon.exitStatus()).isZero();
        assertThat(daemon.stdout()).contains("[program:p]", "stop-wait-secs = 77", "1 process", "no problems");
        assertThat(folder.resolve("p")).doesNotExist();
        assertThat(folder.resolve("pid")).doesNotExist();
    }

    @Test
    void aBrokenConfigurationIsRefusedWithAllItsProblems() {
        writeSupervisord(supervisordProgram("p") + "startretries = many\nstopsignal = NOSUCH\n");
        daemon = supervisord("-n");
        assertThat(daemon.exitStatus()).isEqualTo(2);
        assertThat(daemon.stderr()).contains("startretries", "many", "stopsignal", "NOSUCH");
        assertThat(folder.resolve("p")).doesNotExist();
    }

    @Test
    void hangupStartsOverInTheSameProcessWithTheFileReadAgain() {
        writeSupervisord(supervisordProgram("p"));
        daemon = supervisord("-n").until("p is up", () -> pidIn("p") > 0);
        int before = pidIn("p");
        writeSupervisord(supervisordProgram("p") + supervisordProgram("fresh"));
        daemon.signal(Signal.HUP);
        daemon.until("both are up", () -> pidIn("fresh") > 0 && pidIn("p") != before);
        assertThat(Programs.runs(before)).isFalse();
        assertThat(Programs.lines(folder.resolve("p"))).hasSize(2);
        assertThat(Programs.text(folder.resolve("pid"))).isEqualTo(daemon.pid() + "\n");

        daemon.signal(Signal.TERM);
        assertThat(daemon.exitStatus()).isZero();
        assertThat(folder.resolve("pid")).doesNotExist();
    }

    @Test
    void aHangupWithABrokenFileKeepsWhatItHad() {
        writeSupervisord(supervisordProgram("p"));
        daemon = supervisord("-n").until("p is up", () -> pidIn("p") > 0);
        int before = pidIn("p");
        writeSupervisord("[program:p]\n");
        daemon.signal(Signal.HUP);
        daemon.until("p is up again", () -> pidIn("p") != before);
        assertThat(log()).contains("the configuration cannot be used");
    }

    @Test
    void goesToTheBackgroundByDefault() {
        writeSupervisord(supervisordProgram("p"));
        daemon = supervisord();
        assertThat(daemon.exitStatus()).isZero();
        Await.until("p is up", () -> pidIn("p") > 0);
        int background = pidIn("pid");
        assertThat(background).isNotEqualTo((int) daemon.pid());
        ProcessHandle.of(background).orElseThrow().destroy();
        Await.until("it is gone", () -> !Programs.runs(background));
        assertThat(Programs.runs(pidIn("p"))).isFalse();
        assertThat(folder.resolve("pid")).doesNotExist();
    }
}
