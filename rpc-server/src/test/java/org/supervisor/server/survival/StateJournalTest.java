package org.supervisor.server.survival;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.supervisor.api.HistoryEntry;
import org.supervisor.api.LogStream;
import org.supervisor.api.ProcessState;
import org.supervisor.api.Signal;
import org.supervisor.server.os.ChildIdentity;
import org.supervisor.server.process.ExitStatus;
import org.supervisor.server.process.Goal;
import org.supervisor.server.process.History;
import org.supervisor.server.process.ProcessName;
import org.supervisor.server.process.Readiness;
import org.supervisor.server.process.Remembered;
import org.supervisor.server.process.StartOrigin;
import org.supervisor.server.process.State;
import org.supervisor.server.process.StopOrigin;
import org.supervisor.server.process.StopRule;
import org.supervisor.server.process.StopSequence;

class StateJournalTest {
    private static final Instant NOW = Instant.parse("2026-11-28T12:00:00.123456789Z");
    private static final ProcessName WEB = new ProcessName("web", "web-1");
    private static final ProcessName DB = ProcessName.alone("db");
    private static final RecordedChild CHILD = new RecordedChild(new ChildIdentity(4711, 1L << 40, 12, 13));

    @TempDir
    private Path folder;

    private final List<String> complaints = new ArrayList<>();
    private StateDirectory directory;

    @BeforeEach
    void hold() {
        directory = hold(folder.resolve("state"));
    }

    @AfterEach
    void release() {
        directory.close();
    }

    private static StateDirectory hold(Path path) {
        return ((StateDirectory.Outcome.Held) StateDirectory.hold(path)).directory();
    }

    private StateJournal journal(ProcessRecord... known) {
        return StateJournal.create(
                directory, () -> new JournalContent(List.of(known), List.of(), Map.of()), complaints::add);
    }

    private Memory read() {
        return StateJournal.read(directory, complaints::add);
    }

    static ProcessRecord record(ProcessName name, State state) {
        return new ProcessRecord(
                name,
                false,
                7,
                new StopRule(Signal.TERM, 2, Duration.ofMillis(1500), true, false, true),
                Optional.of(new StopSequence(List.of(
                        new StopSequence.Step(Signal.TERM, Duration.ofMillis(1500)),
                        new StopSequence.Step(Signal.QUIT, Duration.ofMillis(100))))),
                Map.of(LogStream.STDOUT, Path.of("/tmp/größe.log")),
                new Remembered(
                        state,
                        new Goal.Up(new StartOrigin.Request("alice"), NOW),
                        new History(Optional.of(NOW), Optional.empty(), Optional.of(new ExitStatus.Code(3)), "bad"),
                        2,
                        99,
                        false,
                        true));
    }

    static Stream<State> states() {
        return Stream.of(
                new State.Stopped(),
                new State.Exited(new ExitStatus.Killed(Signal.KILL, true), false),
                new State.Exited(new ExitStatus.Lost(), false),
                new State.Fatal("no such file"),
                new State.Held("waits for db", 3),
                new State.Held("waits for db", 3, true),
                new State.Launching(1, 5),
                new State.StopPending(),
                new State.Starting(CHILD, 2, -7, Long.MAX_VALUE),
                new State.Starting(CHILD, 2, -7, 5, new Readiness.Awaited(9)),
                new State.Starting(CHILD, 2, -7, 5, new Readiness.Missed(9)),
                new State.Running(CHILD),
                new State.Stopping(CHILD, 1, 8),
                new State.Killing(CHILD, 9),
                new State.Unsignallable(CHILD),
                new State.Backoff(4, 10, "exited too quickly"),
                new State.RestartDelay(new ExitStatus.Code(0), true, 3, Duration.ofSeconds(2), 11));
    }

    @ParameterizedTest
    @MethodSource("states")
    void keepsAProcessInEachState(State state) {
        StateJournal journal = journal();
        journal.write(record(WEB, state));
        journal.close();
        assertThat(read().processes()).isEqualTo(Map.of(WEB, record(WEB, state)));
        assertThat(complaints).isEmpty();
    }

    @Test
    void keepsEveryGoal() {
        StateJournal journal = journal();
        List<Goal> goals = List.of(
                new Goal.Up(new StartOrigin.Autostart(), NOW),
                new Goal.Up(new StartOrigin.GroupAdded("bob"), NOW),
                new Goal.Up(new StartOrigin.Request("eve", true), NOW),
                new Goal.Up(new StartOrigin.Needed("shop", "eve"), NOW),
                new Goal.Up(new StartOrigin.Due(), NOW),
                new Goal.Down(new StopOrigin.NeverStarted(), NOW),
                new Goal.Down(new StopOrigin.Request("carol"), NOW));
        for (Goal goal : goals) {
            Remembered remembered = new Remembered(
                    new State.Stopped(),
                    goal,
                    record(WEB, new State.Stopped()).remembered().history(),
                    0,
                    0,
                    false,
                    false);
            ProcessRecord written = new ProcessRecord(
                    WEB, true, 8, record(WEB, new State.Stopped()).stop(), Optional.empty(), Map.of(), remembered);
            journal.write(written);
            assertThat(read().processes().get(WEB)).isEqualTo(written);
        }
        journal.close();
    }

