package org.supervisor.server.audit;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.OptionalInt;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.supervisor.server.Await;
import org.supervisor.server.engine.AuditEntry;
import org.supervisor.server.engine.AuditEntry.Kind;
import org.supervisor.server.engine.Origin;
import org.supervisor.server.process.Sha256;
import org.supervisor.server.process.TimeSource;

/** The lines of an audit log, and their chain. */
@Timeout(60)
class AuditLogTest {
    private static final Origin ALICE = new Origin("alice", "password", "192.0.2.7:51034", "r-1");

    @TempDir
    private Path folder;

    private final List<String> reports = Collections.synchronizedList(new ArrayList<>());

    private Path file() {
        return folder.resolve("audit.log");
    }

    private AuditLog open(long maxBytes, int backups, boolean refuses) {
        return new AuditLog(
                new AuditLog.Settings(file(), maxBytes, backups, refuses),
                TimeSource.SYSTEM,
                (level, text) -> reports.add(text));
    }

    private static AuditEntry call(String what) {
        return AuditEntry.done(Kind.CALL, ALICE, what, List.of());
    }

    private void write(String... calls) {
        try (AuditLog log = open(0, 1, false)) {
            Stream.of(calls).forEach(what -> log.add(call(what)).join());
        }
    }

    private static List<String> lines(Path path) throws IOException {
        return Files.readAllLines(path);
    }

    private static String field(String line, String name) {
        return Pattern.compile("\"" + name + "\":\"?([^\",}]*)")
                .matcher(line)
                .results()
                .map(found -> found.group(1))
                .findFirst()
                .orElse("");
    }

    /** Each line has the number after the one before, and its hash. */
    private static void assertThatIsAChain(List<String> lines) {
        Chain chain = Chain.of(lines.getFirst()).orElseThrow();
        for (String line : lines.subList(1, lines.size())) {
            assertThat(field(line, "seq")).isEqualTo(Long.toString(chain.number() + 1));
            assertThat(field(line, "prev")).isEqualTo(chain.hash());
            chain = Chain.of(line).orElseThrow(() -> new AssertionError("its sum is wrong: " + line));
        }
    }

    @Test
    void aLineSaysWhoDidWhatFromWhereWithWhichResult() throws IOException {
        try (AuditLog log = open(0, 1, false)) {
            log.add(new AuditEntry(
                            Kind.CALL,
                            ALICE,
                            "supervisor.startProcess",
                            List.of("web \"\u00e4\"\n"),
                            OptionalInt.of(10),
                            "BAD_NAME: web"))
                    .join();

            assertThat(lines(file()))
                    .singleElement()
                    .satisfies(line -> assertThat(line)
                            .matches("\\{\"seq\":1,\"time\":\"[0-9T:.-]+Z\",\"event\":\"call\",\"who\":\"alice\","
                                         + "\"way\":\"password\",\"from\":\"192\\.0\\.2\\.7:51034\",\"request\":\"r-1\",\"what\":\"supervisor\\.startProcess\",\"args\":\\[\"web"
                                         + " \\\\\"\\\\u00E4\\\\\"\\\\n"
                                         + "\"],\"result\":\"BAD_NAME:"
                                         + " web\",\"fault\":10,\"prev\":\"0{64}\",\"sum\":\"[0-9a-f]{64}\"}"));
        }
    }

