package org.supervisor.server.engine;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.supervisor.api.LogStream;
import org.supervisor.api.Signal;
import org.supervisor.server.os.Processes;
import org.supervisor.server.os.SpawnOrder;
import org.supervisor.server.os.SpawnResult;
import org.supervisor.server.os.Spawner;
import org.supervisor.server.os.Survivors;
import org.supervisor.server.output.Account;
import org.supervisor.server.output.AccountFile;
import org.supervisor.server.output.ByteCounts;
import org.supervisor.server.output.ChildStream;
import org.supervisor.server.output.LogFiles;
import org.supervisor.server.output.ManualTime;
import org.supervisor.server.output.OutputJournal;
import org.supervisor.server.output.StreamSink;
import org.supervisor.server.output.Taps;
import org.supervisor.server.process.OutputSpec;
import org.supervisor.server.process.ProcessName;
import org.supervisor.server.process.StreamSpec;

/** A true program, and capturers that follow each other without having closed anything, as after a kill. */
@Timeout(60)
class OutputJournalTest {
    private static final String BEGIN = "<!--XSUPERVISOR:BEGIN-->";
    private static final String END = "<!--XSUPERVISOR:END-->";

    @TempDir
    private Path folder;

    private final ManualTime time = new ManualTime();
    private final Kernel kernel = new LinuxKernel(time);
    private final Spawner spawner = new Spawner();
    private final List<String> complaints = new ArrayList<>();
    private final List<String> messages = new ArrayList<>();
    private final List<EventLoop> loops = new ArrayList<>();
    private SpawnResult.Spawned program; // repeats what it reads
    private LogFiles files;
    private OutputJournal journal;
    private ByteCounts counts = new ByteCounts();
    private OutputPipe pipe;

    @BeforeEach
    void launch() {
        CompletableFuture<SpawnResult> result = new CompletableFuture<>();
        spawner.spawn(
                () -> new SpawnOrder(
                        List.of("cat"),
                        "/bin/cat",
                        List.of("PATH=/usr/bin:/bin"),
                        SpawnOrder.Attributes.INHERITED,
                        new SpawnOrder.Stdio(true, true, false, OptionalInt.empty())),
                result::complete);
        program = (SpawnResult.Spawned) result.join();
    }

    @AfterEach
    void end() {
        Processes.signalGroup(program.pid(), Signal.KILL);
        Processes.reap(program.pid(), program.pidfd());
        kernel.close(program.pidfd());
        kernel.close(program.stdoutFd());
        spawner.close();
        loops.forEach(EventLoop::close);
    }

    private void nextDaemon() {
        files = new LogFiles(time);
        files.onComplaint(complaints::add);
        counts = keptIn(AccountFile.open(folder, complaints::add));
        journal = new OutputJournal(folder, time, complaints::add, _ -> counts);
        journal.recover(files);
    }

    private static ByteCounts keptIn(AccountFile file) {
        AccountFile.Key key = new AccountFile.Key(new ProcessName("p", "p"), LogStream.STDOUT);
        ByteCounts goOn = new ByteCounts();
        Optional.ofNullable(file.known().get(key)).ifPresent(goOn::resume);
        file.begin(file.known());
        goOn.keptBy(settled -> file.write(key, settled));
        return goOn;
    }

    private void adopt(OutputSpec.Format format, long captureMaxBytes, boolean stripsAnsi) {
        StreamSpec spec = new StreamSpec(
                new StreamSpec.Log.File(folder.resolve("log"), 0, 0), captureMaxBytes, false, false, stripsAnsi);
        StreamSink.Plan plan = new StreamSink.Plan(
                new ChildStream(new ProcessName("p", "p"), "p", program.pid(), LogStream.STDOUT),
                spec,
                format,
                Optional.empty());
        StreamSink sink = new StreamSink(plan, files, time, new Messages(messages), counts, Optional.of(journal));
        EventLoop loop = new EventLoop(kernel, failure -> complaints.add(failure.toString()));
        loops.add(loop);
        int descriptor =
                Survivors.find(Survivors.identify(program)).orElseThrow().stdoutFd();
        pipe = new OutputPipe(
                kernel, descriptor, sink, Optional.empty(), new ReadBuffer(kernel), loop.output(), _ -> {});
        journal.endUnclaimed(files);
    }

    private void adoptPlain() {
        nextDaemon();
        adopt(OutputSpec.Format.PREFIXED, 0, false);
    }

    /** Goes through the program and the capturer. */
    private void send(String text) {
        ChildInput input =
                new ChildInput(kernel, program.pid(), -1, loops.getLast().poller());
        assertThat(input.write(text.getBytes(StandardCharsets.US_ASCII))).isEqualTo(ChildInput.Sent.TAKEN);
        input.close();
        long wanted = pipe.sink().account().read() + text.length();
        while (pipe.sink().account().read() < wanted) {
            pipe.ready(true, false, false);
        }
    }

