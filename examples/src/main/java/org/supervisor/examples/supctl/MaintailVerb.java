package org.supervisor.examples.supctl;

import java.util.List;

final class MaintailVerb implements Verb {
    @Override
    public Argument argument() {
        return Argument.OTHER;
    }

    @Override
    public String purpose() {
        return "Show the end of the supervisor's own log";
    }

    @Override
    public List<String> usage() {
        return List.of(
                "maintail [-BYTES]   the last 1600 bytes, or the last BYTES",
                "maintail -f         follow the log, until Ctrl-C");
    }

    @Override
    public int run(Session session, List<String> arguments) {
        if (arguments.size() > 1) {
            return misused(session, "too many arguments", Exit.FAILED);
        }
        return new LogPrinter(session, "supervisord")
                .print(
                        arguments.isEmpty() ? LogPrinter.USUAL : arguments.get(0),
                        bytes -> session.client().supervisor().readLog(-bytes, 0),
                        () -> session.client().tailMainLog());
    }
}
