package org.supervisor.examples.supctl;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.supervisor.api.LogStream;
import org.supervisor.client.SupervisorClient;

final class TailVerb implements Verb {
    private static final int MOST_ARGUMENTS = 3;

    @Override
    public Argument argument() {
        return Argument.PROCESSES;
    }

    @Override
    public String purpose() {
        return "Show the end of a process's log";
    }

    @Override
    public List<String> usage() {
        return List.of(
                "tail [-BYTES] NAME [stdout|stderr]   the last 1600 bytes, or the last BYTES",
                "tail -f NAME [stdout|stderr]         follow the log, until Ctrl-C");
    }

    @Override
    public List<String> examples() {
        return List.of("tail -100000 web", "tail -f web stderr");
    }

    @Override
    public int run(Session session, List<String> arguments) {
        if (arguments.isEmpty()) {
            return misused(session, "too few arguments", Exit.FAILED);
        }
        if (arguments.size() > MOST_ARGUMENTS) {
            return misused(session, "too many arguments", Exit.FAILED);
        }
        boolean hasModifier = arguments.get(0).startsWith("-");
        String modifier = hasModifier ? arguments.get(0) : LogPrinter.USUAL;
        List<String> rest = hasModifier ? arguments.subList(1, arguments.size()) : arguments;
        if (rest.isEmpty()) {
            return refuse(session, "tail requires process name");
        }
        Optional<LogStream> stream = rest.size() < 2 ? Optional.of(LogStream.STDOUT) : stream(rest.get(1));
        if (stream.isEmpty()) {
            return refuse(session, "bad channel '" + rest.get(1) + "'");
        }
        String name = rest.get(0);
        return new LogPrinter(session, name)
                .print(
                        modifier,
                        bytes -> last(session, name, stream.get(), bytes),
                        () -> session.client().tailLog(name, stream.get()));
    }

    private static int refuse(Session session, String complaint) {
        session.print("Error: " + complaint);
        return Exit.FAILED;
    }

    /** A supervisord reads the current file only, not the rotated ones. */
    private static String last(Session session, String name, LogStream stream, int bytes) {
        SupervisorClient client = session.client();
        return session.ifKnown(() -> client.tail(name, stream, bytes))
                .orElseGet(() -> client.supervisor().readProcessLog(name, stream, -bytes, 0));
    }

    private static Optional<LogStream> stream(String word) {
        return switch (word.toLowerCase(Locale.ROOT)) {
            case "stdout" -> Optional.of(LogStream.STDOUT);
            case "stderr" -> Optional.of(LogStream.STDERR);
            default -> Optional.empty();
        };
    }
}
