package org.supervisor.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.supervisor.api.Answer;
import org.supervisor.api.ProcessState;
import org.supervisor.server.process.Hook;
import org.supervisor.server.process.Hooks;

/** Commands that true children run at moments of their lives. */
class HooksTest {
    private static final Duration SHORT = Duration.ofSeconds(1);
    private static final String SLEEPS = "exec sleep 1000";

    @TempDir
    private Path folder;

    private final Map<Hook, String> commands = new EnumMap<>(Hook.class);

    /** In commands @ stands for the folder of the test. */
    private HooksTest on(Hook hook, String command) {
        commands.put(hook, command.replace("@", folder + "/"));
        return this;
    }

    private Supervisor supervisor(String program, Duration timeout) {
        return Supervisor.of(Programs.supervisord("p", program.replace("@", folder + "/"))
                .stopWait(Duration.ofSeconds(30))
                .aspect(new Hooks(commands, timeout))
                .build());
    }

    private Supervisor supervisor(String program) {
        return supervisor(program, Hooks.TIMEOUT);
    }

    private String text(String file) {
        return Programs.text(folder.resolve(file)).strip();
    }

    private void awaitFile(String name) {
        Await.until(name + " is there", () -> !text(name).isEmpty());
    }

    private void create(String name) throws IOException {
        Files.writeString(folder.resolve(name), "yes");
    }

    private static ProcessState state(Supervisor supervisor) {
        return supervisor.process("p").state();
    }

    private static void awaitState(Supervisor supervisor, ProcessState state) {
        Await.until("p is " + state, () -> state(supervisor) == state);
    }

    private static void awaitFact(Supervisor supervisor, String part) {
        Await.until(
                part, () -> supervisor.control().facts("p").join().toString().contains(part));
    }

    @Test
    void theyRunInOrderAndKnowTheProcess() {
        String line = "echo $SUPERVISOR_HOOK $SUPERVISOR_PROCESS_NAME $SUPERVISOR_PID"
                + " $SUPERVISOR_EXIT_CODE $SUPERVISOR_SIGNAL >>@seen";
        for (Hook hook : List.of(Hook.PRE_START, Hook.POST_START, Hook.PRE_STOP, Hook.POST_STOP)) {
            on(hook, line);
        }
        try (Supervisor supervisor = supervisor(SLEEPS)) {
            supervisor.start("p");
            int pid = supervisor.process("p").pid();
            Await.until("two have run", () -> text("seen").lines().count() == 2);
            supervisor.stop("p");
            Await.until("all have run", () -> text("seen").lines().count() == 4);
            assertThat(text("seen").lines())
                    .containsExactly(
                            "pre_start p",
                            "post_start p " + pid,
                            "pre_stop p " + pid,
                            "post_stop p " + pid + " SIGTERM");
        }
    }

    @Test
    void aLaunchThatIsNotPreparedIsGivenUpInTheEnd() {
        on(Hook.PRE_START, "echo no disk >&2; exit 3");
        try (Supervisor supervisor = Supervisor.of(Programs.supervisord("p", SLEEPS)
                .startRetries(1)
                .aspect(new Hooks(commands))
                .build())) {
            assertThat(supervisor.start("p")).isEqualTo(Answer.GAVE_UP);
            assertThat(supervisor.process("p").spawnError()).isEqualTo("pre_start ended with exit status 3: no disk");
        }
    }

    @Test
    void aLateOneIsKilledWithItsProcessGroupThoughItIgnoresTerm() {
        on(Hook.PRE_START, "trap '' TERM; sleep 1000 & echo $! >@pid; wait");
        try (Supervisor supervisor = supervisor(SLEEPS, SHORT)) {
            var _ = supervisor.control().start("p", true);
            awaitFile("pid");
            int left = Integer.parseInt(text("pid"));
            Await.until("it is killed", () -> !Programs.runs(left));
            Await.until("it is said", () -> supervisor.process("p").spawnError().contains("was not done within 1 s"));
        }
    }

    @Test
    void oneThatRequestsAStopOfItsProgramBeforeTheLaunchIsEndedByThat() throws IOException {
        on(Hook.PRE_START, "echo yes >@begun; while ! test -e @answered; do sleep 0.01; done");
        try (Supervisor supervisor = supervisor(SLEEPS)) {
            var _ = supervisor.control().start("p", true);
            awaitFile("begun");
            assertThat(supervisor.process("p").spawnError()).isEqualTo("runs pre_start");
            assertThat(supervisor.stop("p")).isEqualTo(Answer.STOPPED); // it waits for the answer
            assertThat(state(supervisor)).isEqualTo(ProcessState.STOPPED);
        }
    }

    @Test
    void oneThatWaitsForTheStopThatWaitsForItIsLateInTheEnd() throws IOException {
        on(Hook.PRE_STOP, "while ! test -e @answered; do sleep 0.01; done");
        try (Supervisor supervisor = supervisor(SLEEPS, SHORT)) {
            supervisor.start("p");
            assertThat(supervisor.stop("p")).isEqualTo(Answer.STOPPED);
            create("answered");
        }
    }

