package org.supervisor.examples.supctl;

import java.util.List;

final class VersionVerb implements Verb {
    @Override
    public Argument argument() {
        return Argument.NONE;
    }

    @Override
    public String purpose() {
        return "Show the supervisor's version";
    }

    @Override
    public List<String> usage() {
        return List.of("version");
    }

    @Override
    public int run(Session session, List<String> none) {
        session.print(session.client().supervisor().version());
        return Exit.OK;
    }
}
