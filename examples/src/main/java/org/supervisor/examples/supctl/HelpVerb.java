package org.supervisor.examples.supctl;

import java.util.List;

final class HelpVerb implements Verb {
    @Override
    public Argument argument() {
        return Argument.VERBS;
    }

    @Override
    public String purpose() {
        return "Explain a command";
    }

    @Override
    public List<String> usage() {
        return List.of("help [COMMAND]");
    }

    @Override
    public int run(Session session, List<String> arguments) {
        session.print(arguments.isEmpty() ? Help.verbs() : Help.of(arguments.get(0)));
        return Exit.OK;
    }
}
