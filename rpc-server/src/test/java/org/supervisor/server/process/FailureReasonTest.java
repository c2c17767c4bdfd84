package org.supervisor.server.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.EOFException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.UnknownHostException;
import java.nio.channels.ClosedChannelException;
import java.nio.charset.MalformedInputException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class FailureReasonTest {
    static Stream<Exception> whatHappensToFiles() {
        return Stream.of(
                new NoSuchFileException("/x"),
                new AccessDeniedException("/x"),
                new NotDirectoryException("/x"),
                new FileSystemException("/x"),
                new FileSystemException("/x", null, "Read-only file system"),
                new UnknownHostException("/x"),
                new ClosedChannelException(),
                new EOFException(),
                new IOException(),
                new MalformedInputException(1),
                new UncheckedIOException(new AccessDeniedException("/x")));
    }

    @ParameterizedTest
    @MethodSource("whatHappensToFiles")
    void isAReasonAndNoNameOfAFileOrClass(Exception failure) {
        assertThat(FailureReason.of(failure))
                .doesNotContain("/x", "Exception", "java")
                .contains(" ");
    }

    @Test
    void nothingIsGuessedAboutACircleOfLinks(@TempDir Path folder) throws IOException {
        Path circle = Files.createSymbolicLink(folder.resolve("a"), Path.of("a"));
        assertThatThrownBy(() -> Files.newInputStream(circle).close())
                .satisfies(
                        thrown -> assertThat(FailureReason.of(thrown)).isEqualTo("Too many levels of symbolic links"));
    }

    @Test
    void keepsWordsThatAreThere() {
        assertThat(FailureReason.of(new IOException("No space left on device"))).isEqualTo("No space left on device");
        assertThat(FailureReason.of(new UncheckedIOException("cannot empty a.log: why", new IOException("y"))))
                .isEqualTo("cannot empty a.log: why");
    }
}
