package org.supervisor.examples.supctl;

import java.util.List;

final class RemoveVerb implements Verb {
    @Override
    public Argument argument() {
        return Argument.GROUPS;
    }

    @Override
    public String purpose() {
        return "Remove groups whose processes have stopped";
    }

    @Override
    public List<String> usage() {
        return List.of("remove GROUP...");
    }

    @Override
    public int run(Session session, List<String> groups) {
        if (groups.isEmpty()) {
            return misused(session, "remove requires a group name", Exit.WRONG_ARGUMENTS);
        }
        return GroupChanges.each(
                session, groups, session.client().supervisor()::removeProcessGroup, "removed process group");
    }
}