    @Test
    void oneThatWaitsForTheStartThatWaitsForItIsLateInTheEnd() {
        on(Hook.POST_STOP, "test -e @answered || sleep 1000");
        try (Supervisor supervisor = supervisor(SLEEPS, SHORT)) {
            supervisor.start("p");
            supervisor.stop("p");
            assertThat(supervisor.start("p")).isEqualTo(Answer.STARTED);
        }
    }

    @Test
    void theNextLaunchWaitsForPostStop() throws IOException {
        on(Hook.POST_STOP, "echo yes >@begun; while ! test -e @go; do sleep 0.01; done");
        try (Supervisor supervisor = supervisor("echo x >>@runs; exit 0")) {
            var _ = supervisor.control().start("p", true);
            awaitFile("begun");
            Await.until("it is said", () -> supervisor.process("p").spawnError().equals("waits for post_stop"));
            assertThat(text("runs")).isEqualTo("x");
            create("go");
            Await.until("it runs again", () -> text("runs").lines().count() > 1);
        }
    }

    @Test
    void aCommandStopsItInPlaceOfTheSignal() {
        on(Hook.STOP, "kill -INT $SUPERVISOR_PID");
        String program = "trap 'echo TERM >@got; exit' TERM; trap 'echo INT >@got; exit' INT; echo yes >@up;"
                + " while :; do sleep 0.01; done";
        try (Supervisor supervisor = supervisor(program)) {
            supervisor.start("p");
            awaitFile("up");
            supervisor.stop("p");
            assertThat(text("got")).isEqualTo("INT");
        }
    }

    @Test
    void aCommandThatCannotStopItLeavesItToTheSignal() {
        on(Hook.STOP, "/no/such/command");
        try (Supervisor supervisor = supervisor(SLEEPS)) {
            supervisor.start("p");
            assertThat(supervisor.stop("p")).isEqualTo(Answer.STOPPED);
            assertThat(supervisor.control().explain("p").join().toString()).contains("stop_command ended with");
        }
    }

    @Test
    void aCommandReloadsItInPlaceOfTheSignal() {
        on(Hook.RELOAD, "echo $SUPERVISOR_PID >@reloaded; test ! -e @bad || { echo bad file; exit 2; }");
        try (Supervisor supervisor = supervisor("trap 'echo HUP >@hup' HUP; while :; do sleep 0.01; done")) {
            supervisor.start("p");
            int pid = supervisor.process("p").pid();
            assertThat(supervisor.reload("p")).isEqualTo(Answer.RELOADED);
            assertThat(text("reloaded")).isEqualTo(Integer.toString(pid));
            assertThat(text("hup")).isEmpty();
        }
    }

    @Test
    void aReloadThatFailsIsReportedToTheCaller() throws IOException {
        on(Hook.RELOAD, "echo bad file; exit 2");
        try (Supervisor supervisor = supervisor(SLEEPS)) {
            supervisor.start("p");
            CompletableFuture<Void> reload = supervisor.control().reloadProgram("p");
            assertThatThrownBy(reload::join)
                    .hasMessageContaining("reload_command of p ended with exit status 2: bad file");
            supervisor.stop("p");
            assertThatThrownBy(supervisor.control().reloadProgram("p")::join).hasMessageContaining("NOT_RUNNING");
        }
    }

    @Test
    void oneThatLeavesADaemonBehindIsOver() {
        on(Hook.PRE_START, "setsid sleep 1000 & echo $! >@pid");
        try (Supervisor supervisor = supervisor(SLEEPS)) {
            assertThat(supervisor.start("p")).isEqualTo(Answer.STARTED);
        } finally {
            int left = Integer.parseInt(text("pid"));
            ProcessHandle.of(left).ifPresent(ProcessHandle::destroyForcibly);
        }
    }

    @Test
    void oneThatWritesWithoutEndHoldsNobodyUp() {
        on(Hook.POST_START, "echo yes >@begun; exec yes");
        try (Supervisor supervisor = supervisor(SLEEPS, SHORT)) {
            supervisor.start("p");
            awaitFile("begun");
            awaitFact(supervisor, "was not done within 1 s");
            assertThat(state(supervisor)).isEqualTo(ProcessState.RUNNING);
        }
    }

    @Test
    void theEndOfTheSupervisorWaitsForPostStop() {
        on(Hook.POST_STOP, "sleep 0.5; echo yes >@done");
        try (Supervisor supervisor = supervisor(SLEEPS)) {
            supervisor.start("p");
        }
        assertThat(text("done")).isEqualTo("yes");
    }

    @Test
    void theEndOfTheSupervisorEndsPreStart() {
        on(Hook.PRE_START, "echo $$ >@pid; exec sleep 1000");
        try (Supervisor supervisor = supervisor("echo yes >@launched; exec sleep 1000")) {
            var _ = supervisor.control().start("p", true);
            awaitFile("pid");
        }
        int pid = Integer.parseInt(text("pid"));
        Await.until("it is killed", () -> !Programs.runs(pid));
        assertThat(text("launched")).isEmpty();
    }

    @Test
    void whatIsRunningIsShown() throws IOException {
        on(Hook.POST_START, "while ! test -e @go; do sleep 0.01; done");
        try (Supervisor supervisor = supervisor(SLEEPS)) {
            supervisor.start("p");
            awaitFact(supervisor, "state=running");
            create("go");
            awaitFact(supervisor, "state=done");
            awaitState(supervisor, ProcessState.RUNNING);
        }
    }
}
