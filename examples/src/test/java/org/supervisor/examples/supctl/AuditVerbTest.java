package org.supervisor.examples.supctl;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.supervisor.server.audit.AuditLog;
import org.supervisor.server.engine.AuditEntry;
import org.supervisor.server.engine.Origin;
import org.supervisor.server.process.TimeSource;

/** What is found in audit logs that somebody has tampered with, and in those that only a crash has marked. */
class AuditVerbTest {
    @TempDir
    private Path folder;

    private Path file;

    @BeforeEach
    void write() {
        file = folder.resolve("audit.log");
        write(0, 8);
    }

    private void write(long maxBytes, int calls) {
        AuditLog.Settings settings = new AuditLog.Settings(file, maxBytes, 20, false);
        try (AuditLog log = new AuditLog(settings, TimeSource.SYSTEM, (level, text) -> {})) {
            Origin origin = new Origin("alice", "password", "192.0.2.7:1", "");
            for (int i = 1; i <= calls; i++) {
                log.add(AuditEntry.done(AuditEntry.Kind.CALL, origin, "call " + i, List.of()))
                        .join();
            }
        }
    }

    private static Run verify(Object... words) {
        List<String> args = new ArrayList<>(List.of("audit", "verify"));
        for (Object word : words) {
            args.add(word.toString());
        }
        return Run.of(args.toArray(String[]::new));
    }

    private String head() {
        return Run.of("audit", "head", file.toString()).out().strip();
    }

    private void change(int line, String from, String to) throws IOException {
        List<String> lines = new ArrayList<>(Files.readAllLines(file));
        lines.set(line - 1, lines.get(line - 1).replace(from, to));
        Files.write(file, lines);
    }

    private void assertThatItFinds(String problem) {
        Run run = verify(file);
        assertThat(run.out().lines().filter(line -> line.startsWith("ERROR")))
                .singleElement()
                .asString()
                .contains(problem);
        assertThat(run.status()).isEqualTo(Exit.FAILED);
    }

    @Test
    void nothingIsFoundInALogThatNobodyHasTouched() {
        Run run = verify(file);

        assertThat(run.out()).isEqualTo("8 lines, none changed, missing or out of place; the head is " + head() + "\n");
        assertThat(run.status()).isZero();
    }

    @Test
    void aChangedLineIsNamed() throws IOException {
        change(5, "alice", "mally");

        assertThatItFinds("audit.log:5, number 5, was changed");
    }

    @Test
    void theLastLineIsNoException() throws IOException {
        change(8, "alice", "mally");

        assertThatItFinds("audit.log:8, number 8, was changed");
    }

    @Test
    void aChangedNumberIsAChange() throws IOException {
        change(3, "\"seq\":3", "\"seq\":30");

        assertThatItFinds("audit.log:3, number 3, was changed");
    }

    @Test
    void missingLinesAreNamed() throws IOException {
        List<String> lines = new ArrayList<>(Files.readAllLines(file));
        lines.subList(2, 4).clear();
        Files.write(file, lines);

        assertThatItFinds("numbers 3 to 4 are missing, between " + file + ":2 and " + file + ":3");
    }

    @Test
    void aReorderedLineIsNamed() throws IOException {
        List<String> lines = new ArrayList<>(Files.readAllLines(file));
        Collections.swap(lines, 3, 4);
        Files.write(file, lines);

        assertThatItFinds("audit.log:5, number 4, is out of place: it stands after number 5");
    }

    @Test
    void aRepeatedLineIsNamed() throws IOException {
        List<String> lines = new ArrayList<>(Files.readAllLines(file));
        lines.add(4, lines.get(3));
        Files.write(file, lines);

        assertThatItFinds("audit.log:5, number 4, has the number of " + file + ":4");
    }

    @Test
    void aLineWithARecalculatedSumIsFoundByItsSuccessor() throws IOException {
        List<String> lines = new ArrayList<>(Files.readAllLines(file));
        Path other = folder.resolve("other");
        Path ours = file;
        file = other;
        write(0, 8);
        file = ours;
        lines.set(4, Files.readAllLines(other).get(4));
        Files.write(file, lines);

        assertThat(verify(file).out()).contains("audit.log:5, number 5, was changed");
    }

