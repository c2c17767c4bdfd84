package org.supervisor.examples.supctl;

import at.favre.lib.crypto.bcrypt.BCrypt;
import java.io.ByteArrayOutputStream;
import java.io.Console;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.CharBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** Needs no supervisor. */
final class HashPasswordVerb implements Verb {
    private static final int COST = 10;

    /** bcrypt takes no more of a password into account. */
    private static final int MOST_BYTES = 72;

    @Override
    public Argument argument() {
        return Argument.NONE;
    }

    @Override
    public String purpose() {
        return "Read a password and print its hash, for the configuration file";
    }

    @Override
    public List<String> usage() {
        return List.of(
                "hash-password               asks twice, without showing what is typed",
                "hash-password < FILE        the first line of standard input");
    }

    @Override
    public int run(Session session, List<String> none) {
        Optional<byte[]> password = session.screen().isInputTerminal() ? typed(session) : line(session);
        if (password.isEmpty()) {
            return Exit.FAILED;
        }
        Optional<String> complaint = complaint(password.get());
        if (complaint.isPresent()) {
            session.complain("Error: " + complaint.get());
            return Exit.FAILED;
        }
        byte[] hash = BCrypt.with(BCrypt.Version.VERSION_2Y).hash(COST, password.get());
        Arrays.fill(password.get(), (byte) 0);
        session.print("{bcrypt}" + new String(hash, StandardCharsets.US_ASCII));
        return Exit.OK;
    }

    private static Optional<String> complaint(byte[] password) {
        if (password.length == 0) {
            return Optional.of("the password is empty");
        }
        if (password.length > MOST_BYTES) {
            return Optional.of("the password has " + password.length + " bytes; bcrypt compares no more than "
                    + MOST_BYTES + ", so choose a shorter one");
        }
        for (byte b : password) {
            if (b == 0) {
                return Optional.of("the password has a NUL byte, at which other programs end it");
            }
        }
        return Optional.empty();
    }

    /** Both standard input and standard output must be the terminal, or Java has no console that hides what is typed. */
    private static Optional<byte[]> typed(Session session) {
        Optional<Console> terminal = Optional.ofNullable(System.console()).filter(Console::isTerminal);
        if (terminal.isEmpty()) {
            session.complain("Error: standard output is not the terminal, so the password cannot be hidden; run"
                    + " supctl hash-password without redirection, or give the password through a pipe");
            return Optional.empty();
        }
        session.screen().out().flush();
        Console console = terminal.get();
        char[] first = console.readPassword("Password: ");
        char[] second = first == null ? null : console.readPassword("The same again: ");
        if (first == null || second == null) {
            return Optional.empty();
        }
        if (!Arrays.equals(first, second)) {
            session.complain("Error: the two are not the same");
            return Optional.empty();
        }
        byte[] bytes = bytes(first);
        Arrays.fill(first, ' ');
        Arrays.fill(second, ' ');
        return Optional.of(bytes);
    }

    private static byte[] bytes(char[] text) {
        var encoded = StandardCharsets.UTF_8.encode(CharBuffer.wrap(text));
        byte[] bytes = new byte[encoded.remaining()];
        encoded.get(bytes);
        return bytes;
    }

    private static Optional<byte[]> line(Session session) {
        try {
            return Optional.of(firstLine(session.screen().in()));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Without its end; no more of the rest is read than needed to tell that it is too long. */
    private static byte[] firstLine(InputStream in) throws IOException {
        ByteArrayOutputStream line = new ByteArrayOutputStream();
        int next = in.read();
        while (next >= 0 && next != '\n' && line.size() < 1 << 16) {
            line.write(next);
            next = in.read();
        }
        byte[] bytes = line.toByteArray();
        return bytes.length > 0 && bytes[bytes.length - 1] == '\r' ? Arrays.copyOf(bytes, bytes.length - 1) : bytes;
    }
}
