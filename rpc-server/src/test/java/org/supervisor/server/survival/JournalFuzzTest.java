package org.supervisor.server.survival;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.zip.CRC32;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.supervisor.api.HistoryEntry;
import org.supervisor.api.ProcessState;
import org.supervisor.server.Fuzz;
import org.supervisor.server.process.ProcessName;

/** Whatever stands in the journal of the daemon before, this one begins, and says what it could not use. */
@Timeout(600)
class JournalFuzzTest {
    private static final int TRIES = 3000;
    private static final int HEAD_BYTES = 8;
    private static final long MOST_ALLOCATED = 64 << 20;
    private static final List<String> WORDS =
            List.of("supervisor-journal 3 ", "\n", "P", "L", "X", "O", "E", "H", "\0\0\0\1", "\0\3web", "\0\0");

    @TempDir
    private Path folder;

    private final List<String> complaints = new ArrayList<>();
    private StateDirectory directory;
    private byte[] whole;
    private int headerBytes;

    @BeforeEach
    void write() throws IOException {
        directory = ((StateDirectory.Outcome.Held) StateDirectory.hold(folder.resolve("state"))).directory();
        JournalContent none = new JournalContent(List.of(), List.of(), Map.of());
        StateJournal journal = StateJournal.create(directory, () -> none, complaints::add);
        headerBytes = (int) Files.size(directory.journal());
        StateJournalTest.states()
                .forEach(state -> journal.write(StateJournalTest.record(ProcessName.alone("web"), state)));
        journal.launching(ProcessName.alone("db"), 17);
        journal.happened(
                ProcessName.alone("web"),
                new HistoryEntry(Instant.EPOCH, ProcessState.STOPPED, ProcessState.STARTING, "cause", "out", "err"));
        journal.leftoverEnded(ProcessName.alone("old"));
        journal.removed(ProcessName.alone("gone"));
        journal.close();
        whole = Files.readAllBytes(directory.journal());
    }

    @AfterEach
    void release() {
        directory.close();
    }

    /** It is never more than unusable. */
    private void read(byte[] content) throws IOException {
        Files.write(directory.journal(), content);
        complaints.clear();
        boolean isReadable = StateJournal.objection(directory.path()).isEmpty();
        Memory memory = StateJournal.read(directory, complaints::add);
        if (!isReadable) {
            assertThat(memory).isEqualTo(Memory.NONE);
            assertThat(complaints).singleElement().asString().contains("cannot be used", "journal.unreadable");
        }
    }

    @Test
    void aDamagedJournalIsReportedAndNeverStopsTheDaemon() {
        Fuzz.of(TRIES, List.of(whole), WORDS).allocating(MOST_ALLOCATED).on((input, _) -> read(input));
    }

    @Test
    void neitherDoesADamagedRecordWhoseSumIsRight() {
        Fuzz.of(3 * TRIES, records(), WORDS).allocating(MOST_ALLOCATED).on((input, _) -> {
            CRC32 sum = new CRC32();
            sum.update(input);
            read(ByteBuffer.allocate(headerBytes + HEAD_BYTES + input.length)
                    .put(whole, 0, headerBytes)
                    .putInt(input.length)
                    .putInt((int) sum.getValue())
                    .put(input)
                    .array());
        });
    }

    private List<byte[]> records() {
        List<byte[]> records = new ArrayList<>();
        for (int at = headerBytes; at < whole.length; ) {
            int end = at + HEAD_BYTES + ByteBuffer.wrap(whole).getInt(at);
            records.add(Arrays.copyOfRange(whole, at + HEAD_BYTES, end));
            at = end;
        }
        return records;
    }
}
