package org.supervisor.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.IntStream;
import java.util.zip.CRC32;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.supervisor.api.ProcessState;
import org.supervisor.server.process.ExitStatus;
import org.supervisor.server.process.OutputSpec;
import org.supervisor.server.process.ProcessSpec;
import org.supervisor.server.process.StreamSpec;

/** Every byte that a child writes is in its log, once and in order. */
class ChildOutputTest {
    /** {@code make proof} tries it with 10,000. */
    private static final int LIVES = Integer.getInteger("test.lives", 300);

    private static final Duration PATIENCE = Await.LONG_ENOUGH.plusMillis(50L * LIVES);

    private static final int LONG_LINE = 64 * 1024 * 1024;

    /** So many numbers, a line each, are a little over 100 MB. */
    private static final int NUMBERS = 12_700_000;

    @TempDir
    private Path folder;

    private Path log() {
        return folder.resolve("log");
    }

    /** With a code after which it is not restarted. */
    private static void awaitExit(Supervisor supervisor, int code) {
        Optional<ExitStatus> expected = Optional.of(new ExitStatus.Code(code));
        Await.until(
                "p has ended", () -> supervisor.process("p").lastRun().exit().equals(expected), PATIENCE);
    }

    /** Counts its launches in a file, and writes something in each up to a number of them. */
    private String shortLived(String says) {
        Path count = folder.resolve("count");
        return "n=0; [ -e " + count + " ] && read n <" + count + "; n=$((n + 1)); echo $n >" + count + "; [ $n -gt "
                + LIVES + " ] && exit 9; " + says;
    }

    @Test
    void theUnfinishedLastLineBeforeAQuickExitIsInTheLog() {
        ProcessSpec program = Programs.perl("p", shortLived("printf \"life $n.\"; exit 0"))
                .output(Programs.rawTo(log()))
                .build();
        try (Supervisor supervisor = Supervisor.of(program)) {
            supervisor.start("p");
            awaitExit(supervisor, 9);
        }
        StringBuilder expected = new StringBuilder();
        IntStream.rangeClosed(1, LIVES)
                .forEach(n -> expected.append("life ").append(n).append('.'));
        assertThat(Programs.text(log())).isEqualTo(expected.toString());
    }

    @Test
    void theUnfinishedLastLineIsDressedLikeTheOthers() {
        ProcessSpec program = Programs.perl("p", shortLived("echo first $n; printf \"last $n\"; exit 0"))
                .logfile(log())
                .build();
        try (Supervisor supervisor = Supervisor.of(program)) {
            supervisor.start("p");
            awaitExit(supervisor, 9);
        }
        List<String> expected = IntStream.rangeClosed(1, LIVES)
                .boxed()
                .flatMap(n -> List.of("first " + n, "last " + n).stream())
                .toList();
        assertThat(Programs.lines(log()))
                .allSatisfy(line -> assertThat(line).matches("\\[[0-9/]{10} [0-9:]{8}]\\[p] info: .*"))
                .extracting(line -> line.substring(line.indexOf("info: ") + "info: ".length()))
                .isEqualTo(expected);
    }

    @Test
    void aHundredMegabytesArriveWholeAndInOrder() throws IOException {
        ProcessSpec program = Programs.perl("p", "seq 1 " + NUMBERS + "; exit 5")
                .output(Programs.rawTo(log()))
                .build();
        try (Supervisor supervisor = Supervisor.of(program)) {
            supervisor.start("p");
            awaitExit(supervisor, 5);
        }
        assertThat(checksum(List.of(log()))).isEqualTo(checksumOfNumbers(NUMBERS));
    }

    @Test
    void rotationLosesNothingAndCutsAtLines() throws IOException {
        int backups = 30;
        ProcessSpec program = Programs.perl("p", "seq 1 " + NUMBERS + "; exit 5")
                .output(Programs.rawTo(log(), 5_000_000, backups))
                .build();
        try (Supervisor supervisor = Supervisor.of(program)) {
            supervisor.start("p");
            awaitExit(supervisor, 5);
        }
        List<Path> parts = new ArrayList<>(List.of(log()));
        IntStream.rangeClosed(1, backups)
                .mapToObj(n -> folder.resolve("log." + n))
                .filter(Files::exists)
                .forEach(parts::add);
        assertThat(parts).hasSize(21);
        int longestLine = Integer.toString(NUMBERS).length() + 1;
        for (Path full : parts.subList(1, parts.size())) {
            assertThat(Files.size(full)).isBetween(5_000_000L, 5_000_000L + longestLine);
            assertThat(Files.readAllBytes(full)).endsWith('\n');
        }
        Collections.reverse(parts);
        assertThat(checksum(parts)).isEqualTo(checksumOfNumbers(NUMBERS));
    }

