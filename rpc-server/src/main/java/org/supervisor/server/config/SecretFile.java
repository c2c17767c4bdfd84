package org.supervisor.server.config;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.util.Optional;
import org.supervisor.server.process.FailureReason;
import org.supervisor.server.process.NativeText;

/** A file that holds a password and nothing else, so that the configuration need not. It is read with the configuration. */
final class SecretFile {
    private static final int MOST_BYTES = 4096;

    private SecretFile() {}

    /**
     * The type of a key that names one; its value is what the file holds.
     *
     * @param path converts the name
     */
    static Type<String> type(Type.Conversion<Path> path) {
        return new Type<>(
                "file",
                "a file with one line: a password, or {bcrypt} and its hash",
                text -> read(path.of(text)),
                text -> remark(path, text));
    }

    /** The password of a section: of the key, or of the file that it names. */
    static Optional<String> password(Values values, Key<String> password, Key<String> file) {
        Optional<String> direct = values.find(password);
        Optional<String> held = values.find(file);
        if (values.setting(password).isPresent() && values.setting(file).isPresent()) {
            values.problem(
                    file,
                    "password and password_file exclude each other; remove one of them",
                    "password and password_file exclude each other");
        }
        return direct.or(() -> held);
    }

    private static String read(Path file) throws BadValue {
        String name = NativeText.of(file);
        if (!Files.isRegularFile(file)) { // a FIFO would wait for its writer
            throw bad("there is no file " + name + "; create it with a line that is the password, chmod 600");
        }
        String text;
        try (InputStream in = Files.newInputStream(file)) {
            text = new String(in.readNBytes(MOST_BYTES + 1), StandardCharsets.UTF_8);
        } catch (IOException failure) {
            throw bad("cannot read " + name + ": " + FailureReason.of(failure)
                    + "; give it to the user that starts the supervisor");
        }
        String password = text.endsWith("\n") ? text.substring(0, text.length() - 1) : text;
        if (text.length() > MOST_BYTES || password.indexOf('\n') >= 0) {
            throw bad(name + " has more than one line, or more than " + MOST_BYTES
                    + " bytes; it must hold the password alone");
        }
        try {
            return ServerKeys.SECRET.conversion().of(password);
        } catch (BadValue wrong) {
            throw bad("in " + name + ": " + wrong.getMessage());
        }
    }

    private static BadValue bad(String message) {
        return new BadValue(message).advising(message);
    }

    private static String remark(Type.Conversion<Path> path, String text) {
        try {
            Path file = path.of(text);
            return Files.getPosixFilePermissions(file).contains(PosixFilePermission.OTHERS_READ)
                    ? "every user of this machine can read the password; chmod o-r " + NativeText.of(file)
                    : "";
        } catch (BadValue | IOException unreadable) {
            return ""; // which is a problem already
        }
    }
}