    private List<String> lines() throws IOException {
        Path log = folder.resolve("log");
        return Files.exists(log)
                ? Files.readAllLines(log).stream()
                        .map(line -> line.replaceFirst(".* p stdout \\| ", "> "))
                        .toList()
                : List.of();
    }

    @Test
    void aLineThatWasUnfinishedWhenTheDaemonDiedIsFinishedByTheNext() throws IOException {
        adoptPlain();
        send("first\nsec");
        adoptPlain();
        send("ond\n");
        assertThat(lines()).containsExactly("> first", "> second");
        assertThat(complaints).isEmpty();
    }

    @Test
    void anUnfinishedLineOfAProgramThatHasEndedMeanwhileIsLoggedOnce() throws IOException {
        adoptPlain();
        send("last words");
        for (int daemon = 0; daemon < 3; daemon++) {
            nextDaemon();
            journal.endUnclaimed(files);
            assertThat(lines()).containsExactly("> last words");
        }
    }

    @Test
    void theEndOfAProgramIsLoggedOnce() throws IOException {
        adoptPlain();
        send("last words");
        pipe.drain();
        nextDaemon();
        journal.endUnclaimed(files);
        assertThat(lines()).containsExactly("> last words");
    }

    @Test
    void aLineLongerThanIsEverKeptGoesOn() throws IOException {
        adoptPlain();
        send("x".repeat(60_000));
        adoptPlain();
        send("y".repeat(60_000));
        adoptPlain();
        send("z\n");
        assertThat(String.join("", lines()).replace("> ", "").replace("\\", ""))
                .isEqualTo("x".repeat(60_000) + "y".repeat(60_000) + "z");
    }

    @Test
    void aCaptureThatWasUnderWayIsAnEventOfTheNextDaemon() throws IOException {
        nextDaemon();
        adopt(OutputSpec.Format.RAW, 100, false);
        send("before\n" + BEGIN + "mess");
        nextDaemon();
        adopt(OutputSpec.Format.RAW, 100, false);
        send("age" + END + "after the message it goes on\n");
        assertThat(lines()).containsExactly("before", "after the message it goes on");
        assertThat(messages).containsExactly("message");
    }

    @Test
    void whatMayBeTheStartOfATokenIsHeldBackByTheNextDaemon() throws IOException {
        nextDaemon();
        adopt(OutputSpec.Format.PREFIXED, 100, false);
        send("a<!--XSUPER");
        nextDaemon();
        adopt(OutputSpec.Format.PREFIXED, 100, false);
        send("b<!--XSUPER");
        nextDaemon();
        adopt(OutputSpec.Format.PREFIXED, 100, false);
        send("VISOR:BEGIN-->captured" + END + "and so on, and so on, and so on\n");
        assertThat(lines()).containsExactly("> a<!--XSUPERband so on, and so on, and so on");
    }

    @Test
    void anEscapeThatWasUnderWayIsStripped() throws IOException {
        nextDaemon();
        adopt(OutputSpec.Format.RAW, 0, true);
        send("red: \u001b[3");
        nextDaemon();
        adopt(OutputSpec.Format.RAW, 0, true);
        send("1mtext\n");
        assertThat(lines()).containsExactly("red: text");
    }

    @Test
    void aFormatThatWasChangedMeanwhileEndsTheLine() throws IOException {
        adoptPlain();
        send("one");
        nextDaemon();
        adopt(OutputSpec.Format.RAW, 0, true);
        send("two\n");
        assertThat(lines()).containsExactly("> one", "two");
    }

    @Test
    void whatIsLeftToTheNextDaemonInOrderIsGoneOnWith() throws IOException {
        adoptPlain();
        send("one");
        pipe.leave();
        journal.leave();
        assertThat(lines()).isEmpty();
        adoptPlain();
        send(" two\n");
        assertThat(lines()).containsExactly("> one two");
    }

    @Test
    void accountsAddUpWhenSomethingWasHeldBack() throws IOException {
        adoptPlain();
        send("one");
        adoptPlain();
        send(" two\n");
        var account = pipe.sink().account();
        assertThat(account.read()).isEqualTo(8);
        assertThat(account.written()).isEqualTo(8);
        assertThat(account.pending()).isZero();
    }

