package org.supervisor.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.supervisor.api.Answer;
import org.supervisor.api.ProcessState;
import org.supervisor.api.Signal;
import org.supervisor.server.engine.ProcessView;
import org.supervisor.server.os.Processes;
import org.supervisor.server.process.OutputSpec;
import org.supervisor.server.process.ProcessSpec;
import org.supervisor.server.process.StreamSpec;

/** Whatever becomes of children, the supervisor knows, and leaves nothing behind. */
class ChildFateTest {
    private static final String SLEEPS = "exec sleep 1000";
    private static final int NO_PIDFD = -1;

    @TempDir
    private Path folder;

    private final Random random = new Random(4);

    private void pause(Duration most) {
        LockSupport.parkNanos(random.nextLong(most.toNanos()));
    }

    private static void killBehindItsBack(int pid) {
        if (pid > 0) {
            Processes.signal(pid, NO_PIDFD, Signal.KILL);
        }
    }

    @Test
    void restartsAChildThatWasKilledWheneverThatHappens() {
        try (Supervisor supervisor =
                Supervisor.of(Programs.supervisord("p", SLEEPS).build())) {
            supervisor.start("p");
            for (int round = 0; round < 200; round++) {
                int before = supervisor.process("p").pid();
                assertThat(before).isPositive();
                pause(Duration.ofMillis(5));
                killBehindItsBack(before);
                Await.until("p lives again", () -> {
                    ProcessView now = supervisor.process("p");
                    return now.state() == ProcessState.RUNNING && now.pid() != before;
                });
                assertThat(Programs.runs(before)).isFalse();
            }
            assertThat(Programs.runs(supervisor.process("p").pid())).isTrue();
        }
    }

    @Test
    void staysRightUnderKillsStartsAndStopsInAnyOrder() {
        String[] names = {"a", "b", "c", "d"};
        ProcessSpec[] programs = IntStream.range(0, names.length)
                .mapToObj(i -> i % 2 == 0
                        ? Programs.supervisord(names[i], SLEEPS).build()
                        : Programs.perl(names[i], SLEEPS)
                                .startWait(Duration.ofMillis(3))
                                .build())
                .toArray(ProcessSpec[]::new);
        Set<ProcessHandle> others = ProcessHandle.current().children().collect(Collectors.toSet());
        try (Supervisor supervisor = Supervisor.of(programs)) {
            List<CompletableFuture<Answer>> answers = new ArrayList<>();
            for (int round = 0; round < 600; round++) {
                String name = names[random.nextInt(names.length)];
                switch (random.nextInt(4)) {
                    case 0 -> answers.add(supervisor.control().ensureStarted(name));
                    case 1 -> answers.add(supervisor.control().ensureStopped(name));
                    case 2 -> answers.add(supervisor.control().kill(name));
                    default -> killBehindItsBack(supervisor.process(name).pid());
                }
                pause(Duration.ofMillis(2));
            }
            assertThat(answers)
                    .allSatisfy(
                            answer -> assertThat(answer.join()).isIn(Answer.STARTED, Answer.STOPPED, Answer.GAVE_UP));
            for (String name : names) {
                assertThat(supervisor.start(name)).isEqualTo(Answer.STARTED);
                assertThat(Programs.runs(supervisor.process(name).pid())).isTrue();
                assertThat(supervisor.stop(name)).isEqualTo(Answer.STOPPED);
                assertThat(supervisor.process(name).state()).isEqualTo(ProcessState.STOPPED);
                assertThat(supervisor.process(name).pid()).isZero();
            }
        }
        Await.until("none of its children is left", () -> ours(others).isEmpty());
    }

    /** Other tests of this JVM may have left children. */
    private static List<ProcessHandle> ours(Set<ProcessHandle> others) {
        return ProcessHandle.current()
                .children()
                .filter(child -> child.isAlive() && !others.contains(child))
                .toList();
    }

    @Test
    void noticesAnExitAlthoughAGrandchildHoldsTheOutputAndStillLogsWhatThatSays() throws IOException {
        Path log = folder.resolve("log");
        Path go = folder.resolve("go");
        String line =
                "(while [ ! -e " + go + " ]; do sleep 0.01; done; echo later; printf unfinished) & echo now; exit 5";
        ProcessSpec program =
                Programs.perl("p", line).output(Programs.rawTo(log)).build();
        try (Supervisor supervisor = Supervisor.of(program)) {
            supervisor.start("p");
            Await.until("the exit is seen", () -> supervisor.process("p").state() == ProcessState.EXITED);
            assertThat(Programs.lines(log)).containsExactly("now");
            Files.createFile(go);
            Await.until("the grandchild is heard", () -> Programs.text(log).equals("now\nlater\nunfinished"));
        }
    }

    @Test
    void stopsAProgramInThePauseOfItsCrashLoop() {
        ProcessSpec program = Programs.supervisord("p", "exit 1")
                .restartPauseMin(Duration.ofHours(1))
                .build();
        try (Supervisor supervisor = Supervisor.of(program)) {
            supervisor.control().start("p", true).join();
            Await.until("it pauses", () -> pauses(supervisor, "p"));
            supervisor.control().stop("p", true).join();
            assertThat(supervisor.process("p").state()).isEqualTo(ProcessState.EXITED);
            assertThat(supervisor.control().stop("p", true))
                    .failsWithin(Await.LONG_ENOUGH)
                    .withThrowableThat()
                    .withMessageContaining("NOT_RUNNING");
        }
    }

