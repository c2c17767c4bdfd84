package org.supervisor.examples.supctl;

import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import org.supervisor.api.ConfigChanges;

final class RereadVerb implements Verb {
    @Override
    public Argument argument() {
        return Argument.NONE;
    }

    @Override
    public String purpose() {
        return "Read the configuration and show what update would change";
    }

    @Override
    public List<String> usage() {
        return List.of("reread");
    }

    @Override
    public boolean hasJson() {
        return true;
    }

    @Override
    public int run(Session session, List<String> none) {
        Optional<ConfigChanges> changes = GroupChanges.read(session);
        if (changes.isEmpty()) {
            return Exit.FAILED;
        }
        if (session.isJson()) {
            session.printJson(json(changes.get()));
        } else {
            show(session, changes.get());
        }
        return Exit.OK;
    }

    private static void show(Session session, ConfigChanges changes) {
        TreeMap<String, String> lines = new TreeMap<>();
        changes.added().forEach(group -> lines.put(group, "available"));
        changes.changed().forEach(group -> lines.put(group, "changed"));
        changes.removed().forEach(group -> lines.put(group, "disappeared"));
        lines.forEach((group, what) -> session.print(group + ": " + what));
        if (lines.isEmpty()) {
            session.print("No config updates to processes");
        }
    }

    private static JsonObject json(ConfigChanges changes) {
        return new JsonObject()
                .with("added", changes.added())
                .with("changed", changes.changed())
                .with("removed", changes.removed());
    }
}
