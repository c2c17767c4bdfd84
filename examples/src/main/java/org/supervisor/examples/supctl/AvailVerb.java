package org.supervisor.examples.supctl;

import java.util.List;
import org.supervisor.api.ConfigInfo;

final class AvailVerb implements Verb {
    private static final int NAME_WIDTH = 32;
    private static final int WORD_WIDTH = 9;

    @Override
    public Argument argument() {
        return Argument.NONE;
    }

    @Override
    public String purpose() {
        return "List all programs of the file last read";
    }

    @Override
    public List<String> usage() {
        return List.of("avail");
    }

    @Override
    public boolean hasJson() {
        return true;
    }

    @Override
    public int run(Session session, List<String> none) {
        List<ConfigInfo> infos = session.client().supervisor().allConfigInfo();
        if (session.isJson()) {
            session.printJson(infos.stream().map(AvailVerb::json).toList());
        } else {
            infos.forEach(info -> session.print(line(info)));
        }
        return Exit.OK;
    }

    private static String line(ConfigInfo info) {
        return Columns.padded(info.namespec(), NAME_WIDTH) + " "
                + Columns.padded(info.inUse() ? "in use" : "avail", WORD_WIDTH) + " "
                + Columns.padded(info.autostart() ? "auto" : "manual", WORD_WIDTH) + " " + info.groupPriority() + ":"
                + info.processPriority();
    }

    private static JsonObject json(ConfigInfo info) {
        return new JsonObject()
                .with("name", info.namespec())
                .with("in_use", info.inUse())
                .with("autostart", info.autostart())
                .with("group_priority", info.groupPriority())
                .with("process_priority", info.processPriority())
                .with("command", info.command());
    }
}
