package org.supervisor.server.output;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FollowedLogTest {
    private static final int CHUNK = 1 << 16;

    @TempDir
    private Path folder;

    private final LogFiles files = new LogFiles(new ManualTime());
    private Path log;

    @BeforeEach
    void nameTheLog() {
        log = folder.resolve("log");
    }

    @AfterEach
    void close() {
        files.close();
    }

    private static void append(LogFile file, String text) {
        file.append(StandardCharsets.UTF_8.encode(text));
    }

    private static String rest(FollowedLog followed) throws IOException {
        StringBuilder all = new StringBuilder();
        for (ByteBuffer more = followed.read(3); more.hasRemaining(); more = followed.read(3)) {
            all.append(StandardCharsets.UTF_8.decode(more));
        }
        return all.toString();
    }

    @Test
    void beginsNearTheEnd() throws IOException {
        append(files.open(log, 0, 0), "0123456789");
        try (FollowedLog followed = FollowedLog.open(log, 4)) {
            assertThat(rest(followed)).isEqualTo("6789");
            assertThat(rest(followed)).isEmpty();
        }
    }

    @Test
    void aLogThatIsNotThereCannotBeFollowed() {
        assertThatThrownBy(() -> FollowedLog.open(log, 4)).isInstanceOf(NoSuchFileException.class);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 10})
    void asManyRotationsAsThereAreBackupsBetweenTwoLooksLoseNothing(int backups) throws IOException {
        LogFile file = files.open(log, 2, backups);
        append(file, "x");
        try (FollowedLog followed = FollowedLog.open(log, 1)) {
            assertThat(rest(followed)).isEqualTo("x");
            append(file, "\n");
            assertThat(rest(followed)).isEqualTo("\n");
            for (int round = 0; round < 20; round++) {
                StringBuilder all = new StringBuilder();
                for (int rotation = 0; rotation < 1 + round % backups; rotation++) {
                    String line = (char) ('a' + rotation) + "\n";
                    append(file, line);
                    all.append(line);
                }
                assertThat(rest(followed)).isEqualTo(all.toString());
            }
        }
    }

    @Test
    void whatIsRotatedAwayIsMissedAndTheRestIsNot() throws IOException {
        LogFile file = files.open(log, 2, 2);
        append(file, "x");
        try (FollowedLog followed = FollowedLog.open(log, 1)) {
            append(file, "\n");
            "abcdef".chars().forEach(letter -> append(file, (char) letter + "\n"));
            assertThat(rest(followed)).isEqualTo("x\ne\nf\n");
        }
    }

    @Test
    void oldBackupsAreNotReadAgainWhenTheLogIsRemoved() throws IOException {
        LogFile file = files.open(log, 2, 2);
        append(file, "a\n");
        append(file, "b\n");
        append(file, "c");
        try (FollowedLog followed = FollowedLog.open(log, 1)) {
            Files.move(log, folder.resolve("log-of-yesterday"));
            append(file, "d");
            file.reopen();
            append(file, "e");
            assertThat(rest(followed)).isEqualTo("cde");
        }
    }

    @Test
    void nothingIsLostOrDoubledHoweverFastItIsRotated() throws Exception {
        LogFile file = files.open(log, 20_000, 10_000);
        file.prepare();
        ByteArrayOutputStream seen = new ByteArrayOutputStream();
        try (FollowedLog followed = FollowedLog.open(log, 0)) {
            CompletableFuture<byte[]> written = CompletableFuture.supplyAsync(() -> write(file));
            boolean isLast;
            do {
                isLast = written.isDone();
                for (ByteBuffer more = followed.read(CHUNK); more.hasRemaining(); more = followed.read(CHUNK)) {
                    byte[] bytes = new byte[more.remaining()];
                    more.get(bytes);
                    seen.writeBytes(bytes);
                }
            } while (!isLast);
            assertThat(seen.toByteArray()).isEqualTo(written.join());
        }
    }

    private static byte[] write(LogFile file) {
        Random random = new Random(1);
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        for (int i = 0; i < 500; i++) {
            byte[] chunk = new byte[1 + random.nextInt(30_000)];
            random.nextBytes(chunk);
            all.writeBytes(chunk);
            file.append(ByteBuffer.wrap(chunk));
        }
        return all.toByteArray();
    }

    @Test
    void theLastBytesComeFromBackupsToo() throws IOException {
        LogFile file = files.open(log, 4, 2);
        "abcdefg".chars().forEach(letter -> append(file, (char) letter + "\n"));
        assertThat(Files.readString(log)).isEqualTo("g\n");
        assertThat(LogReader.last(log, 1)).isEqualTo("\n");
        assertThat(LogReader.last(log, 5)).isEqualTo("\nf\ng\n");
        assertThat(LogReader.last(log, 1000)).isEqualTo("c\nd\ne\nf\ng\n");
        assertThat(LogReader.last(log, 0)).isEmpty();
        assertThatThrownBy(() -> LogReader.last(folder.resolve("other"), 5)).isInstanceOf(NoSuchFileException.class);
    }
}
