package org.supervisor.server.config;

import java.util.ArrayList;
import java.util.List;
import org.apache.commons.configuration2.tree.ImmutableNode;
import org.apache.commons.configuration2.tree.NodeCombiner;

/**
 * Merges two nodes of a section: the values of the later file follow those of the earlier, of which the last counts.
 * Unlike with the library's {@code OverrideCombiner}, sections and keys stay where they appeared first, because that is
 * the order in which supervisord checks them, and the section's place is that of its first header.
 */
final class IncludeCombiner extends NodeCombiner {
    @Override
    public ImmutableNode combine(ImmutableNode earlier, ImmutableNode later) {
        List<ImmutableNode> settings = new ArrayList<>(earlier.getChildren());
        settings.addAll(later.getChildren());
        return earlier.replaceChildren(settings);
    }
}