    @ParameterizedTest
    @EnumSource(OutputSpec.Format.class)
    void aLineOfSixtyFourMebibytesIsWholeHoweverManyFilesItFills(OutputSpec.Format format) throws IOException {
        StreamSpec stream = StreamSpec.to(new StreamSpec.Log.File(log(), 1_000_000, 1000));
        ProcessSpec program = Programs.perl("p", "head -c " + LONG_LINE + " /dev/zero | tr '\\0' x; exit 5")
                .output(new OutputSpec(true, stream, stream, format))
                .build();
        try (Supervisor supervisor = Supervisor.of(program)) {
            supervisor.start("p");
            awaitExit(supervisor, 5);
        }
        int files = 1;
        long found = ofTheLine(log());
        for (; Files.exists(folder.resolve("log." + files)); files++) {
            assertThat(Files.size(folder.resolve("log." + files))).isBetween(1_000_000L, 1_000_000L + 256 * 1024);
            found += ofTheLine(folder.resolve("log." + files));
        }
        assertThat(found).isEqualTo(LONG_LINE);
        assertThat(files).isGreaterThan(50);
    }

    /** How much of a file is the line, and not what a format puts around its pieces. */
    private static long ofTheLine(Path file) throws IOException {
        String text = Files.readString(file, StandardCharsets.ISO_8859_1);
        return text.chars().filter(c -> c == 'x').count();
    }

    private static long checksum(List<Path> files) throws IOException {
        List<InputStream> parts = new ArrayList<>();
        for (Path file : files) {
            parts.add(Files.newInputStream(file));
        }
        CRC32 sum = new CRC32();
        try (InputStream all = new SequenceInputStream(Collections.enumeration(parts))) {
            byte[] buffer = new byte[1 << 20];
            for (int count = all.read(buffer); count >= 0; count = all.read(buffer)) {
                sum.update(buffer, 0, count);
            }
        }
        return sum.getValue();
    }

    private static long checksumOfNumbers(int last) {
        CRC32 sum = new CRC32();
        StringBuilder text = new StringBuilder();
        for (int number = 1; number <= last; number++) {
            text.append(number).append('\n');
            if (text.length() > 1 << 16 || number == last) {
                sum.update(text.toString().getBytes(StandardCharsets.US_ASCII));
                text.setLength(0);
            }
        }
        return sum.getValue();
    }

    @Test
    void bothStreamsHaveFilesOfTheirOwn() {
        Path out = folder.resolve("out");
        Path err = folder.resolve("err");
        ProcessSpec program = Programs.perl("p", "echo to out; echo to err >&2; exit 5")
                .output(Programs.rawTo(out, err))
                .build();
        try (Supervisor supervisor = Supervisor.of(program)) {
            supervisor.start("p");
            awaitExit(supervisor, 5);
        }
        assertThat(Programs.lines(out)).containsExactly("to out");
        assertThat(Programs.lines(err)).containsExactly("to err");
    }

    @Test
    void aSlowReaderOfAFifoHoldsTheChildUpAndMissesNothing() throws Exception {
        Path fifo = folder.resolve("fifo");
        assertThat(new ProcessBuilder("mkfifo", fifo.toString()).start().waitFor())
                .isZero();
        CompletableFuture<Long> read = CompletableFuture.supplyAsync(() -> checksumOfSlowReading(fifo));
        ProcessSpec program = Programs.perl("p", "seq 1 2000000; exit 5")
                .output(Programs.rawTo(fifo))
                .build();
        try (Supervisor supervisor = Supervisor.of(program)) {
            supervisor.start("p");
            awaitExit(supervisor, 5);
        }
        assertThat(read.join()).isEqualTo(checksumOfNumbers(2_000_000));
    }

    private static long checksumOfSlowReading(Path fifo) {
        CRC32 sum = new CRC32();
        try (InputStream in = Files.newInputStream(fifo)) {
            byte[] buffer = new byte[1 << 16];
            for (int count = in.read(buffer); count >= 0; count = in.read(buffer)) {
                sum.update(buffer, 0, count);
                LockSupport.parkNanos(Duration.ofMillis(2).toNanos());
            }
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
        return sum.getValue();
    }

    @Test
    void manyWritersAtOnceKeepTheirLinesApart() {
        Supervisor.Builder builder = Supervisor.builder();
        int writers = 50;
        for (int i = 0; i < writers; i++) {
            builder.program(Programs.perl("p" + i, "for n in 1 2 3 4 5; do seq 1 2000; done; exit 5")
                    .output(Programs.rawTo(folder.resolve("log" + i)))
                    .build());
        }
        List<String> numbers =
                IntStream.rangeClosed(1, 2000).mapToObj(Integer::toString).toList();
        List<String> expected =
                Collections.nCopies(5, numbers).stream().flatMap(List::stream).toList();
        try (Supervisor supervisor = builder.start()) {
            supervisor.control().startAll(false).join();
            Await.until(
                    "all have ended",
                    () -> supervisor.control().processes().stream()
                            .allMatch(view -> view.state() == ProcessState.EXITED));
        }
        for (int i = 0; i < writers; i++) {
            assertThat(Programs.lines(folder.resolve("log" + i))).isEqualTo(expected);
        }
    }
}
