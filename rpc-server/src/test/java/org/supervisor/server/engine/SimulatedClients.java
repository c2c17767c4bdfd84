package org.supervisor.server.engine;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import org.supervisor.api.Signal;
import org.supervisor.api.StreamAccount;
import org.supervisor.server.process.DependsOn;
import org.supervisor.server.process.GroupSpec;

/** Request anything at any time, and must be answered in time. */
final class SimulatedClients {
    private static final long SECOND = 1_000_000_000;
    private static final String REREAD = "reread";
    private static final long LONGEST_ANSWER = 150 * SECOND; // the longest stop and start
    private static final long LONGEST_ANSWER_BEHIND_OTHERS = 600 * SECOND;

    private final SimulatedKernel kernel;
    private final SimulatedScenario scenario;
    private final Random chance;
    private final List<GroupSpec> groups;
    private final long longestAnswer;
    private final Set<String> dependents; // names of processes and groups
    private final Consumer<String> onRemoved;
    private List<Request> requests = new ArrayList<>();
    private Control control; // null: no daemon runs
    private Request immediate;
    private boolean isEnding;
    private int commands;

    /** A request, and when it was sent. */
    private record Request(String what, CompletableFuture<?> answer, long at) {}

    /** @param onRemoved gets the name of a group that was removed */
    SimulatedClients(
            SimulatedKernel kernel,
            SimulatedScenario scenario,
            Random chance,
            List<GroupSpec> groups,
            boolean priorityWaits,
            Consumer<String> onRemoved) {
        this.kernel = kernel;
        this.scenario = scenario;
        this.chance = chance;
        this.groups = groups;
        this.longestAnswer = priorityWaits ? LONGEST_ANSWER_BEHIND_OTHERS : LONGEST_ANSWER;
        this.dependents = dependents(groups);
        this.onRemoved = onRemoved;
    }

    private static Set<String> dependents(List<GroupSpec> groups) {
        Set<String> names = new HashSet<>();
        for (GroupSpec group : groups) {
            group.processes().stream()
                    .filter(process -> process.aspect(DependsOn.class).isPresent())
                    .forEach(process ->
                            names.addAll(List.of(group.name(), process.name().toString())));
        }
        return names;
    }

    void connect(Control daemon) {
        control = daemon;
    }

    /** The daemon is gone: what was not answered never will be. */
    void disconnect() {
        control = null;
        requests = new ArrayList<>();
    }

    /** From now on nothing is requested, or something again. */
    void ending(boolean ends) {
        isEnding = ends;
    }

    /** How many commands there were, those that were left out included. */
    int commands() {
        return commands;
    }

    private String process() {
        GroupSpec group = groups.get(chance.nextInt(groups.size()));
        return group.processes()
                .get(chance.nextInt(group.processes().size()))
                .name()
                .toString();
    }

    /** One command now, and more of them later. */
    void command() {
        if (isEnding) {
            return;
        }
        kernel.in(1 + chance.nextLong(2 * scenario.betweenCommands().toNanos()), this::command);
        String name = process();
        String group = groups.get(chance.nextInt(groups.size())).name();
        boolean wait = chance.nextBoolean();
        int kind = chance.nextInt(20);
        if (!scenario.left().contains(commands++) && control != null) {
            command(kind, name, group, wait);
        }
    }