    @Test
    void onlyItsOwnerMayReadTheFile() throws IOException {
        write("a");

        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file())))
                .isEqualTo("rw-------");
    }

    @Test
    void theChainGoesOnInTheNextDaemon() throws IOException {
        write("a", "b");
        write("c");

        assertThat(lines(file())).hasSize(3);
        assertThatIsAChain(lines(file()));
        assertThat(reports).anyMatch(text -> text.contains("goes on after line 2:"));
    }

    @Test
    void theChainGoesOnOverRotation() throws IOException {
        try (AuditLog log = open(2000, 2, false)) {
            for (int i = 0; i < 20; i++) {
                log.add(call("call " + i)).join();
            }
        }
        try (AuditLog log = open(2000, 2, false)) {
            log.add(call("the next daemon")).join();
        }

        List<String> all = new ArrayList<>(lines(folder.resolve("audit.log.2")));
        all.addAll(lines(folder.resolve("audit.log.1")));
        all.addAll(lines(file()));
        assertThat(Files.size(folder.resolve("audit.log.1"))).isBetween(1000L, 2000L);
        assertThatIsAChain(all);
        assertThat(field(all.getLast(), "seq")).isEqualTo("21");
    }

    @Test
    void theChainGoesOnIfTheDaemonIsKilledAfterTheRotationAndBeforeTheFirstLine() throws IOException {
        write("a");
        Files.move(file(), folder.resolve("audit.log.1"));
        write("b");

        List<String> all = new ArrayList<>(lines(folder.resolve("audit.log.1")));
        all.addAll(lines(file()));
        assertThatIsAChain(all);
    }

    @Test
    void theChainGoesOnWhenTheFileIsMovedAway() throws IOException {
        try (AuditLog log = open(0, 1, false)) {
            log.add(call("a")).join();
            Files.move(file(), folder.resolve("elsewhere"));
            log.add(call("b")).join();
        }

        List<String> all = new ArrayList<>(lines(folder.resolve("elsewhere")));
        all.addAll(lines(file()));
        assertThatIsAChain(all);
    }

    @Test
    void aTornLineIsNotedByTheNextDaemon() throws IOException {
        write("a", "b");
        String text = Files.readString(file());
        Files.writeString(file(), text.substring(0, text.length() - 30));
        write("c");

        List<String> lines = lines(file());
        assertThat(lines).hasSize(4);
        assertThat(lines.get(2))
                .contains("\"event\":\"mended\"")
                .contains("\"after\":\"" + Chain.of(lines.getFirst()).orElseThrow() + "\"");
        assertThat(field(lines.get(2), "prev"))
                .isEqualTo(Sha256.hex(lines.get(1).getBytes(US_ASCII)));
        assertThat(field(lines.get(2), "seq")).isEqualTo("3");
        assertThatIsAChain(lines.subList(2, 4));
    }

    @Test
    void whatSomebodyElseAppendsIsNoted() throws IOException {
        try (AuditLog log = open(0, 1, false)) {
            log.add(call("a")).join();
            Files.writeString(file(), "a forged line\n", StandardOpenOption.APPEND);
            log.add(call("b")).join();
        }

        assertThat(lines(file())).hasSize(4);
        assertThat(lines(file()).get(2)).contains("\"event\":\"mended\"").contains("\"bytes\":13,");
    }

    @Test
    void theChainGoesOnBehindMuchThatSomebodyElseHasAppended() throws IOException {
        try (AuditLog log = open(0, 1, false)) {
            log.add(call("a")).join();
        }
        Files.writeString(file(), "x".repeat(100_000), StandardOpenOption.APPEND);
        try (AuditLog log = open(0, 1, false)) {
            log.add(call("b")).join();
        }

        assertThat(lines(file()).getLast()).contains("\"seq\":4,");
        assertThat(lines(file()).get(2)).contains("\"event\":\"mended\"").contains("\"bytes\":100000,");
    }

    @Test
    void changesAreRefusedWhileItCannotBeWrittenIfThatIsDemanded() throws IOException {
        Files.createDirectory(file());
        try (AuditLog log = open(0, 1, true)) {
            log.add(call("a")).join();
            Await.until("it has failed", () -> log.obstacle().isPresent());

            assertThat(log.obstacle().orElseThrow())
                    .contains("nothing is changed while the audit log")
                    .contains("audit_failure = continue");
            Files.delete(file());
            Await.until("it is written again", () -> log.obstacle().isEmpty());
        }

        assertThat(lines(file())).singleElement().asString().contains("\"what\":\"a\"");
        assertThat(reports).anyMatch(text -> text.endsWith("changes are refused"));
        assertThat(reports).anyMatch(text -> text.endsWith("is written again"));
    }

    @Test
    void changesGoOnOtherwiseAndNobodyWaits() throws IOException {
        Files.createDirectory(file());
        try (AuditLog log = open(0, 1, false)) {
            log.add(call("a")).join();

            assertThat(log.obstacle()).isEmpty();
        }
        assertThat(reports).anyMatch(text -> text.contains("cannot be written"));
        assertThat(reports).anyMatch(text -> text.endsWith("1 entries are lost"));
    }

    @Test
    void aSymbolicLinkIsNotFollowed() throws IOException {
        Path target = Files.writeString(folder.resolve("target"), "");
        Files.createSymbolicLink(file(), target);
        write("a");

        assertThat(target).isEmptyFile();
        assertThat(reports).anyMatch(text -> text.contains("It is no regular file"));
    }

    @Test
    void twoDaemonsDoNotShareAFile() throws IOException {
        try (AuditLog first = open(0, 1, false)) {
            first.add(call("a")).join();
            write("b");
            first.add(call("c")).join();
        }

        assertThat(lines(file())).hasSize(2);
        assertThat(reports).anyMatch(text -> text.contains("Another supervisor writes it"));
    }

    /** A lock of this process is not in the way of its own threads; the kernel lists what is in the way of others. */
    @Test
    void otherProcessesFindItLocked() throws IOException {
        write("a");
        Path locks = Path.of("/proc/locks");
        assumeTrue(Files.isReadable(locks), "this kernel does not list locks");
        try (AuditLog log = open(0, 1, false)) {
            log.add(call("b")).join();

            assertThat(Files.readString(locks)).contains(":" + Files.getAttribute(file(), "unix:ino") + " ");
        }
    }

    @Test
    void failedLoginsOfAnAddressAreCounted() throws IOException {
        try (AuditLog log = open(0, 1, false)) {
            for (int port = 1; port <= 1000; port++) {
                Origin origin = new Origin(Origin.ANONYMOUS, "none", "192.0.2.7:" + port, "");
                var _ = log.add(AuditEntry.refused(Kind.FAILED_LOGIN, origin, "login", "wrong name or password"));
            }
        }

        assertThat(lines(file())).hasSize(2);
        assertThat(lines(file()).get(1)).contains("\"from\":\"192.0.2.7:1000\"").contains("\"count\":999,");
    }
}
