package org.supervisor.server.output;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.supervisor.api.LogStream;
import org.supervisor.server.Fuzz;
import org.supervisor.server.process.OutputSpec.Format;
import org.supervisor.server.process.ProcessName;
import org.supervisor.server.process.StreamSpec;

/** Whatever a program writes, its bytes add up; whatever stands in the files of the daemon before, this one begins. */
@Timeout(600)
class OutputFuzzTest {
    private static final int TRIES = 2000; // for each format
    private static final long MOST_ALLOCATED = 64 << 20;
    private static final String BEGIN = "<!--XSUPERVISOR:BEGIN-->";
    private static final String END = "<!--XSUPERVISOR:END-->";
    private static final List<String> SAMPLES = List.of(
            "before" + BEGIN + "the\nmessage" + END + "after<!--XSU no\n",
            "\u001b[1;31mred\u001b[0m \u001b]0;title\u0007 \u001b]8;;http://x\u001b\\link\u001b(B\n",
            "{\"time\":\"now\",\"line\":\"\u00fc\u20ac\ud83d\ude00\\\"\\\\\"}\r\nplain\tline\r\n");
    private static final List<String> WORDS = List.of(
            BEGIN,
            END,
            BEGIN.substring(0, 20),
            END.substring(0, 20),
            "<",
            "<!--",
            "\u001b[",
            "\u001b]",
            "\u001b\\",
            "\n",
            "\r",
            "x");

    @TempDir
    private Path folder;

    private final ManualTime time = new ManualTime();
    private final LogFiles files = new LogFiles(time);
    private final List<String> complaints = new ArrayList<>();

    @AfterEach
    void close() {
        files.close();
    }

    private StreamSink.Plan plan(Format format, boolean stripsAnsi) {
        StreamSpec.Log log = new StreamSpec.Log.File(folder.resolve("log"), 20_000, 1);
        return new StreamSink.Plan(
                new ChildStream(new ProcessName("web", "web_00"), "web", 7, LogStream.STDOUT),
                new StreamSpec(log, 100, false, false, stripsAnsi),
                format,
                Optional.empty());
    }

    @ParameterizedTest
    @EnumSource(Format.class)
    void theBytesAddUpWhateverIsWritten(Format format) {
        Fuzz.ofTexts(TRIES, SAMPLES, WORDS).allocating(MOST_ALLOCATED).on((input, random) -> {
            StreamSink sink =
                    new StreamSink(plan(format, random.nextBoolean()), files, time, Taps.NONE, new ByteCounts());
            give(sink, input, random);
            assertThatItAddsUp(sink, input.length);
            sink.endOfLife();
            sink.release();
            assertThatItAddsUp(sink, input.length);
            assertThat(sink.account().pending()).isZero();
        });
    }

    private static void give(StreamSink sink, byte[] input, SplittableRandom random) {
        ByteBuffer all = ByteBuffer.allocateDirect(input.length).put(input).flip();
        while (all.hasRemaining()) {
            all.limit(Math.min(input.length, all.position() + 1 + random.nextInt(random.nextBoolean() ? 8 : 5000)));
            int end = all.limit();
            sink.accept(all.slice(all.position(), end - all.position()));
            all.limit(input.length).position(end);
        }
    }

    private static void assertThatItAddsUp(StreamSink sink, long read) {
        Account account = sink.account();
        assertThat(account.read()).isEqualTo(read);
        assertThat(account.written() + account.removed() + account.dropped() + account.pending())
                .isEqualTo(read);
    }

