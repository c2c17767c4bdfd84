package org.supervisor.server.audit;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.supervisor.server.Fuzz;
import org.supervisor.server.engine.AuditEntry;
import org.supervisor.server.engine.Origin;
import org.supervisor.server.process.TimeSource;

/** Whatever stands in an audit log, the next daemon goes on behind it. */
@Timeout(600)
class AuditFuzzTest {
    private static final int TRIES = 1000;
    private static final long MOST_ALLOCATED = 64 << 20;
    private static final Origin ALICE = new Origin("alice", "password", "192.0.2.7:51034", "r-1");
    private static final List<String> WORDS = List.of(
            "{\"seq\":", ",\"prev\":\"", "\",\"sum\":\"", "\"}", "\n", "}\n{", "\"event\":\"mended\",\"after\":\"");

    @TempDir
    private Path folder;

    @Test
    void theChainGoesOnBehindWhateverStandsThere() throws IOException {
        Path path = folder.resolve("audit.log");
        append(path, 6);
        List<byte[]> samples = List.of(Files.readAllBytes(path));
        Fuzz.of(TRIES, samples, WORDS).allocating(MOST_ALLOCATED).on((input, _) -> {
            Files.write(path, input);
            append(path, 1);
            append(path, 1);
            byte[] all = Files.readAllBytes(path);
            assertThat(all).startsWith(input);
            assertThat(Tail.read(path).rest()).isEmpty();
            assertThat(Tail.read(path).chain()).isPresent();
        });
    }

    private static void append(Path path, int count) throws IOException {
        try (AuditFile file = new AuditFile(path, 0, 1)) {
            for (int i = 0; i < count; i++) {
                AuditEntry entry = AuditEntry.done(AuditEntry.Kind.CALL, ALICE, "call", List.of("web \u00e4"));
                file.append(TimeSource.SYSTEM.now(), chain -> AuditLine.of(chain, TimeSource.SYSTEM.now(), entry, 1));
            }
        }
    }
}
