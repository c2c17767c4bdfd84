package org.supervisor.server.output;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LogReaderTest {
    @TempDir
    private Path folder;

    private Path log;

    @BeforeEach
    void write() throws IOException {
        log = Files.writeString(folder.resolve("x.log"), "0123456789");
    }

    @ParameterizedTest
    @CsvSource({
        "0, 0, 0123456789",
        "0, 3, 012",
        "3, 4, 3456",
        "9, 1, 9",
        "9, 100, 9",
        "10, 5, ''",
        "4, 0, 456789",
        "500, 3, ''",
        "500, 0, ''",
        "9223372036854775807, 9223372036854775807, ''",
        "-1, 0, 9",
        "-4, 0, 6789",
        "-10, 0, 0123456789",
        "-1600, 0, 0123456789",
        "-9223372036854775808, 0, 0123456789",
    })
    void readsWhatOffsetAndLengthSay(long offset, long length, String text) throws IOException {
        assertThat(LogReader.read(log, offset, length)).isEqualTo(text);
    }

    @ParameterizedTest
    @CsvSource({"0, -1", "3, -2", "-1, 1", "-5, -5"})
    void refusesOffsetsAndLengthsThatDoNotGoTogether(long offset, long length) {
        assertThatThrownBy(() -> LogReader.read(log, offset, length)).isInstanceOf(IllegalArgumentException.class);
    }

    @ParameterizedTest
    @CsvSource({
        "0, 100, 0123456789, false",
        "0, 10, 0123456789, false",
        "0, 9, 123456789, true",
        "0, 4, 6789, true",
        "0, 1, 9, true",
        "5, 5, 56789, false",
        "5, 3, 789, true",
        "5, 100, 0123456789, false",
        "10, 100, '', false",
        "10, 0, '', false",
        "100, 10, '', false",
        "0, 0, '', true",
        "-2, 0, '', true",
        "0, -5, '', true",
        "9223372036854775807, 9223372036854775807, '', false",
        "0, 9223372036854775807, 0123456789, false",
        "-9223372036854775808, 0, '', true",
    })
    void tailsAsSupervisordDoes(long offset, long length, String text, boolean overflow) throws IOException {
        assertThat(LogReader.tail(log, offset, length)).isEqualTo(new LogReader.Tail(text, 10, overflow));
    }

    @Test
    void tailsAnEmptyLog() throws IOException {
        Path empty = Files.createFile(folder.resolve("empty.log"));
        assertThat(LogReader.tail(empty, 0, 100)).isEqualTo(new LogReader.Tail("", 0, false));
        assertThat(LogReader.read(empty, -5, 0)).isEmpty();
    }

    @Test
    void replacesHalfCharacters() throws IOException {
        Path text = Files.writeString(folder.resolve("utf8.log"), "gr\u00fc\u00dfe");
        assertThat(LogReader.read(text, 0, 7)).isEqualTo("gr\u00fc\u00dfe");
        assertThat(LogReader.read(text, 3, 2)).isEqualTo("\uFFFD\uFFFD");
        assertThat(LogReader.read(text, 5, 2)).isEqualTo("\uFFFDe");
    }

    @Test
    void refusesMoreThanOneAnswerCanHold() throws IOException {
        try (RandomAccessFile file = new RandomAccessFile(log.toFile(), "rw")) {
            file.setLength(LogReader.MAX_BYTES + 1L);
        }
        assertThatThrownBy(() -> LogReader.read(log, 0, 0)).isInstanceOf(LogReader.TooLongException.class);
        assertThat(LogReader.read(log, 1, 0)).hasSize(LogReader.MAX_BYTES);
    }

    @Test
    void findsNothingInADevice() throws IOException {
        assertThat(LogReader.read(Path.of("/dev/null"), 0, 0)).isEmpty();
    }

    @Test
    void cannotReadAFolderOrNothing() {
        assertThatThrownBy(() -> LogReader.read(folder, 0, 0)).isInstanceOf(IOException.class);
        assertThatThrownBy(() -> LogReader.read(folder.resolve("none"), 0, 0)).isInstanceOf(NoSuchFileException.class);
    }
}
