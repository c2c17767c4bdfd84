package org.supervisor.examples.supctl;

import java.util.List;

final class AddVerb implements Verb {
    @Override
    public Argument argument() {
        return Argument.GROUPS;
    }

    @Override
    public String purpose() {
        return "Activate groups of the file last read";
    }

    @Override
    public List<String> usage() {
        return List.of("add GROUP...");
    }

    @Override
    public int run(Session session, List<String> groups) {
        if (groups.isEmpty()) {
            return misused(session, "add requires a group name", Exit.WRONG_ARGUMENTS);
        }
        return GroupChanges.each(
                session, groups, session.client().supervisor()::addProcessGroup, "added process group");
    }
}
