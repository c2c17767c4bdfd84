package org.supervisor.server.engine;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.LongConsumer;
import org.apiguardian.api.API;
import org.supervisor.server.os.Account;
import org.supervisor.server.os.ResourceLimit;
import org.supervisor.server.os.SpawnOrder;
import org.supervisor.server.os.TreeMark;
import org.supervisor.server.process.NativeText;
import org.supervisor.server.process.ProcessSpec;
import org.supervisor.server.process.ResourceLimits;

/**
 * What one launch of a process needs; the aspects add to it on the loop's thread. What may block is looked up when the launch
 * has its turn, on the spawner's thread: a name service that does not answer holds up launches and nothing else.
 */
@API(status = API.Status.EXPERIMENTAL)
public final class LaunchPlan {
    private final ProcessSpec spec;
    private final Path executable;
    private final ChildEnvironment environment;
    private final Kernel kernel;
    private OptionalInt stdin = OptionalInt.empty();
    private Optional<OutputListener> stdoutListener = Optional.empty();
    private Map<String, String> variables = Map.of();
    private Map<String, String> defaults = Map.of();
    private Optional<String> pidVariable = Optional.empty();
    private Optional<Path> cgroup = Optional.empty();
    private Optional<LongConsumer> beforeSpawn = Optional.empty();
    private Optional<TreeMark> mark = Optional.empty();
    private boolean survives;
    private final List<Step> steps = new ArrayList<>(0);
    private Optional<Account> account = Optional.empty();

    LaunchPlan(ProcessSpec spec, Path executable, ChildEnvironment environment, Kernel kernel) {
        this.spec = spec;
        this.executable = executable;
        this.environment = environment;
        this.kernel = kernel;
    }

    /** A part of a launch that may block. */
    @FunctionalInterface
    interface Step {
        /**
         * Looks something up, or creates it. On the spawner's thread, again for each attempt.
         *
         * @throws IOException the process cannot be launched; the message says why
         */
        void take() throws IOException;
    }

    /** Adds what is done before the launch, when the account of the process is known. */
    void before(Step step) {
        steps.add(step);
    }

    /** Adds a variable to its environment, in place of one of the same name. */
    public void variable(String name, String value) {
        Map<String, String> more = new HashMap<>(variables);
        more.put(name, value);
        variables = more;
    }

    /** What it and all that it starts is known by, in its environment and otherwise. */
    void mark(TreeMark tree) {
        int equals = tree.variable().indexOf('=');
        variable(tree.variable().substring(0, equals), tree.variable().substring(equals + 1));
        mark = Optional.of(tree);
    }

    /** Adds a variable with the pid that it will have. One at most. */
    void variableWithPid(String name) {
        pidVariable = Optional.of(name);
    }

    /** The file to which it is written to be in a cgroup of its own. */
    void cgroup(Path processes) {
        cgroup = Optional.of(processes);
    }

    /** Variables that replace those it would inherit; what it sets itself replaces them. */
    void defaults(Map<String, String> values) {
        defaults = values;
    }

    /** The descriptor to be its standard input; it stays open here. */
    void stdin(int descriptor) {
        stdin = OptionalInt.of(descriptor);
    }

    /** What reads its stdout besides its log. */
    void stdoutListener(OutputListener listener) {
        stdoutListener = Optional.of(listener);
    }

    /**
     * It is to be known to the next daemon.
     *
     * @param listener gets the inode of the pipe that will be its standard output, on the spawner's thread
     * @param survivesDaemon whether it is not to notice that this daemon is gone
     */
    void recorded(LongConsumer listener, boolean survivesDaemon) {
        beforeSpawn = Optional.of(listener);
        survives = survivesDaemon;
    }

    /** Whether it is to be known to the next daemon. */
    boolean isRecorded() {
        return beforeSpawn.isPresent();
    }

    Optional<OutputListener> stdoutListener() {
        return stdoutListener;
    }

    /** The account that it will run as; empty: this process' own. Known to a {@link Step}. */
    Optional<Account> account() {
        return account;
    }

    /**
     * The account that a process will run as; empty: this process' own. May block.
     *
     * @throws org.supervisor.server.os.UnknownAccount there is no such user or group
     */
    static Optional<Account> account(ProcessSpec spec, Kernel kernel) {
        return spec.user().isEmpty() && spec.userGroup().isEmpty()
                ? Optional.empty()
                : Optional.of(kernel.account(spec.user(), spec.userGroup()));
    }

    private List<String> environment() {
        List<String> usual = environment.environmentOf(spec, defaults);
        if (variables.isEmpty()) {
            return usual;
        }
        List<String> all = new ArrayList<>(usual);
        all.removeIf(variable -> variables.containsKey(variable.substring(0, variable.indexOf('='))));
        variables.forEach((name, value) -> all.add(name + "=" + value));
        return all;
    }

    private List<ResourceLimit> limits() {
        return spec.aspect(ResourceLimits.class)
                .map(ResourceLimits::limits)
                .map(limits -> limits.entrySet().stream()
                        .map(limit -> new ResourceLimit(
                                limit.getKey(),
                                limit.getValue().soft(),
                                limit.getValue().hard()))
                        .toList())
                .orElse(List.of());
    }

    /**
     * The order for the spawner, on its thread.
     *
     * @throws IOException the process cannot be launched; the message says why
     * @throws org.supervisor.server.os.UnknownAccount there is no such user or group
     */
    SpawnOrder order() throws IOException {
        account = account(spec, kernel);
        for (Step step : steps) {
            step.take();
        }
        return new SpawnOrder(
                spec.command().words(),
                NativeText.of(executable),
                environment(),
                new SpawnOrder.Attributes(
                        environment.ownDirectoryOf(spec).map(NativeText::of),
                        spec.umask(),
                        spec.niceness(),
                        account,
                        limits(),
                        pidVariable,
                        cgroup.map(NativeText::of)),
                new SpawnOrder.Stdio(spec.output().redirectsStderr(), survives, false, stdin),
                beforeSpawn,
                mark);
    }
}