    @Test
    void theLastRecordOfANameCounts() {
        StateJournal journal = journal(record(DB, new State.Stopped()));
        journal.write(record(WEB, new State.Stopped()));
        journal.write(record(WEB, new State.Running(CHILD)));
        journal.removed(DB);
        journal.close();
        assertThat(read().processes()).containsOnlyKeys(WEB);
        assertThat(read().processes().get(WEB).remembered().state()).isEqualTo(new State.Running(CHILD));
    }

    @Test
    void aLaunchIsKnownUntilItsOutcomeIs() {
        StateJournal journal = journal();
        journal.write(record(WEB, new State.Launching(1, 0)));
        journal.launching(WEB, 42);
        assertThat(read().launches()).isEqualTo(Map.of(WEB, 42L));
        journal.write(record(WEB, new State.StopPending()));
        assertThat(read().launches()).isEqualTo(Map.of(WEB, 42L));
        journal.write(record(WEB, new State.Stopping(CHILD, 1, 2)));
        assertThat(read().launches()).isEmpty();
        journal.close();
    }

    @Test
    void aLastRecordThatIsTornIsLeftOutWhereverItIsTorn() throws IOException {
        StateJournal journal = journal();
        journal.write(record(DB, new State.Stopped()));
        journal.close();
        Path file = directory.journal();
        int whole = (int) Files.size(file);
        StateJournal more = journal(record(DB, new State.Stopped()));
        more.write(record(WEB, new State.Running(CHILD)));
        more.close();
        byte[] all = Files.readAllBytes(file);
        for (int length = whole; length < all.length; length++) {
            Files.write(file, Arrays.copyOf(all, length));
            assertThat(read().processes())
                    .as("%d of %d bytes", length, all.length)
                    .containsOnlyKeys(DB);
        }
        all[all.length - 1] ^= 1;
        Files.write(file, all);
        assertThat(read().processes()).containsOnlyKeys(DB);
        assertThat(complaints).isEmpty();
    }

    @Test
    void aLeftoverIsKnownBesideAProcessOfItsName() {
        ProcessRecord leftover = record(WEB, new State.Running(CHILD));
        StateJournal journal = StateJournal.create(
                directory,
                () -> new JournalContent(List.of(record(WEB, new State.Stopped())), List.of(leftover), Map.of()),
                complaints::add);
        journal.write(record(WEB, new State.Held("waits for it", 1)));
        journal.removed(WEB);
        assertThat(read().leftovers()).isEqualTo(Map.of(WEB, leftover));
        journal.leftoverEnded(WEB);
        journal.close();
        assertThat(read().leftovers()).isEmpty();
    }

    @Test
    void keepsWhatHappenedToAProcessUntilItIsRemoved() {
        HistoryEntry first = new HistoryEntry(NOW, ProcessState.STOPPED, ProcessState.STARTING, "autostart", "", "");
        HistoryEntry second =
                new HistoryEntry(NOW, ProcessState.RUNNING, ProcessState.EXITED, "größe", "last words", "\0");
        StateJournal journal = StateJournal.create(
                directory,
                () -> new JournalContent(List.of(), List.of(), Map.of(WEB, List.of(first))),
                complaints::add);
        journal.happened(WEB, second);
        assertThat(read().history()).isEqualTo(Map.of(WEB, List.of(first, second)));
        journal.removed(WEB);
        journal.close();
        assertThat(read().history()).isEmpty();
    }

    @Test
    void aChildOfAnEarlierSpecificationStaysSo() {
        StateJournal journal = journal();
        ProcessRecord known = record(WEB, new State.Running(CHILD));
        journal.write(new ProcessRecord(
                WEB,
                false,
                7,
                known.stop(),
                Optional.empty(),
                Map.of(),
                known.remembered().outdated(true)));
        journal.close();
        assertThat(read().processes().get(WEB).remembered().isOutdated()).isTrue();
    }

