package org.supervisor.server.config;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CoderResult;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.List;
import org.supervisor.server.process.FailureReason;
import org.supervisor.server.process.NativeText;

/**
 * A file's text, read once.
 *
 * @param file as given
 * @param text without byte-order mark
 * @param isMarked whether it began with a byte-order mark
 * @param size in bytes
 */
record Source(Path file, String text, boolean isMarked, long size) {
    /** How many bytes a configuration may have, all its files together: far more than 20,000 programs need. */
    static final long MOST_BYTES = 4L << 20;

    private static final String MARK = "\uFEFF";

    /** A file that exists and cannot be a configuration. */
    static final class Unfit extends IOException {
        private static final long serialVersionUID = 1L;

        private final int line;
        private final String found;
        private final String expected;

        private Unfit(int line, String found, String expected) {
            super(found);
            this.line = line;
            this.found = found;
            this.expected = expected;
        }

        /** Its fault, as a problem. */
        Problem problem(Path file, String supervisordText) {
            return new Problem(
                    file, line, "", line == 0 ? NativeText.of(file) + ": " + found : found, expected, supervisordText);
        }
    }

    /** Reads a main file. */
    static Source ofMain(Path file) throws ConfigException {
        try {
            return read(file, MOST_BYTES);
        } catch (NoSuchFileException e) {
            throw refused(new Unfit(0, "no such file", "create it or correct the path")
                    .problem(file, "could not find config file " + NativeText.of(file)));
        } catch (Unfit e) {
            throw refused(e.problem(file, "could not read config file " + NativeText.of(file)));
        } catch (IOException e) {
            throw refused(new Unfit(0, "cannot be read", reason(e))
                    .problem(file, "could not read config file " + NativeText.of(file)));
        }
    }

    private static ConfigException refused(Problem problem) {
        return new ConfigException(problem.file(), List.of(problem), List.of());
    }

    /**
     * Reads an included file.
     *
     * @param most how many bytes it may have
     * @throws Unfit if there is no file that could be a configuration
     */
    static Source ofIncluded(Path file, long most) throws IOException {
        return read(file, most);
    }

    /** Why a file cannot be read, in words. */
    static String reason(IOException problem) {
        return switch (problem) {
            case AccessDeniedException _ -> "permission denied";
            case NoSuchFileException _ -> "no such file";
            case NotDirectoryException _ -> "not a directory";
            default -> FailureReason.of(problem);
        };
    }

    /** A pipe or a device may have no end, or no writer, and then the daemon would wait forever. */
    private static Source read(Path file, long most) throws IOException {
        Path absolute = NativeText.absolute(file);
        BasicFileAttributes attributes = Files.readAttributes(absolute, BasicFileAttributes.class);
        if (attributes.isOther()) {
            throw new Unfit(
                    0,
                    "a pipe, socket or device, not a regular file",
                    "expected a regular file: write its content to one");
        }
        try (InputStream in = Files.newInputStream(absolute)) {
            byte[] bytes = in.readNBytes((int) most + 1);
            if (bytes.length > most) {
                throw new Unfit(
                        0,
                        "too large",
                        "expected at most " + (MOST_BYTES >> 20) + " MiB in all files of a configuration together");
            }
            String text = decode(bytes);
            boolean isMarked = text.startsWith(MARK);
            return new Source(file, isMarked ? text.substring(1) : text, isMarked, bytes.length);
        }
    }

    private static String decode(byte[] bytes) throws Unfit {
        ByteBuffer in = ByteBuffer.wrap(bytes);
        CharBuffer out = CharBuffer.allocate(bytes.length); // each character has at least one byte
        CharsetDecoder decoder = StandardCharsets.UTF_8.newDecoder();
        CoderResult result = decoder.decode(in, out, true);
        if (result.isError()) {
            int line = 1;
            for (int i = 0; i < in.position(); i++) {
                line += bytes[i] == '\n' ? 1 : 0;
            }
            throw new Unfit(
                    line,
                    String.format("not UTF-8: byte 0x%02x", bytes[in.position()] & 0xff),
                    "save the file as UTF-8");
        }
        return out.flip().toString();
    }

    /** Warns of a byte-order mark, which supervisord would refuse. */
    void warnOfMark(Findings findings) {
        if (isMarked) {
            findings.warn(new Warning(
                    file, 1, "", "", "a byte-order mark is passed over; supervisord refuses it: save without it"));
        }
    }

    /** The folder it is in, absolute: {@code %(here)s}. */
    Path folder() {
        Path folder = NativeText.absolute(file).normalize().getParent();
        return folder == null ? NativeText.absolute(file).getRoot() : folder;
    }
}
