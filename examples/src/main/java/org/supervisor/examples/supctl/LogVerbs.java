package org.supervisor.examples.supctl;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.function.IntFunction;
import java.util.function.Supplier;
import org.supervisor.api.FaultCode;
import org.supervisor.api.LogStream;
import org.supervisor.client.FaultException;
import org.supervisor.client.SupervisorException;

/** What processes write, and what they are told: tail, maintail, fg. */
final class LogVerbs {
    private static final int USUAL_BYTES = 1600;
    private static final int BUFFER_BYTES = 8192;
    private static final int MOST_ARGUMENTS = 3;

    private final Session session;

    LogVerbs(Session session) {
        this.session = session;
    }

    int tail(List<String> arguments) {
        if (arguments.isEmpty() || arguments.size() > MOST_ARGUMENTS) {
            Verbs.wrongUsage(session, "tail", arguments.isEmpty() ? "too few arguments" : "too many arguments");
            return Exit.FAILED;
        }
        boolean hasModifier = arguments.get(0).startsWith("-");
        String modifier = hasModifier ? arguments.get(0) : "-" + USUAL_BYTES;
        List<String> rest = hasModifier ? arguments.subList(1, arguments.size()) : arguments;
        if (rest.isEmpty()) {
            return complain("tail requires process name");
        }
        String name = rest.get(0);
        LogStream stream = rest.size() < 2 ? LogStream.STDOUT : stream(rest.get(1));
        if (stream == null) {
            return complain("bad channel '" + rest.get(1) + "'");
        }
        return show(
                name,
                modifier,
                bytes -> last(name, stream, bytes),
                () -> session.client().tailLog(name, stream));
    }

    /** A supervisord has only the present file to offer. */
    private String last(String name, LogStream stream, int bytes) {
        try {
            return session.client().tail(name, stream, bytes);
        } catch (FaultException e) {
            if (!e.is(FaultCode.UNKNOWN_METHOD)) {
                throw e;
            }
            return session.client().supervisor().readProcessLog(name, stream, -bytes, 0);
        }
    }

    private static LogStream stream(String word) {
        return switch (word.toLowerCase(java.util.Locale.ROOT)) {
            case "stdout" -> LogStream.STDOUT;
            case "stderr" -> LogStream.STDERR;
            default -> null;
        };
    }

    int maintail(List<String> arguments) {
        if (arguments.size() > 1) {
            Verbs.wrongUsage(session, "maintail", "too many arguments");
            return Exit.FAILED;
        }
        return show(
                "supervisord",
                arguments.isEmpty() ? "-" + USUAL_BYTES : arguments.get(0),
                bytes -> session.client().supervisor().readLog(-bytes, 0),
                () -> session.client().tailMainLog());
    }

    private int complain(String complaint) {
        session.print("Error: " + complaint);
        return Exit.FAILED;
    }

    private int show(String name, String modifier, IntFunction<String> lastBytes, Supplier<InputStream> follow) {
        if (!modifier.equals("-f") && !modifier.matches("-\\d{1,9}")) {
            return complain("bad argument " + modifier);
        }
        try {
            if (modifier.equals("-f")) {
                follow(follow);
            } else {
                session.print(lastBytes.apply(Integer.parseInt(modifier.substring(1))));
            }
            return Exit.OK;
        } catch (FaultException e) {
            String complaint = switch (e.faultCode().orElse(FaultCode.UNKNOWN_METHOD)) {
                case NO_FILE -> "no log file";
                case BAD_NAME -> "no such process name";
                case FAILED -> "unknown error reading log";
                default -> throw e;
            };
            session.print(name + ": ERROR (" + complaint + ")");
            return Exit.FAILED;
        }
    }

    private void follow(Supplier<InputStream> log) {
        announce();
        try (InputStream stream = log.get()) {
            session.whenInterrupted(() -> close(stream));
            copy(stream, session.screen().out());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } finally {
            session.whenInterrupted(null);
        }
    }

    private void announce() {
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

    /** Until the end, or until nobody reads any more. */
    private static void copy(InputStream from, PrintStream to) throws IOException {
        byte[] bytes = new byte[BUFFER_BYTES];
        for (int count = from.read(bytes); count > 0 && !to.checkError(); count = from.read(bytes)) {
            to.write(bytes, 0, count);
            to.flush();
        }
    }

    int reopen() {
        int count = session.client().reopenLogs();
        if (session.isJson()) {
            Json.reopened(count, session.screen().out());
        } else {
            session.print("reopened " + count + (count == 1 ? " log file" : " log files"));
        }
        return Exit.OK;
    }

    int foreground(List<String> names) {
        if (names.isEmpty()) {
            session.print("ERROR: no process name supplied");
            session.print(Manual.of("fg"));
            return Exit.FAILED;
        }
        if (names.size() > 1) {
            session.print("ERROR: too many process names supplied");
            return Exit.FAILED;
        }
        String name = names.get(0);
        try {
            if (!session.client().supervisor().processInfo(name).state().isSignallable()) {
                session.print("ERROR: process not running");
                return Exit.FAILED;
            }
        } catch (FaultException e) {
            if (!e.is(FaultCode.BAD_NAME)) {
                throw e;
            }
            session.print("ERROR: bad process name supplied");
            return Exit.FAILED;
        }
        announce();
        converse(name);
        session.print("Exiting foreground");
        return Exit.OK;
    }

    private void converse(String name) {
        try (InputStream stdout = open(name, LogStream.STDOUT);
                InputStream stderr = open(name, LogStream.STDERR)) {
            Thread.ofVirtual().start(() -> copyQuietly(stdout));
            Thread.ofVirtual().start(() -> copyQuietly(stderr));
            BufferedReader typed =
                    new BufferedReader(new InputStreamReader(session.screen().in(), StandardCharsets.UTF_8));
            for (String line = typed.readLine(); line != null; line = typed.readLine()) {
                session.client().supervisor().sendProcessStdin(name, line + "\n");
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (FaultException e) {
            if (!e.is(FaultCode.NOT_RUNNING)) {
                throw e;
            }
            session.print("Process got killed");
        }
    }

    /** What is not logged cannot be followed, and the other stream may be all there is. */
    private InputStream open(String name, LogStream stream) {
        try {
            return session.client().tailLog(name, stream);
        } catch (SupervisorException e) {
            return InputStream.nullInputStream();
        }
    }

    private void copyQuietly(InputStream stream) {
        try {
            copy(stream, session.screen().out());
        } catch (IOException e) {
            session.screen().err().println("the log ended: " + e.getMessage());
        }
    }
}