    @Test
    void whatFollowsADamagedRecordStillCountsAndTheDamageIsReported() throws IOException {
        StateJournal journal = journal();
        journal.write(record(DB, new State.Stopped()));
        long second = Files.size(directory.journal());
        journal.write(record(WEB, new State.Stopped()));
        journal.write(record(ProcessName.alone("last"), new State.Stopped()));
        journal.close();
        byte[] whole = Files.readAllBytes(directory.journal());
        for (int offset : new int[] {0, 4, 9, 40}) { // its length, its sum, its kind, its content
            byte[] damaged = whole.clone();
            damaged[(int) second + offset] ^= 0x40;
            Files.write(directory.journal(), damaged);
            complaints.clear();
            assertThat(read().processes()).containsOnlyKeys(DB, ProcessName.alone("last"));
            assertThat(complaints).singleElement().asString().contains("damaged in 1 place(s)");
        }
    }

    @Test
    void aCopyOfTheFolderMeansNothing() throws IOException {
        StateJournal journal = journal();
        journal.write(record(WEB, new State.Running(CHILD)));
        journal.close();
        StateDirectory copy = hold(folder.resolve("copy"));
        Files.copy(directory.journal(), copy.journal());
        assertThat(StateJournal.read(copy, complaints::add)).isEqualTo(Memory.NONE);
        Files.delete(copy.journal());
        copy.close();
    }

    @Test
    void whatIsNoFileIsMovedAside() throws Exception {
        assertThat(new ProcessBuilder("mkfifo", directory.journal().toString())
                        .start()
                        .waitFor())
                .isZero();
        assertThat(read()).isEqualTo(Memory.NONE);
        assertThat(complaints).singleElement().asString().contains("is no regular file");
    }

    @Test
    void whatOtherVersionsHaveWrittenIsMovedAsideAndReported() throws IOException {
        Files.writeString(directory.journal(), "supervisor-journal 9 boot pid\n");
        assertThat(read()).isEqualTo(Memory.NONE);
        assertThat(complaints).singleElement().asString().contains("another version", "journal.unreadable");
        assertThat(directory.journal()).doesNotExist();
        assertThat(directory.path().resolve("journal.unreadable")).exists();
    }

    @Test
    void whatIsOfAnotherBootMeansNothing() throws IOException {
        StateJournal journal = journal();
        journal.write(record(WEB, new State.Running(CHILD)));
        journal.close();
        byte[] all = Files.readAllBytes(directory.journal());
        all["supervisor-journal 2 ".length()] ^= 1; // the first character of the boot's name
        Files.write(directory.journal(), all);
        assertThat(read()).isEqualTo(Memory.NONE);
        assertThat(complaints).isEmpty();
    }

    @Test
    void itIsWrittenAgainBeforeItGrowsWithoutBound() throws IOException {
        ProcessRecord now = record(WEB, new State.Running(CHILD));
        StateJournal journal = journal(now);
        for (int times = 0; times < 20_000; times++) {
            journal.write(now);
        }
        journal.close();
        assertThat(Files.size(directory.journal())).isLessThan(1_000_000);
        assertThat(read().processes()).isEqualTo(Map.of(WEB, now));
    }

    @Test
    void aDirectoryIsHeldByOneDaemonAndGoesWhenNothingIsInIt() {
        Path path = directory.path();
        assertThat(path).isDirectory();
        directory.close();
        assertThat(path).doesNotExist();
        directory = hold(path);
        journal().close();
        directory.close();
        assertThat(path.resolve("journal")).exists();
        directory = hold(path);
    }

    @Test
    void aDirectoryThatIsALinkOrAFileIsNotUsed() throws IOException {
        Path link = Files.createSymbolicLink(folder.resolve("link"), directory.path());
        assertThat(StateDirectory.hold(link))
                .isEqualTo(new StateDirectory.Outcome.Unusable(link, "it is a symbolic link"));
        Path file = Files.createFile(folder.resolve("file"));
        assertThat(StateDirectory.hold(file)).isEqualTo(new StateDirectory.Outcome.Unusable(file, "it is no folder"));
        assertThat(StateDirectory.hold(file.resolve("below"))).isInstanceOf(StateDirectory.Outcome.Unusable.class);
    }

    @Test
    void theUsualPlaceDependsOnTheConfigurationFileAndOnWhereItMayBe() {
        Path one = StateDirectory.usual(Path.of("/etc/a.conf"), Map.of("RUNTIME_DIRECTORY", "/run/x:/run/y"));
        Path two = StateDirectory.usual(Path.of("/srv/a.conf"), Map.of("RUNTIME_DIRECTORY", "/run/x"));
        assertThat(one.getParent()).isEqualTo(two.getParent()).isEqualTo(Path.of("/run/x"));
        assertThat(one).isNotEqualTo(two);
        assertThat(one.getFileName().toString()).startsWith("a-");
    }
}
