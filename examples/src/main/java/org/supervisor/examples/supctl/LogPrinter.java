package org.supervisor.examples.supctl;

import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.util.function.IntFunction;
import java.util.function.Supplier;
import org.supervisor.api.FaultCode;
import org.supervisor.client.FaultException;

/** Prints the end of a log, or follows it: what tail, maintail and fg have in common. */
final class LogPrinter {
    /** How much is printed by default. */
    static final String USUAL = "-1600";

    private static final int BUFFER_BYTES = 8192;

    private final Session session;
    private final String name;

    /** Prints to a session; the name is that of the log, for messages. */
    LogPrinter(Session session, String name) {
        this.session = session;
        this.name = name;
    }

    /**
     * Prints what the user requested.
     *
     * @param modifier {@code -f} or {@code -BYTES}
     * @param lastBytes reads the given number of bytes
     * @param log opens the log to follow it
     */
    int print(String modifier, IntFunction<String> lastBytes, Supplier<InputStream> log) {
        boolean isFollowed = modifier.equals("-f");
        if (!isFollowed && !modifier.matches("-\\d{1,9}")) {
            session.print("Error: bad argument " + modifier);
            return Exit.FAILED;
        }
        try {
            if (isFollowed) {
                follow(log);
            } else {
                session.print(lastBytes.apply(Integer.parseInt(modifier.substring(1))));
            }
            return Exit.OK;
        } catch (FaultException e) {
            session.print(name + ": ERROR (" + complaint(e) + ")");
            if (e.is(FaultCode.BAD_NAME)) {
                new ProcessNames(session).suggest(name);
            }
            return Exit.FAILED;
        }
    }

    private static String complaint(FaultException e) {
        return switch (e.faultCode().orElse(FaultCode.UNKNOWN_METHOD)) {
            case NO_FILE -> "no log file";
            case BAD_NAME -> "no such process name";
            case FAILED -> "unknown error reading log";
            default -> throw e;
        };
    }

    private void follow(Supplier<InputStream> log) {
        announce(session);
        try (InputStream stream = log.get()) {
            session.onInterrupt(() -> close(stream));
            copy(stream, session.screen().out());
        } catch (IOException e) {
            session.complain(name + ": " + e.getMessage() + "; the supervisor has ended, or was started again");
        } finally {
            session.ignoreInterrupt();
        }
    }

    static void announce(Session session) {
        session.print("==> Press Ctrl-C to exit <==");
        session.screen().out().flush();
    }

    private static void close(InputStream stream) {
        try {
            stream.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Copies until the stream ends, or until its reader is gone. */
    static void copy(InputStream from, PrintStream to) throws IOException {
        byte[] bytes = new byte[BUFFER_BYTES];
        for (int count = from.read(bytes); count > 0 && !to.checkError(); count = from.read(bytes)) {
            to.write(bytes, 0, count);
            to.flush();
        }
    }
}