    @Test
    void jsonLinesNameTheProgramAndTheProcess() {
        Path log = folder.resolve("log");
        StreamSpec stream = StreamSpec.to(new StreamSpec.Log.File(log, 0, 0));
        ProcessSpec program = Programs.perl("web_00", "echo hello")
                .program("web")
                .output(new OutputSpec(true, stream, stream, OutputSpec.Format.JSON))
                .build();
        try (Supervisor supervisor = Supervisor.of(program)) {
            supervisor.start("web_00");
            Await.until("it has written", () -> Programs.text(log).endsWith("\n"));
        }
        assertThat(Programs.lines(log).getFirst()).contains("\"program\":\"web\"", "\"process\":\"web_00\"");
    }

    private static boolean pauses(Supervisor supervisor, String name) {
        return supervisor.control().explain(name).join().stream()
                .anyMatch(passage -> passage.cause().contains("3 times in a row, starts again in"));
    }

    @Test
    void supervisesAChildThatHasClosedItsOutput() {
        Path ready = folder.resolve("ready");
        ProcessSpec program = Programs.supervisord("p", "exec >&- 2>&-; echo ready >" + ready + "; " + SLEEPS)
                .output(Programs.rawTo(folder.resolve("log")))
                .build();
        try (Supervisor supervisor = Supervisor.of(program)) {
            supervisor.start("p");
            Await.until("p is ready", () -> !Programs.text(ready).isEmpty());
            int before = supervisor.process("p").pid();
            assertThat(supervisor.isAlive("p")).isTrue();
            killBehindItsBack(before);
            Await.until("p lives again", () -> {
                int now = supervisor.process("p").pid();
                return now > 0 && now != before;
            });
            assertThat(supervisor.stop("p")).isEqualTo(Answer.STOPPED);
        }
    }

    @Test
    void leavesNothingOfAProcessGroupBehind() {
        Path pids = folder.resolve("pids");
        String line = "trap '' TERM; sleep 1000 & echo $! >>" + pids
                + "; (trap '' TERM; echo ready; while :; do sleep 1000; done) & echo $! >>" + pids + "; trap - TERM; "
                + "echo $$ >>" + pids + "; " + SLEEPS;
        try (Supervisor supervisor = Supervisor.of(
                Programs.perl("p", line).build(), Programs.perl("idle", SLEEPS).build())) {
            supervisor.start("p");
            supervisor.start("idle");
            Await.until("p has told", () -> Programs.lines(pids).size() == 3);
        }
        assertThat(Programs.lines(pids)).hasSize(3);
        Await.until(
                "all are gone",
                () -> Programs.lines(pids).stream().noneMatch(pid -> Programs.runs(Long.parseLong(pid))));
    }

    @Test
    void aDaemonThatHasLeftTheSessionIsOutside() {
        Path pid = folder.resolve("pid");
        String line = "setsid sh -c 'echo $$ >" + pid + "; exec sleep 1000' & wait";
        try (Supervisor supervisor = Supervisor.of(Programs.perl("p", line).build())) {
            supervisor.start("p");
            Await.until("the daemon is up", () -> !Programs.lines(pid).isEmpty());
        }
        int daemon = Integer.parseInt(Programs.lines(pid).getFirst());
        assertThat(Programs.runs(daemon)).isTrue();
        killBehindItsBack(daemon);
    }

    @Test
    void holdsNoMoreDescriptorsAfterFiveHundredLives() {
        ProcessSpec program =
                Programs.perl("p", SLEEPS).logfile(folder.resolve("log")).build();
        try (Supervisor supervisor = Supervisor.of(program)) {
            supervisor.start("p");
            supervisor.stop("p");
            long before = Programs.openDescriptors();
            for (int life = 0; life < 500; life++) {
                supervisor.start("p");
                supervisor.stop("p");
            }
            Await.until("descriptors are given back", () -> Programs.openDescriptors() <= before);
        }
    }

    @Test
    void closingTakesBackAllThatOpeningTook() {
        Supervisor.of(Programs.perl("p", SLEEPS).build()).close(); // loads classes
        long before = Programs.openDescriptors();
        for (int round = 0; round < 5; round++) {
            try (Supervisor supervisor =
                    Supervisor.of(Programs.perl("p", SLEEPS).autoStart(true).build())) {
                Await.until("p is up", () -> supervisor.isAlive("p"));
            }
        }
        assertThat(Programs.openDescriptors()).isLessThanOrEqualTo(before);
    }

    @Test
    void startsAndStopsAThousandChildren() {
        Supervisor.Builder builder = Supervisor.builder();
        for (int i = 0; i < 1000; i++) {
            builder.program(Programs.perl("p" + i, "exec sleep 1000").build());
        }
        try (Supervisor supervisor = builder.start()) {
            assertThat(supervisor.control().startAll(true).join())
                    .hasSize(1000)
                    .allSatisfy(outcome -> assertThat(outcome.description()).isEqualTo("OK"));
            assertThat(supervisor.control().processes())
                    .allSatisfy(view -> assertThat(view.state()).isEqualTo(ProcessState.RUNNING))
                    .extracting(ProcessView::pid)
                    .doesNotHaveDuplicates();
            assertThat(supervisor.control().stopAll(true).join())
                    .hasSize(1000)
                    .allSatisfy(outcome -> assertThat(outcome.description()).isEqualTo("OK"));
            assertThat(supervisor.control().processes())
                    .allSatisfy(view -> assertThat(view.lastRun().exit()).isNotEqualTo(Optional.empty()));
        }
    }
}
