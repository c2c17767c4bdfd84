package org.supervisor.server.config;

import java.util.List;
import org.apache.commons.configuration2.tree.ImmutableNode;

/**
 * The result of parsing a text.
 *
 * @param root a node without name, below it one for each {@link Section}, in the order of their first headers
 * @param faults lines that are neither header nor assignment
 * @param warnings of assignments that may not do what was meant
 */
record Scan(ImmutableNode root, List<Fault> faults, List<Warning> warnings) {
    /**
     * A line that is neither header nor assignment.
     *
     * @param supervisordText supervisord's message about the file because of it
     */
    record Fault(int number, String found, String expected, String supervisordText) {}
}
