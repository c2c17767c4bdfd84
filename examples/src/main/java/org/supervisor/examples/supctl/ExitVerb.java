package org.supervisor.examples.supctl;

import java.util.List;

/** Also called quit. */
final class ExitVerb implements Verb {
    @Override
    public Argument argument() {
        return Argument.OTHER;
    }

    @Override
    public String purpose() {
        return "End the session";
    }

    @Override
    public List<String> usage() {
        return List.of("exit", "quit");
    }

    @Override
    public int run(Session session, List<String> arguments) {
        session.end();
        return Exit.OK;
    }
}
