package org.supervisor.server.output;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LogFileTest {
    private static final int MANY_BACKUPS = 10_000;

    @TempDir
    Path folder;

    private final ManualTime time = new ManualTime();
    private final LogFiles files = new LogFiles(time, 4);
    private final List<String> complaints = new ArrayList<>();

    @AfterEach
    void close() {
        files.close();
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 7, 100, 4096, Rotation.ONE_READ - 1, Rotation.ONE_READ, 200_000, 1_000_000})
    void rotationNeverLosesAByteHoweverTheOutputIsCut(long maxBytes) throws IOException {
        Random random = new Random(maxBytes);
        LogFile log = files.open(folder.resolve("log"), maxBytes, MANY_BACKUPS);
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        for (int i = 0; i < 40; i++) {
            byte[] chunk = lines(random, random.nextInt((int) Math.min(400_000, 20 * maxBytes)) + 1);
            all.write(chunk);
            assertThat(log.append(ByteBuffer.wrap(chunk))).isEqualTo(chunk.length);
        }
        assertThat(allFiles("log")).isEqualTo(all.toByteArray());
    }

    @Test
    void aFullFileEndsWithTheLineThatFillsIt() throws IOException {
        Random random = new Random(1);
        long maxBytes = 300_000;
        LogFile log = files.open(folder.resolve("log"), maxBytes, MANY_BACKUPS);
        for (int i = 0; i < 20; i++) {
            log.append(ByteBuffer.wrap(lines(random, 1 + random.nextInt(500_000))));
        }
        int backups = backups("log");
        assertThat(backups).isGreaterThan(5);
        for (int i = 1; i <= backups; i++) {
            byte[] content = Files.readAllBytes(folder.resolve("log." + i));
            assertThat(content[content.length - 1]).isEqualTo((byte) '\n');
            assertThat((long) content.length).isBetween(maxBytes, maxBytes + 200);
        }
    }

    @Test
    void aLineLongerThanTheOverrunIsCut() throws IOException {
        LogFile log = files.open(folder.resolve("log"), 200_000, MANY_BACKUPS);
        byte[] endless = "x".repeat(1_000_000).getBytes(StandardCharsets.US_ASCII);
        log.append(ByteBuffer.wrap(endless));
        assertThat(Files.size(folder.resolve("log.1"))).isEqualTo(200_000 + Rotation.ONE_READ);
        assertThat(allFiles("log")).isEqualTo(endless);
    }

    @Test
    void aLimitBelowOneReadDoesNotDivideAChunk() throws IOException {
        LogFile log = files.open(folder.resolve("log"), 10, 2);
        append(log, "12345");
        append(log, "67890");
        append(log, "longer than the limit\nhalf");
        append(log, "next");
        assertThat(content("log.2")).isEqualTo("1234567890");
        assertThat(content("log.1")).isEqualTo("longer than the limit\nhalf");
        assertThat(content("log")).isEqualTo("next");
    }

    @Test
    void keepsSoManyBackupsTheNewestBeingOne() throws IOException {
        LogFile log = files.open(folder.resolve("log"), 2, 3);
        for (int i = 1; i <= 6; i++) {
            append(log, i + "\n");
        }
        assertThat(names()).containsExactlyInAnyOrder("log", "log.1", "log.2", "log.3");
        assertThat(content("log.1") + content("log.2") + content("log.3") + content("log"))
                .isEqualTo("6\n5\n4\n");
    }

    @Test
    void withoutBackupsAFullFileIsEmptied() throws IOException {
        LogFile log = files.open(folder.resolve("log"), 5, 0);
        append(log, "12345");
        assertThat(content("log")).isEmpty();
        append(log, "end");
        assertThat(content("log")).isEqualTo("end");
        assertThat(names()).containsExactly("log");
    }

    @Test
    void aRotatedLogKeepsItsPermissions() throws IOException {
        Path path = Files.createFile(
                folder.resolve("log"),
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        append(files.open(path, 1, 1), "full");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(path)))
                .isEqualTo("rw-------");
    }

    @Test
    void continuesAFileThatIsThere() throws IOException {
        Files.writeString(folder.resolve("log"), "12345678");
        LogFile log = files.open(folder.resolve("log"), 10, 1);
        append(log, "90");
        assertThat(content("log.1")).isEqualTo("1234567890");
    }

    @Test
    void aBackupThatCannotBeMovedLetsTheFileGrowOn() throws IOException {
        files.onComplaint(complaints::add);
        Files.createDirectories(folder.resolve("log.1/occupied"));
        LogFile log = files.open(folder.resolve("log"), 5, 1);
        append(log, "12345");
        append(log, "6");
        assertThat(content("log")).isEqualTo("123456");
        assertThat(complaints).singleElement().asString().contains("cannot rotate", "it grows on");
    }

    @Test
    void fewDescriptorsServeManyLogs() throws IOException {
        List<LogFile> logs = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            logs.add(files.open(folder.resolve("log" + i), 0, 0));
        }
        for (int round = 0; round < 3; round++) {
            for (LogFile log : logs) {
                append(log, "round " + round + "\n");
            }
        }
        assertThat(files.openPaths()).hasSize(4);
        for (int i = 0; i < 20; i++) {
            assertThat(content("log" + i)).isEqualTo("round 0\nround 1\nround 2\n");
        }
    }

    @Test
    void closesTheLogThatWasUsedLongestAgo() {
        List<LogFile> logs = new ArrayList<>();
        for (int i = 0; i < 5; i++) {
            logs.add(files.open(folder.resolve("log" + i), 0, 0));
        }
        logs.subList(0, 4).forEach(log -> append(log, "a"));
        append(logs.get(0), "b"); // so log1 is the oldest
        append(logs.get(4), "a");
        assertThat(files.openPaths())
                .containsExactly(
                        folder.resolve("log2"), folder.resolve("log3"), folder.resolve("log0"), folder.resolve("log4"));
    }

    @Test
    void aRemovedLogIsCreatedAgain() throws IOException {
        LogFile log = files.open(folder.resolve("log"), 0, 0);
        append(log, "before");
        Files.delete(folder.resolve("log"));
        time.advance(Duration.ofSeconds(1));
        append(log, "after");
        assertThat(content("log")).isEqualTo("after");
    }

    @Test
    void aMovedLogIsFollowedByANewOne() throws IOException {
        LogFile log = files.open(folder.resolve("log"), 0, 0);
        append(log, "before");
        Files.move(folder.resolve("log"), folder.resolve("moved"));
        time.advance(Duration.ofSeconds(1).minusNanos(1));
        append(log, ", still there");
        time.advance(Duration.ofNanos(1));
        append(log, "after");
        assertThat(content("moved")).isEqualTo("before, still there");
        assertThat(content("log")).isEqualTo("after");
    }

    @Test
    void reopeningFollowsAMoveAtOnce() throws IOException {
        LogFile log = files.open(folder.resolve("log"), 0, 0);
        append(log, "before");
        Files.move(folder.resolve("log"), folder.resolve("moved"));
        files.reopenAll();
        assertThat(content("log")).isEmpty();
        append(log, "after");
        assertThat(content("moved") + content("log")).isEqualTo("beforeafter");
    }

    @Test
    void aLogTruncatedByOthersHasNoHoleAndCountsFromThere() throws IOException {
        LogFile log = files.open(folder.resolve("log"), 10, 1);
        append(log, "12345678");
        Files.write(folder.resolve("log"), new byte[0], StandardOpenOption.TRUNCATE_EXISTING);
        time.advance(Duration.ofSeconds(1));
        append(log, "abcd");
        assertThat(content("log")).isEqualTo("abcd");
        append(log, "efghij");
        assertThat(content("log.1")).isEqualTo("abcdefghij");
    }

    @Test
    void whatCannotBeWrittenIsCountedAndReported() throws IOException {
        files.onComplaint(complaints::add);
        LogFile log = files.open(folder.resolve("later/log"), 0, 0);
        assertThat(log.append(utf8("12345\n"))).isZero();
        Files.createDirectory(folder.resolve("later"));
        assertThat(log.append(utf8("too early\n"))).isZero();
        time.advance(WriteTrouble.RETRY_AFTER.minusNanos(1));
        assertThat(log.append(utf8("still\n"))).isZero();
        time.advance(Duration.ofNanos(1));
        assertThat(log.append(utf8("written\n"))).isEqualTo(8);
        assertThat(content("later/log")).isEqualTo("[supervisor: 22 bytes dropped: No such directory]\nwritten\n");
        assertThat(complaints).hasSize(2);
        assertThat(complaints.getFirst()).contains("cannot write to", "No such directory");
        assertThat(complaints.getLast()).contains("works again", "22 bytes");
    }

    @Test
    void aLogThatFailsRepeatedlyIsReportedOnceAMinute() throws IOException {
        files.onComplaint(complaints::add);
        Path later = folder.resolve("later");
        LogFile log = files.open(later.resolve("log"), 0, 0);
        for (int round = 0; round < 10; round++) {
            log.append(utf8("lost\n"));
            Files.createDirectory(later);
            time.advance(Duration.ofSeconds(1));
            append(log, "kept\n");
            Files.delete(later.resolve("log"));
            Files.delete(later);
            time.advance(Duration.ofSeconds(1));
        }
        assertThat(complaints).hasSize(2);
        Files.createDirectory(later);
        time.advance(DropReports.SILENCE);
        append(log, "kept\n");
        assertThat(complaints).hasSize(3);
        assertThat(complaints.getLast()).endsWith("failed more often since; 45 bytes were dropped: No such directory");
    }

    @Test
    void whatIsStillMissingAtTheEndIsReported() {
        files.onComplaint(complaints::add);
        LogFile log = files.open(folder.resolve("never/log"), 0, 0);
        log.append(utf8("12345\n"));
        log.release();
        assertThat(complaints).hasSize(2);
        assertThat(complaints.getLast()).endsWith("is given up; 6 bytes were dropped: No such directory");
    }

    @Test
    void reopeningAfterALossStillReportsItsReason() throws IOException {
        LogFile log = files.open(folder.resolve("later/log"), 0, 0);
        log.append(utf8("12345\n"));
        Files.createDirectory(folder.resolve("later"));
        assertThat(files.reopenAll()).isEqualTo(1);
        assertThat(content("later/log")).isEqualTo("[supervisor: 6 bytes dropped: No such directory]\n");
        assertThat(log.trouble()).isEmpty();
    }

    @Test
    void twoProgramsMayShareAFile() throws IOException {
        LogFile one = files.open(folder.resolve("log"), 0, 0);
        LogFile other = files.open(folder.resolve("log"), 4, 1);
        assertThat(other).isSameAs(one);
        one.release();
        append(other, "a\n");
        append(other, "b\n");
        assertThat(content("log.1")).isEqualTo("a\nb\n");
        other.release();
        assertThat(files.openPaths()).isEmpty();
    }

    @Test
    void clearingEmptiesTheFileAndKeepsBackups() throws IOException {
        LogFile log = files.open(folder.resolve("log"), 4, 1);
        append(log, "1234");
        append(log, "12");
        log.clear();
        assertThat(content("log")).isEmpty();
        assertThat(content("log.1")).isEqualTo("1234");
        append(log, "abc");
        assertThat(content("log")).isEqualTo("abc");
    }

    @Test
    void callsItsSubscribersUntilTheyClose() {
        AtomicInteger calls = new AtomicInteger();
        Subscription early = files.onActivity(folder.resolve("log"), calls::incrementAndGet);
        LogFile log = files.open(folder.resolve("log"), 0, 0);
        append(log, "x");
        assertThat(calls).hasValue(1);
        Subscription late = files.onActivity(folder.resolve("log"), calls::incrementAndGet);
        append(log, "x");
        assertThat(calls).hasValue(3);
        early.close();
        late.close();
        append(log, "x");
        assertThat(calls).hasValue(3);
    }

    @Test
    void theNullDeviceIsNeitherRotatedNorOfAnySize() throws IOException {
        LogFile log = files.open(Path.of("/dev/null"), 1, 1);
        append(log, "gone");
        append(log, "gone");
        assertThat(Path.of("/dev/null.1")).doesNotExist();
        assertThat(Files.readAttributes(Path.of("/dev/null"), "*").get("isOther"))
                .isEqualTo(true);
    }

    @Test
    void anInterruptedThreadWritesAllTheSameAndStaysInterrupted() throws IOException {
        LogFile log = files.open(folder.resolve("log"), 0, 0);
        append(log, "a");
        Thread.currentThread().interrupt();
        append(log, "b");
        assertThat(Thread.interrupted()).isTrue();
        append(log, "c");
        assertThat(content("log")).isEqualTo("abc");
    }

    private static void append(LogFile log, String text) {
        log.append(utf8(text));
    }

    private static ByteBuffer utf8(String text) {
        return StandardCharsets.UTF_8.encode(text);
    }

    private static byte[] lines(Random random, int length) {
        byte[] bytes = new byte[length];
        random.nextBytes(bytes);
        for (int i = random.nextInt(100); i < length; i += 1 + random.nextInt(100)) {
            bytes[i] = '\n';
        }
        return bytes;
    }

    private String content(String name) throws IOException {
        return Files.readString(folder.resolve(name));
    }

    private List<String> names() throws IOException {
        try (var found = Files.list(folder)) {
            return found.map(p -> p.getFileName().toString()).toList();
        }
    }

    private int backups(String name) {
        int count = 0;
        while (Files.exists(folder.resolve(name + "." + (count + 1)))) {
            count++;
        }
        return count;
    }

    private byte[] allFiles(String name) throws IOException {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        for (int i = backups(name); i > 0; i--) {
            all.write(Files.readAllBytes(folder.resolve(name + "." + i)));
        }
        all.write(Files.readAllBytes(folder.resolve(name)));
        return all.toByteArray();
    }
}
