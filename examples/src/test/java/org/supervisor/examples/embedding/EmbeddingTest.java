package org.supervisor.examples.embedding;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EmbeddingTest {
    @Test
    void showsWhatASupervisorCanDo(@TempDir Path folder) {
        Path log = folder.resolve("worker.log");
        ByteArrayOutputStream said = new ByteArrayOutputStream();
        Embedding.show(log, new PrintStream(said, true, StandardCharsets.UTF_8));
        assertThat(said.toString(StandardCharsets.UTF_8).lines())
                .containsExactly(
                        "worker: STARTED",
                        "worker: RELOADED",
                        "alive:  true",
                        "missing: can't find command 'no-such-program'",
                        "missing is FATAL",
                        "worker is RUNNING",
                        "worker: STOPPED");
        assertThat(log).content(StandardCharsets.UTF_8).contains("][worker] info: working\n");
    }
}