    private void command(int kind, String name, String group, boolean wait) {
        switch (kind) {
            case 0, 1, 2 -> asked("start " + name, control.start(name, wait));
            case 3, 4 -> asked("stop " + name, control.stop(name, wait));
            case 5 -> {
                asked("stop " + name, control.stop(name, wait));
                asked("start " + name, control.start(name, wait));
            }
            case 6 -> asked("start " + group, control.startGroup(group, wait));
            case 7 -> asked("stop " + group, control.stopGroup(group, wait));
            case 8 -> asked("signal " + name, control.signal(name, chance.nextBoolean() ? Signal.HUP : Signal.TERM));
            case 9 -> asked("ensure started " + name, control.ensureStarted(name));
            case 10 -> asked("ensure stopped " + name, control.ensureStopped(name));
            case 11 -> asked("kill " + name, control.kill(name));
            case 12 -> asked("stdin " + name, control.sendStdin(name, bytes()));
            case 13 -> asked("remove " + group, control.removeGroup(group).thenRun(() -> onRemoved.accept(group)));
            case 14 -> asked("add " + group, control.addGroup(group));
            case 15 -> asked("remote", control.sendRemoteEvent("type", "data"));
            case 16 -> asked(REREAD, control.rereadConfig());
            case 17 -> asked("reload " + name, control.reload(name));
            case 18 -> {
                if (kernel.faults.exist) {
                    kernel.stepWallClock(Duration.ofSeconds(chance.nextInt(20_000) - 10_000));
                }
            }
            default -> {
                account(name);
                immediate = asked("explain " + name, control.explain(name));
            }
        }
    }

    private byte[] bytes() {
        int size = chance.nextInt(3) == 0 ? chance.nextInt(200_000) : 10;
        byte[] bytes = new byte[size];
        Arrays.fill(bytes, (byte) 'z');
        return bytes;
    }

    private void account(String name) {
        var _ = asked(
                "account " + name,
                control.account(name)
                        .thenAccept(accounts -> accounts.forEach(account -> {
                            checkSum(name, account);
                        })));
    }

    private void checkSum(String name, StreamAccount stream) {
        if (stream.read() != stream.written() + stream.removed() + stream.dropped() + stream.pending()) {
            kernel.trace.violated(name + ": the sums of " + stream + " are not equal");
        }
    }

    /** A request whose answer is awaited. */
    void await(String what, CompletableFuture<?> answer) {
        var _ = asked(what, answer);
    }

    private Request asked(String what, CompletableFuture<?> answer) {
        kernel.trace.note("asked to " + what);
        Request request = new Request(what, answer, kernel.nanos());
        List<Request> open = requests;
        open.add(request);
        var _ = answer.whenComplete((_, failure) -> {
            kernel.trace.note("answered: " + what + (failure == null ? "" : " " + Failures.cause(failure)));
            if (failure != null && !isExpected(Failures.cause(failure))) {
                kernel.trace.violated(what + " ended in " + failure);
            }
            open.remove(request);
        });
        return request;
    }

    private static boolean isExpected(Throwable failure) {
        return failure instanceof RefusedException
                || String.valueOf(failure.getMessage()).contains(SimulatedFault.MARK);
    }

    void checkAnswered() {
        requests.forEach(this::checkAnswered);
    }

    /**
     * A request that depends on no process is answered before time goes on; others within the longest stop and start, but
     * for the start of what may wait for others that are not there: that is answered when the daemon ends at the latest.
     */
    private void checkAnswered(Request request) {
        long waits = kernel.nanos() - request.at();
        boolean isOverdue = isImmediate(request) && waits > 0 && kernel.turnsSinceHappening() > 2;
        if (isOverdue || (waits > longestAnswer && !mayWaitForOthers(request))) {
            throw new AssertionError("still waits for an answer: " + request.what());
        }
    }

    private boolean mayWaitForOthers(Request request) {
        String what = request.what();
        return what.contains("start") && dependents.contains(what.substring(what.lastIndexOf(' ') + 1));
    }

    /** It is the very request that is meant: two may have the same words. */
    @SuppressWarnings("ReferenceEquality")
    private boolean isImmediate(Request request) {
        return request == immediate || request.what().startsWith("account");
    }

    /** At the end of the daemon, which does not wait for the configuration to be read. */
    void requireAllAnswered() {
        requests.stream()
                .filter(request -> !request.answer().isDone() && !request.what().equals(REREAD))
                .findFirst()
                .ifPresent(open -> {
                    throw new AssertionError("never answered: " + open.what());
                });
    }
}
