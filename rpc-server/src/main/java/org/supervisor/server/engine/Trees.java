package org.supervisor.server.engine;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Supplier;
import org.supervisor.api.LogLevel;
import org.supervisor.server.output.MainLog;
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

    private final Kernel kernel;
    private final EventLoop loop;
    private final MainLog log;
    private final Supplier<String> identity;
    private Optional<String> prefix = Optional.empty(); // once a program is marked
    private final Map<ManagedProcess, ChildTree> all = new HashMap<>(0);
    private Runnable becomeReaper = () -> {};

    /** @param identity tells its marks from those of other daemons; the next daemon in its place has the same */
    Trees(Kernel kernel, EventLoop loop, MainLog log, Supplier<String> identity) {
        this.kernel = kernel;
        this.loop = loop;
        this.log = log;
        this.identity = identity;
    }

    /** What lets this process get orphans among its descendants as children, and reap them. */
    void reapsBy(Runnable becoming) {
        becomeReaper = becoming;
    }

    private static boolean isMarked(ProcessSpec spec) {
        return spec.aspect(StopTree.class).isPresent()
                || spec.aspect(ForksAway.class).isPresent();
    }

    /** The variable that processes of a program have, as {@code name=value}. */
    String mark(ProcessName name) {
        return VARIABLE + "=" + value(name);
    }

    private String value(ProcessName name) {
        if (prefix.isEmpty()) {
            prefix = Optional.of(identity.get());
        }
        return UUID.nameUUIDFromBytes((prefix.get() + '\0' + name).getBytes(StandardCharsets.UTF_8))
                .toString();
    }

    /** The tree of a child that is there; empty: only the child or its group is stopped. */
    Optional<ChildTree> of(ManagedProcess process, int pid) {
        if (process.spec().aspect(StopTree.class).isEmpty()) {
            return Optional.empty();
        }
        ChildTree tree = whole(process, pid);
        all.put(process, tree);
        return Optional.of(tree);
    }

    /** The tree of a child that is there. */
    ChildTree whole(ManagedProcess process, int pid) {
        return new ChildTree(
                kernel.tree(pid, mark(process.name())),
                kernel,
                loop,
                text -> log.log(LogLevel.INFO, "'" + process.name() + "': " + text));
    }

    /** Some process forks another one away: that is to become a child of ours. */
    void expectOrphans() {
        becomeReaper.run();
    }

    @Override
    public void added(ProcessGroup group) {
        if (group.processes().stream().map(ManagedProcess::spec).anyMatch(Trees::isMarked)) {
            becomeReaper.run();
        }
    }

    @Override
    public void removed(ProcessGroup group) {
        group.processes().forEach(all::remove);
    }

    @Override
    public void equip(ManagedProcess process, LaunchPlan plan) throws IOException {
        if (isMarked(process.spec())) {
            plan.variable(VARIABLE, value(process.name()));
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
