package org.supervisor.server.output;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.supervisor.api.LogLevel;

class MainLogTest {
    @TempDir
    Path folder;

    private final ManualTime time = new ManualTime();
    private final LogFiles files = new LogFiles(time);
    private final MainLog log = new MainLog(time);

    @AfterEach
    void close() {
        log.close();
        files.close();
    }

    @Test
    void linesOfSupervisordCarryMillisecondsAndFourLetters() throws IOException {
        open(MainLog.Format.SUPERVISORD, LogLevel.BLATHER);
        for (LogLevel level : LogLevel.values()) {
            log.log(level, "text");
        }
        assertThat(lines())
                .allMatch(l -> l.matches("\\d{4}-\\d\\d-\\d\\d \\d\\d:\\d\\d:00,123 [A-Z]{4} text"))
                .extracting(l -> l.substring(24, 28))
                .containsExactly("CRIT", "ERRO", "WARN", "INFO", "DEBG", "TRAC", "BLAT");
    }

    @Test
    void linesOfThePerlOriginalNameTheSupervisor() throws IOException {
        open(MainLog.Format.PERL, LogLevel.INFO);
        log.warn("process is already started\n");
        assertThat(lines())
                .singleElement()
                .asString()
                .matches("\\[\\d{4}/\\d\\d/\\d\\d \\d\\d:\\d\\d:00]\\[Supervisor] warn: process is already started");
    }

    @Test
    void onlyLevelsAtOrAboveTheThresholdAreWritten() throws IOException {
        open(MainLog.Format.SUPERVISORD, LogLevel.WARN);
        log.warn("shown");
        log.info("not shown");
        assertThat(lines()).singleElement().asString().endsWith("WARN shown");
        assertThat(log.isShown(LogLevel.INFO)).isFalse();
    }

    @Test
    void linesThatCameBeforeTheFileWaitForIt() throws IOException {
        log.critical("early");
        log.debug("too fine");
        open(MainLog.Format.SUPERVISORD, LogLevel.INFO);
        log.info("later");
        assertThat(lines()).extracting(l -> l.substring(24)).containsExactly("CRIT early", "INFO later");
    }

    @Test
    void theConsoleGetsACopyUnlessItIsTheLogItself() throws IOException {
        LogFile file = files.open(folder.resolve("main.log"), 0, 0);
        LogFile console = files.open(folder.resolve("console"), 0, 0);
        log.open(MainLog.Format.SUPERVISORD, LogLevel.INFO, Optional.of(file), Optional.of(console));
        log.info("both");
        assertThat(Files.readString(folder.resolve("console"))).isEqualTo(Files.readString(folder.resolve("main.log")));
        log.open(MainLog.Format.SUPERVISORD, LogLevel.INFO, Optional.of(file), Optional.of(file));
        log.info("once");
        assertThat(lines()).hasSize(2);
    }

    @Test
    void rotatesAtTheEndOfALine() throws IOException {
        LogFile file = files.open(folder.resolve("main.log"), 300, 2);
        log.open(MainLog.Format.SUPERVISORD, LogLevel.INFO, Optional.of(file), Optional.empty());
        for (int i = 0; i < 100; i++) {
            log.info("line " + i);
        }
        assertThat(folder.resolve("main.log.3")).doesNotExist();
        for (String name : List.of("main.log.1", "main.log.2")) {
            assertThat(Files.readString(folder.resolve(name))).endsWith("\n").hasSizeBetween(300, 360);
        }
    }

    @Test
    void clearingBeginsAgain() throws IOException {
        open(MainLog.Format.SUPERVISORD, LogLevel.INFO);
        log.info("old");
        log.clear();
        log.info("new");
        assertThat(lines()).singleElement().asString().endsWith("INFO new");
    }

    @Test
    void whatLibrariesWarnOfIsAWarningHere() throws IOException {
        open(MainLog.Format.SUPERVISORD, LogLevel.INFO);
        LibraryLog.to(log);
        Logger library = LoggerFactory.getLogger("org.library");
        library.warn("careful");
        library.info("chatter");
        library.error("failed: {} {}", "badly", 7, new IOException("why"));
        assertThat(lines())
                .filteredOn(line -> !line.startsWith("\tat "))
                .extracting(line -> line.replaceFirst("^\\d{4}-\\S+ \\S+ ", ""))
                .containsExactly(
                        "WARN org.library: careful", "ERRO org.library: failed: badly 7: java.io.IOException: why");
    }

    @Test
    void manyThreadsWriteWholeLines() throws Exception {
        open(MainLog.Format.SUPERVISORD, LogLevel.INFO);
        List<Thread> threads = new ArrayList<>();
        for (int t = 0; t < 4; t++) {
            threads.add(Thread.startVirtualThread(() -> {
                for (int i = 0; i < 200; i++) {
                    log.info("x".repeat(50));
                }
            }));
        }
        for (Thread thread : threads) {
            thread.join();
        }
        assertThat(lines()).hasSize(800).allMatch(l -> l.endsWith("INFO " + "x".repeat(50)));
    }

    @Test
    void aMainLogThatCannotBeWrittenThrowsNothing() {
        files.onComplaint(log::error);
        LogFile file = files.open(folder.resolve("missing/main.log"), 0, 0);
        log.open(MainLog.Format.SUPERVISORD, LogLevel.INFO, Optional.of(file), Optional.empty());
        log.info("nobody reads this");
        assertThat(folder.resolve("missing")).doesNotExist();
    }

    private void open(MainLog.Format format, LogLevel shown) {
        LogFile file = files.open(folder.resolve("main.log"), 0, 0);
        log.open(format, shown, Optional.of(file), Optional.empty());
    }

    private List<String> lines() throws IOException {
        return Files.readAllLines(folder.resolve("main.log"));
    }
}
