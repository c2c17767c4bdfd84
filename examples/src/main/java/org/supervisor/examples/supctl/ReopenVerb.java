package org.supervisor.examples.supctl;

import java.util.List;

final class ReopenVerb implements Verb {
    @Override
    public Argument argument() {
        return Argument.NONE;
    }

    @Override
    public String purpose() {
        return "Close and open all log files, after another program has moved them";
    }

    @Override
    public List<String> usage() {
        return List.of("reopen");
    }

    @Override
    public boolean hasJson() {
        return true;
    }

    @Override
    public int run(Session session, List<String> none) {
        int count = session.client().reopenLogs();
        if (session.isJson()) {
            session.printJson(new JsonObject().with("reopened", count));
        } else {
            session.print("reopened " + count + (count == 1 ? " log file" : " log files"));
        }
        return Exit.OK;
    }
}