    @Test
    void aTornLineIsANote() throws IOException {
        String text = Files.readString(file);
        Files.writeString(file, text.substring(0, text.length() - 40));

        assertThat(verify(file).out()).contains("note: " + file + ":8 is torn");
        assertThat(verify(file).status()).isZero();
        write(0, 2);
        assertThat(verify(file).out())
                .contains("note: " + file + ":8, number 8, is torn, as the line after it says")
                .contains("11 lines, none changed");
        assertThat(verify(file).status()).isZero();
    }

    @Test
    void aTornLineMayNotBeChangedEither() throws IOException {
        String text = Files.readString(file);
        Files.writeString(file, text.substring(0, text.length() - 40));
        write(0, 2);
        change(8, "alice", "mally");

        assertThatItFinds("audit.log:8, number 8, was changed");
    }

    @Test
    void rotatedFilesAreOneChainInWhateverOrder() throws IOException {
        write(3000, 60);
        List<Path> files;
        try (var all = Files.list(folder)) {
            files = all.toList();
        }

        assertThat(files).hasSizeGreaterThan(4);
        assertThat(verify(files.toArray()).out()).startsWith("68 lines, none changed, missing or out of place");
        Files.delete(folder.resolve("audit.log.2"));
        assertThat(verify(files.stream().filter(Files::exists).toArray()).out())
                .contains("are missing, between " + folder.resolve("audit.log.3") + ":");
    }

    @Test
    void aChainWhoseBeginningIsGoneIsNoProblem() throws IOException {
        List<String> lines = Files.readAllLines(file);
        Files.write(file, lines.subList(4, 8));

        assertThat(verify(file).out()).contains("note: the first line has the number 5");
        assertThat(verify(file).status()).isZero();
    }

    @Test
    void aCopyOfTheHeadShowsThatTheEndIsMissing() throws IOException {
        String head = head();
        assertThat(verify("--head", head, file).status()).isZero();
        List<String> lines = Files.readAllLines(file);
        Files.write(file, lines.subList(0, 6));

        assertThat(verify(file).status()).isZero();
        assertThat(verify("--head", head, file).out()).contains("lines up to number 8, which was the head once");
        assertThat(verify("--head", head, file).status()).isEqualTo(Exit.FAILED);
    }

    @Test
    void aFileThatIsNotThereIsNamed() {
        assertThat(verify(folder.resolve("none")).out()).contains("none: no such file");
        assertThat(verify().status()).isEqualTo(Exit.WRONG_ARGUMENTS);
    }

    /** {@code -Dtest.fuzz=10} tries ten times as much damage. */
    @Test
    void whateverIsDamagedIsFoundAndNothingEscapes() throws IOException {
        byte[] whole = Files.readAllBytes(file);
        Optional<String> head = Optional.of(head());
        for (int seed = 0; seed < 500 * Integer.getInteger("test.fuzz", 1); seed++) {
            byte[] damaged = damaged(whole, new SplittableRandom(seed));
            Files.write(file, damaged);
            AuditChain.Verdict verdict = AuditChain.read(List.of(file)).verify(head);
            boolean isSame = Arrays.equals(damaged, whole) || Arrays.equals(damaged, cut(whole, whole.length - 1));
            assertThat(verdict.problems().isEmpty() && verdict.notes().isEmpty())
                    .as("seed %s, nothing was found in %s", seed, new String(damaged, StandardCharsets.ISO_8859_1))
                    .isEqualTo(isSame);
        }
    }

    private static byte[] cut(byte[] bytes, int length) {
        return Arrays.copyOf(bytes, length);
    }

    /** One place is damaged, or two. */
    private static byte[] damaged(byte[] whole, SplittableRandom random) {
        byte[] bytes = whole;
        for (int left = random.nextInt(2); left >= 0; left--) {
            int at = random.nextInt(bytes.length);
            int end = Math.min(bytes.length, at + random.nextInt(random.nextBoolean() ? 4 : 1000));
            byte[] changed = bytes.clone();
            changed[at] = (byte) random.nextInt(256);
            bytes = switch (random.nextInt(4)) {
                case 0 -> changed;
                case 1 -> cut(bytes, at + 1);
                case 2 -> joined(cut(bytes, at + 1), bytes, end);
                default -> joined(cut(bytes, end), bytes, at);
            };
        }
        return bytes;
    }

    private static byte[] joined(byte[] begin, byte[] rest, int from) {
        byte[] all = Arrays.copyOf(begin, begin.length + rest.length - from);
        System.arraycopy(rest, from, all, begin.length, rest.length - from);
        return all;
    }
}
