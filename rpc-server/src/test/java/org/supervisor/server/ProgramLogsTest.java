package org.supervisor.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.supervisor.api.Answer;
import org.supervisor.api.ProcessState;
import org.supervisor.server.process.ProcessSpec;

/** When the log files of programs are there, and when not. */
class ProgramLogsTest {
    private static final String SILENT = "exec sleep 1000";

    @TempDir
    private Path folder;

    private Path out() {
        return folder.resolve("out");
    }

    private Path err() {
        return folder.resolve("err");
    }

    private ProcessSpec.Builder program() {
        return Programs.supervisord("p", SILENT).output(Programs.rawTo(out(), err()));
    }

    @Test
    void createsTheLogsOfAProgramThatHasNotWrittenYet() {
        try (Supervisor supervisor = Supervisor.of(program().build())) {
            assertThat(out()).doesNotExist();
            assertThat(supervisor.start("p")).isEqualTo(Answer.STARTED);
            assertThat(out()).isEmptyFile();
            assertThat(err()).isEmptyFile();
        }
    }

    @Test
    void createsNoLogForAProgramThatCannotBeRun() {
        ProcessSpec program = program().command("/nonexistent").autoStart(true).build();
        try (Supervisor supervisor = Supervisor.of(program)) {
            Await.until("it has failed", () -> supervisor.process("p").state() == ProcessState.BACKOFF);
            assertThat(out()).doesNotExist();
            assertThat(err()).doesNotExist();
        }
    }

    @Test
    void createsALogThatWasRemovedAtTheNextStart() throws IOException {
        try (Supervisor supervisor = Supervisor.of(program().build())) {
            supervisor.start("p");
            supervisor.stop("p");
            Files.delete(out());
            supervisor.start("p");
            assertThat(out()).isEmptyFile();
        }
    }

    @Test
    void keepsTheTextOfALogThatIsThereAlready() throws IOException {
        Files.writeString(out(), "before\n");
        try (Supervisor supervisor = Supervisor.of(program().build())) {
            supervisor.start("p");
            assertThat(out()).hasContent("before\n");
        }
    }

    @Test
    void createsALogThatWasRemovedWhenTheLogOfARunningProgramIsCleared() throws IOException {
        try (Supervisor supervisor = Supervisor.of(program().build())) {
            supervisor.start("p");
            Files.delete(out());
            supervisor.control().clearLogs("p").join();
            assertThat(out()).isEmptyFile();
        }
    }

    @Test
    void createsNoLogWhenTheLogOfAStoppedProgramIsCleared() throws IOException {
        try (Supervisor supervisor = Supervisor.of(program().build())) {
            supervisor.control().clearLogs("p").join();
            assertThat(out()).doesNotExist();
        }
    }

    @Test
    void refusesAStartIfTheFolderOfALogHasGoneAndFindsItAgainAtTheRetry() throws IOException {
        Path gone = folder.resolve("gone");
        ProcessSpec program = Programs.supervisord("p", SILENT)
                .output(Programs.rawTo(gone.resolve("out")))
                .build();
        try (Supervisor supervisor = Supervisor.of(program)) {
            CompletableFuture<Void> start = supervisor.control().start("p", true);
            assertThatThrownBy(start::join).hasMessageContaining("SPAWN_ERROR");
            assertThat(supervisor.process("p").state()).isEqualTo(ProcessState.BACKOFF);
            assertThat(supervisor.process("p").spawnError())
                    .isEqualTo("cannot create log file '" + gone.resolve("out") + "': '" + gone
                            + "' does not exist; create this directory");

            Files.createDirectory(gone);
            Await.until("the retry succeeds", () -> supervisor.process("p").state() == ProcessState.RUNNING);
            assertThat(gone.resolve("out")).isEmptyFile();
        }
    }

    @Test
    void refusesAStartIfTheFolderOfALogIsAFile() throws IOException {
        Path file = Files.createFile(folder.resolve("file"));
        ProcessSpec program = Programs.supervisord("p", SILENT)
                .output(Programs.rawTo(file.resolve("out")))
                .build();
        try (Supervisor supervisor = Supervisor.of(program)) {
            assertThatThrownBy(supervisor.control().start("p", true)::join).hasMessageContaining("SPAWN_ERROR");
            assertThat(supervisor.process("p").spawnError()).contains("'" + file + "' is no directory");
        }
    }

    @Test
    void doesNotClearAMainLogThatWasRemoved() throws IOException {
        Path log = folder.resolve("main.log");
        try (Supervisor supervisor =
                Supervisor.builder().program(program().build()).logfile(log).start()) {
            supervisor.start("p");
            Files.delete(log);
            assertThatThrownBy(supervisor.control().clearMainLog()::join).hasMessageContaining("NO_FILE");
            assertThat(log).doesNotExist();
        }
    }

    @Test
    void refusesToClearALogWhoseFolderHasGoneAndGivesTheReason() throws IOException {
        Path gone = Files.createDirectory(folder.resolve("gone"));
        ProcessSpec program = Programs.supervisord("p", SILENT)
                .output(Programs.rawTo(gone.resolve("out")))
                .build();
        ProcessSpec other =
                Programs.supervisord("q", SILENT).output(Programs.rawTo(out())).build();
        try (Supervisor supervisor = Supervisor.of(program, other)) {
            supervisor.start("p");
            supervisor.start("q");
            Files.writeString(out(), "text\n");
            Files.delete(gone.resolve("out"));
            Files.delete(gone);
            String reason = "FAILED: p: cannot empty " + gone.resolve("out") + ": No such directory";
            assertThatThrownBy(supervisor.control().clearLogs("p")::join).hasMessageContaining(reason);
            assertThat(supervisor.control().clearAllLogs().join())
                    .anySatisfy(outcome -> assertThat(outcome.description()).isEqualTo(reason))
                    .hasSize(2);
            assertThat(out()).isEmptyFile();
        }
    }

    @Test
    void refusesToClearALogThatIsAFolderByNow() throws IOException {
        Path log = folder.resolve("main.log");
        try (Supervisor supervisor =
                Supervisor.builder().program(program().build()).logfile(log).start()) {
            supervisor.start("p");
            for (Path path : List.of(out(), log)) {
                Files.delete(path);
                Files.createDirectory(path);
            }
            assertThatThrownBy(supervisor.control().clearLogs("p")::join)
                    .hasMessageContaining("FAILED: p: cannot empty " + out());
            assertThatThrownBy(supervisor.control().clearMainLog()::join)
                    .hasMessageContaining("FAILED: cannot empty " + log);
        }
    }
}
