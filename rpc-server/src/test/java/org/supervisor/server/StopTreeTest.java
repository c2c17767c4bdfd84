package org.supervisor.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.supervisor.api.Answer;
import org.supervisor.api.ProcessState;
import org.supervisor.api.Signal;
import org.supervisor.server.os.Processes;
import org.supervisor.server.process.ProcessSpec;
import org.supervisor.server.process.StopTree;

/** Programs whose processes leave their group, or lose their parents, and how they are stopped. */
@Tag("children")
class StopTreeTest {
    private static final String SLEEPS = "sh -c 'echo $$ >@pid; exec sleep 1000'";
    private static final String DEAF =
            "sh -c 'trap \"\" TERM INT HUP QUIT USR1 USR2; echo $$ >@pid; while :; do sleep 1; done'";
    private static final int NO_PIDFD = -1;

    @TempDir
    private Path folder;

    private int member;

    @AfterEach
    void endWhatIsLeft() {
        if (member > 1 && Programs.runs(member)) {
            Processes.signal(member, NO_PIDFD, Signal.KILL);
        }
    }

    private String in(String line) {
        return line.replace("@", folder + "/");
    }

    private ProcessSpec.Builder program(String line) {
        return Programs.supervisord("p", in(line));
    }

    private void awaitMember() {
        Await.until("it has begun", () -> !text("pid").isEmpty());
        member = Integer.parseInt(text("pid"));
    }