    @Test
    void damagedCountsAreReported() throws IOException {
        AccountFile.Key key = new AccountFile.Key(new ProcessName("web", "web_00"), LogStream.STDOUT);
        try (AccountFile file = AccountFile.open(folder, complaints::add)) {
            file.begin(Map.of());
            file.write(key, new ByteCounts.Settled(1, 2, 3, 4));
            file.write(
                    new AccountFile.Key(new ProcessName("g", "other"), LogStream.STDERR),
                    new ByteCounts.Settled(5, 6, 7, 8));
        }
        Path path = folder.resolve("accounts");
        Fuzz.of(TRIES, List.of(Files.readAllBytes(path)), WORDS)
                .allocating(MOST_ALLOCATED)
                .on((input, _) -> {
                    Files.write(path, input);
                    try (AccountFile file = AccountFile.open(folder, complaints::add)) {
                        file.known();
                    }
                });
        assertThat(complaints).isNotEmpty();
    }

    /** As a stream has whose lines are dressed. */
    private Stage stages() {
        ByteCounts counts = new ByteCounts();
        StreamSink.Plan plan = plan(Format.JSON, true);
        LogFile log = files.open(folder.resolve("stages"), 20_000, 1);
        Stage lines = new LineLog(log, counts, LineFormat.of(plan.format()), plan.source(), files, time);
        return new CaptureFilter(100, _ -> {}, files, counts, new AnsiFilter(counts, lines));
    }

    /** Of a stream in the middle of a line, an escape and a token. */
    private byte[] held(String output) throws IOException {
        Stage stages = stages();
        stages.accept(ByteBuffer.wrap(Fuzz.bytes(output)));
        ByteArrayOutputStream state = new ByteArrayOutputStream();
        stages.save(new DataOutputStream(state));
        stages.end();
        stages.release();
        return state.toByteArray();
    }

    @Test
    void whatTheDaemonBeforeHasHeldBackIsGoneOnWithOrRefused() throws IOException {
        List<byte[]> samples = List.of(
                held("half a line"),
                held("line\u001b["),
                held(BEGIN + "captured<!--XSU"),
                held(BEGIN + "x" + END + "directly after"),
                held("<!--XSUP"));
        Fuzz.of(4 * TRIES, samples, WORDS).allocating(MOST_ALLOCATED).on((input, _) -> {
            Stage stages = stages();
            try {
                stages.restore(new DataInputStream(new ByteArrayInputStream(input)));
            } catch (IOException | IllegalArgumentException refused) {
                return;
            }
            stages.pending();
            for (String more : SAMPLES) {
                stages.accept(ByteBuffer.wrap(Fuzz.bytes(more)));
            }
            stages.release();
            stages.end();
        });
    }

    @Test
    void damagedFilesOfStagedOutputAreReported() throws IOException {
        Path output = folder.resolve("output");
        Path staged = folder.resolve("staged");
        try (CheckpointFile file = CheckpointFile.open(output)) {
            StreamSink.Plan plan = plan(Format.JSON, true);
            ByteArrayOutputStream checkpoint = new ByteArrayOutputStream();
            checkpoint.writeBytes(
                    Checkpoint.encode(plan, (StreamSpec.Log.File) plan.spec().log()));
            checkpoint.writeBytes(held("half a line"));
            CheckpointFile.Region region = file.allocate(1000, 1, checkpoint.toByteArray());
            LogPosition position = new LogPosition("no file", 0);
            file.batch().write(1, new Batch(2, region.index(), Batch.Step.TEXT, 0, time.now(), position, 0).encode());
        }
        byte[] whole = Files.readAllBytes(output);
        assertThat(recovered()).as("the files as they were").isEmpty();

        Fuzz.of(TRIES, List.of(whole, whole, Fuzz.bytes(String.join("", SAMPLES))), WORDS)
                .allocating(MOST_ALLOCATED)
                .on((input, random) -> {
                    boolean isStaged = random.nextInt(4) == 0;
                    Files.write(output, isStaged ? whole : input); // the same file, for it knows its inode
                    Files.write(staged, isStaged ? input : Fuzz.bytes("text\n"));
                    recovered();
                });
    }

    private List<String> recovered() {
        complaints.clear();
        OutputJournal journal = new OutputJournal(folder, time, complaints::add, _ -> new ByteCounts());
        journal.recover(files);
        journal.endUnclaimed(files);
        journal.leave();
        return complaints;
    }
}