    @Test
    void accountsGoOnWithTheNextDaemon() throws IOException {
        nextDaemon();
        adopt(OutputSpec.Format.RAW, 100, true);
        send("\u001b[1mbold\u001b[0m " + BEGIN + "mess");
        nextDaemon();
        adopt(OutputSpec.Format.RAW, 100, true);
        send("age" + END + "after the message it goes on");
        nextDaemon();
        adopt(OutputSpec.Format.RAW, 100, true);
        Account account = pipe.sink().account();
        int logged = "bold after the message it goes on".length();
        assertThat(account.written()).isEqualTo(logged);
        assertThat(account.removed()).isEqualTo(8 + (BEGIN + "message" + END).length());
        assertThat(account.read()).isEqualTo(account.written() + account.removed());
        assertThat(account.pending()).isZero();
    }

    @Test
    void whatWasHeldBackWhenItsProgramEndedIsCountedAsWritten() throws IOException {
        adoptPlain();
        send("first\nlast words");
        nextDaemon();
        assertThat(counts.account()).isEqualTo(new Account(6, 6, 0, 0, 0));
        journal.endUnclaimed(files);
        assertThat(counts.account()).isEqualTo(new Account(16, 16, 0, 0, 0));
        nextDaemon();
        assertThat(counts.account()).isEqualTo(new Account(16, 16, 0, 0, 0));
    }

    @Test
    void accountsOfACopyAreNotUsed() throws IOException {
        adoptPlain();
        send("text\n");
        Path copy = folder.resolve("copy");
        Files.copy(folder.resolve("accounts"), copy);
        Files.move(copy, folder.resolve("accounts"), StandardCopyOption.REPLACE_EXISTING);
        nextDaemon();
        assertThat(counts.account().read()).isZero();
        assertThat(complaints).singleElement().asString().contains("accounts", "it is a copy");
    }

    @Test
    void accountsOfOtherStreamsStandWhenTheLastIsTorn() throws IOException {
        adoptPlain();
        send("text\n");
        Files.write(folder.resolve("accounts"), new byte[] {0, 0, 0, 9, 0}, StandardOpenOption.APPEND);
        adoptPlain();
        assertThat(counts.account().read()).isEqualTo(5);
        assertThat(complaints).isEmpty();
    }

    @Test
    void aFileOfAnotherVersionIsSetAside() throws IOException {
        Files.writeString(folder.resolve("output"), "supervisor-output 99 \n");
        adoptPlain();
        send("text\n");
        assertThat(lines()).containsExactly("> text");
        assertThat(complaints).singleElement().asString().contains("another version", "output.unreadable");
        assertThat(folder.resolve("output.unreadable")).exists();
    }

    @Test
    void aCopyOfAStateDirectoryIsNotUsed() throws IOException {
        adoptPlain();
        send("unfinished");
        Path output = folder.resolve("output");
        Files.copy(output, folder.resolve("copy"));
        Files.delete(output);
        Files.move(folder.resolve("copy"), output);
        nextDaemon();
        journal.endUnclaimed(files);
        assertThat(lines()).isEmpty();
        assertThat(complaints).singleElement().asString().contains("it is a copy");
    }

    @Test
    void withoutAPlaceForTheJournalOutputIsReadAndLogged() throws IOException {
        Files.createDirectory(folder.resolve("staged"));
        adoptPlain();
        send("one\ntwo\n");
        assertThat(lines()).containsExactly("> one", "> two");
        assertThat(complaints).singleElement().asString().contains("output that it has read and not logged is lost");
    }

    @Test
    void withoutAPlaceForTheJournalALineThatIsUnfinishedWhenTheDaemonLeavesIsLogged() throws IOException {
        Files.createDirectory(folder.resolve("staged"));
        adoptPlain();
        send("unfinished");
        pipe.leave();
        journal.leave();
        assertThat(lines()).containsExactly("> unfinished");
    }

    @Test
    void aStagingFileThatTakesNothingIsNotUsed() throws IOException {
        Files.createSymbolicLink(folder.resolve("staged"), Path.of("/dev/full"));
        adoptPlain();
        send("one\ntwo\n");
        assertThat(lines()).containsExactly("> one", "> two");
        assertThat(folder.resolve("output")).doesNotExist();
    }

    @Test
    void nothingIsOpenedForRawLogs() throws IOException {
        nextDaemon();
        adopt(OutputSpec.Format.RAW, 0, false);
        send("text\n");
        assertThat(lines()).containsExactly("text");
        assertThat(folder.resolve("output")).doesNotExist();
    }

    /** Keeps what was captured. */
    private record Messages(List<String> messages) implements Taps {
        @Override
        public void log(ProcessName name, int pid, LogStream stream, byte[] data) {}

        @Override
        public void communication(ProcessName name, int pid, LogStream stream, byte[] data) {
            messages.add(new String(data, StandardCharsets.US_ASCII));
        }

        @Override
        public void syslog(ProcessName name, LogStream stream, String line) {}

        @Override
        public boolean wantsCopies() {
            return false;
        }

        @Override
        public void copy(ProcessName name, LogStream stream, byte[] data) {}
    }
}
