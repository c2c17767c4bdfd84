package org.supervisor.server.engine;

import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.UUID;
import java.util.function.Supplier;
import org.supervisor.server.os.TreeMark;
import org.supervisor.server.output.MainLog;
import org.supervisor.server.process.CgroupLimits;
import org.supervisor.server.process.ForksAway;
import org.supervisor.server.process.ManagedProcess;
import org.supervisor.server.process.ProcessGroup;
import org.supervisor.server.process.ProcessName;
import org.supervisor.server.process.ProcessSpec;
import org.supervisor.server.process.State;
import org.supervisor.server.process.StopTree;

/**
 * Marks all processes of some programs with a variable, by which those are found that have left their process group and lost their
 * parents. Loop's thread.
 */
final class Trees implements Aspect {
    private static final String VARIABLE = "SUPERVISOR_TREE";

    private final ChildTree.Tools tools;
    private final MainLog log;
    private final Supplier<String> identity;
    private Optional<String> prefix = Optional.empty(); // once a program is marked
    private final Map<ManagedProcess, ChildTree> all = new HashMap<>(0);
    private final Map<Long, String> names = new HashMap<>(0); // of processes, by the limits that are their marks
    private Optional<Runnable> becomeReaper =
            Optional.empty(); // empty: this process is another's, which reaps its children itself

    /** @param identity tells its marks from those of other daemons; the next daemon in its place has the same */
    Trees(ChildTree.Tools tools, MainLog log, Supplier<String> identity) {
        this.tools = tools;
        this.log = log;
        this.identity = identity;
    }

    /** What lets this process get orphans among its descendants as children, and reap them. */
    void reapsBy(Runnable becoming) {
        becomeReaper = Optional.of(becoming);
    }

    private static boolean isMarked(ProcessSpec spec) {
        return spec.aspect(StopTree.class).isPresent()
                || spec.aspect(ForksAway.class).isPresent();
    }

    /** What processes of a program have. */
    private TreeMark mark(ProcessName name) {
        if (prefix.isEmpty()) {
            prefix = Optional.of(identity.get());
        }
        UUID id = UUID.nameUUIDFromBytes((prefix.get() + '\0' + name).getBytes(StandardCharsets.UTF_8));
        return TreeMark.of(VARIABLE, id, becomeReaper.isPresent());
    }

    /** The tree of a child that is there; empty: only the child or its group is stopped. */
    Optional<ChildTree> of(ManagedProcess process, int pid) {
        if (process.spec().aspect(StopTree.class).isEmpty()) {
            return Optional.empty();
        }
        ChildTree tree = at(process, pid);
        all.put(process, tree);
        return Optional.of(tree);
    }

    /** The tree of a child that is there, of whatever program. */
    ChildTree at(ManagedProcess process, int pid) {
        return new ChildTree(
                tools.kernel()
                        .tree(
                                pid,
                                mark(process.name()),
                                process.spec()
                                        .aspect(CgroupLimits.class)
                                        .map(_ -> process.name().toString())),
                tools,
                (level, text) -> log.log(level, "'" + process.name() + "': " + text));
    }

    /** Of which program a process is, by what survives a new environment; an empty text: of none, or of one without a mark. */
    String programOf(int pid) {
        OptionalLong limit =
                names.isEmpty() ? OptionalLong.empty() : tools.kernel().lockLimit(pid);
        return limit.isPresent() ? names.getOrDefault(limit.getAsLong(), "") : "";
    }

    /** Some process forks another one away: that is to become a child of ours. */
    void expectOrphans() {
        becomeReaper.ifPresent(Runnable::run);
    }

    @Override
    public void added(ProcessGroup group) {
        if (!marked(group).isEmpty()) {
            expectOrphans();
            marked(group).forEach(name -> mark(name).lockLimit().ifPresent(limit -> names.put(limit, name.toString())));
        }
    }

    private static List<ProcessName> marked(ProcessGroup group) {
        return group.processes().stream()
                .filter(process -> isMarked(process.spec()))
                .map(ManagedProcess::name)
                .toList();
    }

    @Override
    public void removed(ProcessGroup group) {
        group.processes().forEach(all::remove);
        marked(group).forEach(name -> mark(name).lockLimit().ifPresent(names::remove));
    }

    @Override
    public void equip(ManagedProcess process, LaunchPlan plan) {
        if (isMarked(process.spec())) {
            plan.mark(mark(process.name()));
        }
    }

    private List<Integer> remaining(ManagedProcess process) {
        ChildTree tree = all.isEmpty() ? null : all.get(process);
        return tree == null || !(process.state() instanceof State.Alive) ? List.of() : tree.remaining();
    }

    @Override
    public String remark(ManagedProcess process) {
        List<Integer> left = remaining(process);
        return left.isEmpty() ? "" : "waits for " + left + " of its tree to end";
    }

    @Override
    public void report(ManagedProcess process, Facts facts) {
        if (process.spec().aspect(StopTree.class).isPresent()) {
            Map<String, Object> tree = new LinkedHashMap<>();
            tree.put("stopped_whole", true);
            List<Integer> left = remaining(process);
            if (!left.isEmpty()) {
                tree.put("waits_for", left);
            }
            facts.add("tree", tree);
        }
    }
}
