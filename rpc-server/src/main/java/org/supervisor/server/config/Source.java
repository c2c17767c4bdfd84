package org.supervisor.server.config;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import org.supervisor.server.process.NativeText;

/**
 * A file's text, read once.
 *
 * @param file as given
 */
record Source(Path file, String text) {
    /** Reads a main file. */
    static Source ofMain(Path file) throws ConfigException {
        try {
            return new Source(file, decode(Files.readAllBytes(NativeText.absolute(file))));
        } catch (NoSuchFileException e) {
            throw unreadable(
                    file,
                    "no such file",
                    "create it or correct the path",
                    "could not find config file " + NativeText.of(file));
        } catch (CharacterCodingException e) {
            throw unreadable(file, "not UTF-8", "save the file as UTF-8", NativeText.of(file) + " is not UTF-8 text");
        } catch (IOException e) {
            throw unreadable(
                    file, "cannot be read", e.getMessage(), "could not read config file " + NativeText.of(file));
        }
    }

    private static ConfigException unreadable(Path file, String found, String expected, String text) {
        return new ConfigException(
                file,
                java.util.List.of(new Problem(file, 0, "", NativeText.of(file) + ": " + found, expected, text)),
                java.util.List.of());
    }

    /** Reads an included file. */
    static Source ofIncluded(Path file) throws IOException {
        return new Source(file, decode(Files.readAllBytes(NativeText.absolute(file))));
    }

    private static String decode(byte[] bytes) throws CharacterCodingException {
        return StandardCharsets.UTF_8
                .newDecoder()
                .decode(ByteBuffer.wrap(bytes))
                .toString();
    }

    /** The folder it is in, absolute: {@code %(here)s}. */
    Path folder() {
        Path folder = NativeText.absolute(file).normalize().getParent();
        return folder == null ? NativeText.absolute(file).getRoot() : folder;
    }
}
