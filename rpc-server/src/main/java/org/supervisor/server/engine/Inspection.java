package org.supervisor.server.engine;

import java.util.List;

/**
 * Shows the state of processes.
 *
 * @param entries what was last published of them; any thread
 * @param requests finds them; loop's thread
 * @param aspects report further facts; loop's thread
 */
record Inspection(ProcessEntries entries, Requests requests, Aspects aspects) {
    /** All processes, by name. Any thread. */
    List<ProcessView> processes() {
        return entries.views();
    }

    /** One process, or BAD_NAME. Any thread. */
    ProcessView process(String namespec) {
        return entries.named(namespec).view();
    }

    /** The processes of a group, by priority, or BAD_NAME. Any thread. */
    List<ProcessView> group(String name) {
        return entries.group(name);
    }

    /** What the aspects report of a process, or BAD_NAME. Loop's thread. */
    Facts facts(String namespec) {
        return aspects.facts(requests.find(namespec));
    }
}
