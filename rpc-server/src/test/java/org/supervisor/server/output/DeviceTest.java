package org.supervisor.server.output;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Writes to a real FIFO, created with mkfifo(1). */
@Timeout(30)
class DeviceTest {
    @TempDir
    Path folder;

    private final ManualTime time = new ManualTime();
    private final LogFiles files = new LogFiles(time);
    private Path fifo;

    @BeforeEach
    void makeFifo() throws Exception {
        fifo = folder.resolve("fifo");
        assertThat(new ProcessBuilder("mkfifo", fifo.toString()).start().waitFor())
                .isZero();
    }

    @AfterEach
    void close() {
        files.close();
    }

    @Test
    void aReaderThatComesLateGetsWhatWaited() throws IOException {
        LogFile log = files.open(fifo, 5, 1);
        append(log, "more than five bytes\n");
        append(log, "end\n");
        assertThat(readUntil("end\n")).isEqualTo("more than five bytes\nend\n");
        assertThat(folder.resolve("fifo.1")).doesNotExist();
    }

    @Test
    void doesNotWaitForAReaderAndCountsWhatDoesNotFit() throws IOException {
        LogFile log = files.open(fifo, 0, 0);
        ByteBuffer chunk =
                ByteBuffer.wrap("x".repeat(512 * 1024 - 1).concat("\n").getBytes(StandardCharsets.US_ASCII));
        assertThat(log.isCongested()).isFalse();
        long kept = 0;
        for (int i = 0; i < 10; i++) {
            kept += log.append(chunk.clear());
        }
        assertThat(log.isCongested()).isTrue();
        assertThat(kept).isEqualTo(Device.MOST_WAITING);
        String read = readThenAppend(kept, log, "last\n");
        long dropped = 10L * chunk.capacity() - kept;
        assertThat(read)
                .endsWith("[supervisor: " + dropped + " bytes dropped: " + fifo
                        + ": it is not read fast enough]\nlast\n");
        assertThat(read.indexOf("[supervisor")).isEqualTo((int) kept);
        assertThat(log.isCongested()).isFalse();
    }

    @Test
    void aFifoIsWrittenToItsNextReader() throws IOException {
        LogFile log = files.open(fifo, 0, 0);
        append(log, "first\n");
        assertThat(readUntil("first\n")).isEqualTo("first\n");
        append(log, "nobody reads this, or the next one does\n");
        append(log, "end\n");
        assertThat(readUntil("end\n")).endsWith("end\n");
    }

    @Test
    void aReaderThatTakesNothingIsWaitedForFiveSeconds() {
        LogFile log = files.open(fifo, 0, 0);
        log.append(ByteBuffer.wrap(new byte[Device.MANY_WAITING]));
        assertThat(log.isCongestedAndRead()).isTrue();
        time.advance(Device.PATIENCE.minusNanos(1));
        assertThat(log.isCongestedAndRead()).isTrue();
        time.advance(Duration.ofNanos(1));
        assertThat(log.isCongestedAndRead()).isFalse();
        assertThat(log.isCongested()).isTrue();
    }

    @Test
    void whatADeviceAcceptedAndCouldNotWriteIsReportedAfterwards() throws Exception {
        LogFile log = files.open(fifo, 0, 0);
        CountDownLatch lost = new CountDownLatch(1);
        append(log, "first\n");
        assertThat(readUntil("first\n")).isEqualTo("first\n");
        log.append(ByteBuffer.wrap(new byte[] {'x'}), lost::countDown);
        assertThat(lost.await(20, TimeUnit.SECONDS)).isTrue();
        assertThat(log.trouble()).contains("Broken pipe");
    }

    @Test
    void theDaemonsOwnOutputsAreDevicesWhateverTheyAre() {
        assertThat(Device.isDevice(Path.of("/dev/stdout"))).isTrue();
        assertThat(Device.isDevice(Path.of("/dev/fd/2"))).isTrue();
        assertThat(Device.isDevice(fifo)).isTrue();
        assertThat(Device.isDevice(Path.of("/dev/null"))).isFalse();
        assertThat(Device.isDevice(Path.of("/dev/full"))).isFalse();
        assertThat(Device.isDevice(folder.resolve("new.log"))).isFalse();
    }

    private static void append(LogFile log, String text) {
        log.append(StandardCharsets.UTF_8.encode(text));
    }

    private String readUntil(String end) throws IOException {
        try (InputStream reader = Files.newInputStream(fifo)) {
            return readUntil(reader, end);
        }
    }

    /** Reads so much, has something more written, and reads on to the end of that. */
    private String readThenAppend(long first, LogFile log, String last) throws IOException {
        try (InputStream reader = Files.newInputStream(fifo)) {
            String read = new String(reader.readNBytes((int) first), StandardCharsets.US_ASCII);
            append(log, last);
            return read + readUntil(reader, last);
        }
    }

    private static String readUntil(InputStream reader, String end) throws IOException {
        StringBuilder read = new StringBuilder();
        while (read.indexOf(end) < 0) {
            read.append(new String(reader.readNBytes(1), StandardCharsets.US_ASCII));
        }
        return read.toString();
    }
}
