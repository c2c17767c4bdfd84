package org.supervisor.server.engine;

import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.supervisor.server.process.Hook;
import org.supervisor.server.process.Hooks;

/** The commands of one process that run, and what came of the last of each kind. Loop's thread. */
final class HookRuns {
    /** What a command that was cancelled is said to have done. */
    static final String CANCELLED = "was killed, for the process had gone on without it";

    private final Map<Hook, Running> running = new EnumMap<>(Hook.class);
    private final Map<Hook, CompletableFuture<Void>> gone =
            new EnumMap<>(Hook.class); // the processes of the last of each
    private final Map<Hook, String> results = new EnumMap<>(Hook.class); // empty texts: good
    private Runnable afterStop = () -> {};

    /** Whether there is a process, as far as its transitions have been seen. */
    boolean hasChild;

    /** A command that runs. */
    private final class Running {
        private final Hook hook;
        private final Consumer<String> done;
        private final CompletableFuture<Void> over = new CompletableFuture<>();
        private Runnable cancel = () -> {};

        Running(Hook hook, Consumer<String> done) {
            this.hook = hook;
            this.done = done;
        }

        CompletableFuture<Void> begin(Function<Consumer<String>, HelperCommand.Begun> command) {
            if (running.get(hook) != this) { // cancelled while it waited
                return CompletableFuture.completedFuture(null);
            }
            HelperCommand.Begun begun = command.apply(this::finish);
            cancel = begun.cancel();
            return begun.gone();
        }

        void finish(String problem) {
            if (!running.remove(hook, this)) {
                return;
            }
            results.put(hook, problem);
            if (hook == Hook.STOP) { // first: what follows holds the next launch
                Runnable next = afterStop;
                afterStop = () -> {};
                next.run();
            }
            done.accept(problem);
            over.complete(null);
        }

        void cancel() {
            try {
                cancel.run();
            } finally {
                finish(CANCELLED);
            }
        }
    }

    /**
     * Begins a command, in place of one of its kind, as soon as there is no process of that any more.
     *
     * @param command begins it, and returns what cancels it
     * @param done gets what is wrong, or an empty text
     * @return completes when there is no process of this one any more
     */
    CompletableFuture<Void> begin(
            Hook hook, Function<Consumer<String>, HelperCommand.Begun> command, Consumer<String> done) {
        Optional.ofNullable(running.get(hook)).ifPresent(Running::cancel);
        Running fresh = new Running(hook, done);
        running.put(hook, fresh);
        CompletableFuture<Void> before = gone.getOrDefault(hook, CompletableFuture.completedFuture(null));
        CompletableFuture<Void> goneToo =
                before.isDone() ? fresh.begin(command) : before.thenCompose(_ -> fresh.begin(command));
        gone.put(hook, goneToo);
        return goneToo;
    }

    boolean isRunning(Hook hook) {
        return running.containsKey(hook);
    }

    /** Whether nothing runs, and no process is left of what was cancelled. */
    boolean areIdle() {
        return running.isEmpty() && gone.values().stream().allMatch(CompletableFuture::isDone);
    }

    /** Does something when the command that stops the process is over, at once if none runs. */
    void whenStopped(Runnable action) {
        if (isRunning(Hook.STOP)) {
            afterStop = action;
        } else {
            action.run();
        }
    }

    /**
     * The command that follows the end of the process and is not over yet.
     *
     * @param isAnyDue whether one is due whenever the process ends
     */
    Optional<Hook> afterEnd(boolean isAnyDue) {
        return (hasChild && isAnyDue) || isRunning(Hook.POST_STOP)
                ? Optional.of(Hook.POST_STOP)
                : Optional.of(Hook.STOP).filter(this::isRunning);
    }

    /** Completes when nothing runs any more that follows the end of the process, and what was cancelled is gone. */
    CompletableFuture<Void> whenOver() {
        return Stream.concat(
                        Stream.of(Hook.STOP, Hook.POST_STOP)
                                .filter(this::isRunning)
                                .map(hook -> running.get(hook).over),
                        gone.entrySet().stream()
                                .filter(each -> !isRunning(each.getKey()))
                                .map(Map.Entry::getValue)
                                .filter(each -> !each.isDone()))
                .findFirst()
                .map(first -> first.thenCompose(_ -> whenOver()))
                .orElseGet(() -> CompletableFuture.completedFuture(null));
    }

    void cancelAllBut(Predicate<Hook> stays) {
        for (Hook hook : Hook.values()) {
            Running run = running.get(hook);
            if (run != null && !stays.test(hook)) {
                run.cancel();
            }
        }
    }

    /** Kills all that runs, when nothing is to follow from it any more. */
    void kill() {
        running.values().forEach(run -> run.cancel.run());
    }

    /** What a caller is shown. */
    Map<String, Object> facts(Hooks hooks) {
        Map<String, Object> facts = new LinkedHashMap<>();
        hooks.commands().forEach((hook, command) -> {
            Map<String, Object> fact = new LinkedHashMap<>();
            fact.put("command", command);
            fact.put("state", state(hook));
            String problem = results.getOrDefault(hook, "");
            if (!problem.isEmpty() && !isRunning(hook)) {
                fact.put("problem", problem);
            }
            facts.put(hook.word(), fact);
        });
        return facts;
    }

    private String state(Hook hook) {
        if (isRunning(hook)) {
            return "running";
        }
        if (!results.containsKey(hook)) {
            return "not run yet";
        }
        return results.get(hook).isEmpty() ? "done" : "failed";
    }
}