    private String text(String file) {
        return Programs.text(folder.resolve(file)).strip();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                SLEEPS + " & wait", // in its group
                "setsid " + SLEEPS + " & wait", // in a session of its own
                "(" + SLEEPS + " &); exec sleep 1000", // lost its parent
                "(setsid " + SLEEPS + " &); exec sleep 1000", // both
                "env -i PATH=$PATH setsid " + SLEEPS + " & exec sleep 1000", // nor has it the variables
                "sh -c 'setsid " + "sh -c \"echo \\$\\$ >@pid; exec sleep 1000\" & exit' ; exec sleep 1000",
                "setsid " + DEAF + " & wait",
                "(setsid " + DEAF + " &); trap '' TERM; while :; do sleep 1; done"
            })
    void aStopLeavesNothing(String line) {
        try (Supervisor supervisor = Supervisor.of(program(line)
                .stopWait(Duration.ofSeconds(2))
                .aspect(new StopTree())
                .build())) {
            supervisor.start("p");
            awaitMember();
            assertThat(supervisor.stop("p")).isEqualTo(Answer.STOPPED);
            assertThat(Programs.runs(member)).isFalse();
        }
    }

    @Test
    void aStopIsOverWhenTheLastOfTheTreeHasEndedInItsOwnTime() {
        String slow = "setsid sh -c 'trap \"echo got >@got; sleep 1; echo done >@done; exit\" TERM; echo $$ >@pid;"
                + " while :; do sleep 0.1; done' & exec sleep 1000";
        try (Supervisor supervisor = Supervisor.of(program(slow)
                .stopWait(Duration.ofSeconds(60))
                .aspect(new StopTree())
                .build())) {
            supervisor.start("p");
            awaitMember();
            var stop = supervisor.control().stop("p", true);
            Await.until("it was asked to end", () -> !text("got").isEmpty());
            Await.until(
                    "its remark says so",
                    () -> stop.isDone()
                            || supervisor.control().facts("p").join().toString().contains("waits_for"));
            stop.join();
            assertThat(text("done")).isEqualTo("done");
            assertThat(Programs.runs(member)).isFalse();
        }
    }

    @Test
    void aRestartComesAfterTheWholeTreeHasEnded() {
        String line = "test -e @pid && grep -q '^State:.[^ZX]' /proc/$(cat @pid)/status && echo overlap >>@bad; setsid "
                + DEAF + " & exec sleep 1000";
        try (Supervisor supervisor = Supervisor.of(program(line)
                .stopWait(Duration.ofSeconds(1))
                .aspect(new StopTree())
                .build())) {
            supervisor.start("p");
            awaitMember();
            supervisor.stop("p");
            supervisor.start("p");
            Await.until("the next has begun", () -> !text("pid").equals(Integer.toString(member)));
            assertThat(text("bad")).isEmpty();
            supervisor.stop("p");
        }
    }

    @Test
    void whatOtherProgramsHaveStartedIsNotSignalled() throws IOException {
        ProcessSpec other = Programs.supervisord(
                        "other", "(setsid sh -c 'echo $$ >" + folder + "/pid; exec sleep 1000' &); exec sleep 1000")
                .aspect(new StopTree())
                .build();
        try (Supervisor supervisor =
                Supervisor.of(program("exec sleep 1000").aspect(new StopTree()).build(), other)) {
            supervisor.start("p");
            supervisor.start("other");
            awaitMember();
            assertThat(supervisor.stop("p")).isEqualTo(Answer.STOPPED);
            assertThat(Programs.runs(member)).isTrue();
            assertThat(supervisor.process("other").state()).isEqualTo(ProcessState.RUNNING);
            supervisor.stop("other");
            assertThat(Programs.runs(member)).isFalse();
        }
    }

    @Test
    void withoutTheKeyWhatHasLeftTheGroupStays() {
        try (Supervisor supervisor =
                Supervisor.of(program("setsid " + SLEEPS + " & exec sleep 1000").build())) {
            supervisor.start("p");
            awaitMember();
            supervisor.stop("p");
            assertThat(Programs.runs(member)).isTrue();
        }
    }

    @Test
    void aSignalThatIsNoStopGoesToTheProcessAlone() {
        String line = "setsid sh -c 'trap \"echo got >@got\" USR1; echo $$ >@pid; while :; do sleep 0.1; done' &"
                + " trap 'echo mine >@mine' USR1; while :; do sleep 0.1; done";
        try (Supervisor supervisor =
                Supervisor.of(program(line).aspect(new StopTree()).build())) {
            supervisor.start("p");
            awaitMember();
            supervisor.control().signal("p", Signal.USR1).join();
            Await.until("it has come", () -> text("mine").equals("mine"));
            assertThat(text("got")).isEmpty();
        }
    }

    private DaemonProcess daemon() throws IOException {
        return daemon("(setsid " + SLEEPS + " &)\nexec sleep 1000", 60);
    }

    private DaemonProcess daemon(String line, int stopWait) throws IOException {
        Path file = folder.resolve("s.conf");
        Files.writeString(file, in("""
            [supervisord]
            logfile = @log
            pidfile = @dpid
            statedir = @state
            [program:p]
            command = sh @line
            stop_tree = true
            stopwaitsecs = %d
            """.formatted(stopWait)));
        Files.writeString(folder.resolve("line"), in(line + "\n"));
        return new DaemonProcess(List.of(), "supervisord", folder, List.of("-n", "-c", file.toString()));
    }

    @Test
    void theDaemonGetsOrphansAndReapsThem() throws IOException {
        try (DaemonProcess daemon = daemon()) {
            awaitMember();
            Await.until(
                    "it is the daemon's child",
                    () -> Programs.textOrNothing(Path.of("/proc/" + member + "/stat"))
                            .contains(" S " + daemon.pid() + " "));
            Processes.signal(member, NO_PIDFD, Signal.KILL);
            daemon.until("it is reaped", () -> text("log").contains("reaped unknown pid " + member));
        }
    }

    @Test
    void theNextDaemonFindsTheTree() throws IOException {
        try (DaemonProcess daemon = daemon()) {
            awaitMember();
            Await.until("p runs", () -> text("log").contains("entered RUNNING state"));
            daemon.signal(Signal.KILL);
            daemon.exitStatus();
        }
        try (DaemonProcess daemon = daemon()) {
            daemon.until("it is adopted", () -> text("log").contains("adopted: 'p'"));
            daemon.signal(Signal.TERM);
            daemon.exitStatus();
            assertThat(Programs.runs(member)).isFalse();
        }
    }

    /** Starts another process and ends, again and again, but not for ever. */
    private static final String HOPS = """
        import os, signal, sys, time
        pause = float(sys.argv[1])
        if 'deaf' in sys.argv:
            for number in (signal.SIGTERM, signal.SIGHUP, signal.SIGINT):
                signal.signal(number, signal.SIG_IGN)
        end = time.monotonic() + 100
        while time.monotonic() < end:
            open('@pid', 'w').write(str(os.getpid()))
            time.sleep(pause)
            if os.fork():
                os._exit(0)
            os.setsid()
        """;

    private long hopping() {
        return ProcessHandle.allProcesses()
                .filter(process -> Programs.textOrNothing(Path.of("/proc/" + process.pid() + "/cmdline"))
                        .contains(folder + "/hop.py"))
                .filter(process -> Programs.runs(process.pid()))
                .count();
    }

    private void isEndedByTheDaemon(String line) throws IOException {
        Files.writeString(folder.resolve("hop.py"), in(HOPS));
        try (DaemonProcess daemon = daemon(line, 1)) {
            awaitMember();
            daemon.until("p runs", () -> text("log").contains("entered RUNNING state"));
            daemon.signal(Signal.TERM);
            daemon.exitStatus();
            assertThat(text("log")).contains("stopped: p");
            assertThat(hopping()).isZero();
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "(setsid python3 @hop.py 0.02 &); exec sleep 1000",
                "(env -i PATH=$PATH setsid python3 @hop.py 0.02 deaf &); exec sleep 1000",
                "python3 @hop.py 0.002 deaf & exec sleep 1000",
                "for i in 1 2 3 4; do python3 @hop.py 0.02 deaf & done; exec sleep 1000"
            })
    void whatStartsAnotherProcessAndEndsAgainAndAgainIsEndedToo(String line) throws IOException {
        isEndedByTheDaemon(line);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "(env -i PATH=$PATH setsid " + SLEEPS + " &); exec sleep 1000", // all three
                "(env -i PATH=$PATH setsid " + DEAF + " &); exec sleep 1000",
                "(env -i PATH=$PATH setsid sh -c 'echo $$ >@pid; kill -STOP $$; exec sleep 1000' &); exec sleep 1000"
            })
    void theDaemonFindsWhatHasLostItsParentItsGroupAndItsEnvironment(String line) throws IOException {
        try (DaemonProcess daemon = daemon(line, 1)) {
            awaitMember();
            daemon.until("p runs", () -> text("log").contains("entered RUNNING state"));
            daemon.signal(Signal.TERM);
            daemon.exitStatus();
            assertThat(Programs.runs(member)).isFalse();
        }
    }

    @Test
    void theMarkHasNoEffectOnTheDaemonItself() throws IOException {
        try (DaemonProcess daemon = daemon(
                "(setsid sh -c 'grep locks /proc/self/limits >@limit; echo $$ >@pid; exec"
                        + " sleep 1000' &); exec sleep 1000",
                1)) {
            awaitMember();
            assertThat(text("limit")).matches("Max file locks +[0-9]{19} +unlimited +locks");
            assertThat(Programs.text(Path.of("/proc/" + daemon.pid() + "/limits")))
                    .containsPattern("Max file locks +unlimited +unlimited");
        }
    }
}
