package org.supervisor.server.engine;

import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.LongConsumer;
import java.util.random.RandomGenerator;
import org.supervisor.server.process.Child;
import org.supervisor.server.process.Event;
import org.supervisor.server.process.Goal;
import org.supervisor.server.process.ManagedProcess;
import org.supervisor.server.process.ProcessGroup;
import org.supervisor.server.process.RecycleRule;
import org.supervisor.server.process.State;
import org.supervisor.server.process.TimeSource;
import org.supervisor.server.process.Transition;

/**
 * Restarts processes that use too much memory or have run for long enough; of the processes of a program one after another, each
 * when the one before is up again or down for good. Loop's thread.
 */
final class Recycles implements Aspect {
    /** Between two looks at the memory of a process. */
    static final Duration LOOKS_EVERY = Duration.ofSeconds(5);

    private static final double WHOLE = 100;
    private static final long MEGABYTE = 1024L * 1024;

    private final Map<ManagedProcess, Watched> all = new HashMap<>(0);
    private final Map<String, Turns> turns = new HashMap<>(0);
    private final TimeSource time;
    private final RandomGenerator random;
    private final Memory memory;
    private final LoopTimer timer;

    /** How much memory processes use. */
    interface Memory {
        /**
         * Finds it out without blocking.
         *
         * @param bytes gets it later, on the loop's thread
         */
        void measure(int pid, LongConsumer bytes);
    }

    /**
     * @param timer does something after a time; what it returns cancels that
     */
    Recycles(TimeSource time, RandomGenerator random, Memory memory, LoopTimer timer) {
        this.time = time;
        this.random = random;
        this.memory = memory;
        this.timer = timer;
    }

    /** The processes of one program: one of them is being restarted at a time. */
    private static final class Turns {
        private final Deque<Watched> waiting = new ArrayDeque<>();
        private Optional<Watched> current = Optional.empty();

        void request(Watched watched) {
            if (!waiting.contains(watched) && current.filter(watched::equals).isEmpty()) {
                waiting.add(watched);
                next();
            }
        }

        void end(Watched watched) {
            waiting.remove(watched);
            if (current.filter(watched::equals).isPresent()) {
                current = Optional.empty();
                next();
            }
        }

        private void next() {
            if (current.isEmpty() && !waiting.isEmpty()) {
                current = Optional.of(waiting.remove());
                current.get().restart();
            }
        }
    }

    /** A process with such a rule. */
    private final class Watched {
        private final ManagedProcess process;
        private final RecycleRule rule;
        private final Turns turns;
        private Optional<Child> child = Optional.empty();
        private Optional<Long> usedBytes = Optional.empty();
        private Optional<Long> aboveSinceNanos = Optional.empty();
        private Optional<Duration> mostAge = Optional.empty();
        private String reason = "";
        private Runnable cancelLook = () -> {};
        private Runnable cancelAge = () -> {};

        Watched(ManagedProcess process, RecycleRule rule, Turns turns) {
            this.process = process;
            this.rule = rule;
            this.turns = turns;
        }

        void follow() {
            switch (process.state()) {
                case State.Running(Child running) -> {
                    if (child.filter(running::equals).isEmpty()) {
                        begin(running);
                    }
                }
                case State.Down _ -> end();
                case State.Held _,
                        State.Launching _,
                        State.StopPending _,
                        State.Starting _,
                        State.Stopping _,
                        State.Killing _,
                        State.Unsignallable _,
                        State.Backoff _,
                        State.RestartDelay _ -> {
                    endLife();
                    if (process.goal() instanceof Goal.Down) {
                        turns.end(this);
                    }
                }
            }
        }

        private void begin(Child running) {
            end();
            child = Optional.of(running);
            rule.age().ifPresent(age -> {
                Duration most = jittered(age);
                Duration passed = process.history()
                        .started()
                        .map(started -> Duration.between(started, time.now()))
                        .orElse(Duration.ZERO);
                Duration left = most.minus(passed);
                mostAge = Optional.of(most);
                cancelAge = timer.after(
                        left.isNegative() ? Duration.ZERO : left,
                        () -> request("it has run for " + Causes.seconds(most) + " (max_age)"));
            });
            rule.memory().ifPresent(this::lookLater);
        }

        private Duration jittered(RecycleRule.Age age) {
            double part = age.jitterPercent() / WHOLE * (2 * random.nextDouble() - 1);
            return age.most().plusNanos(Math.round(age.most().toNanos() * part));
        }

        private void lookLater(RecycleRule.Memory limit) {
            cancelLook = timer.after(LOOKS_EVERY, () -> look(limit));
        }

        private void look(RecycleRule.Memory limit) {
            Child measured = child.orElseThrow();
            memory.measure(measured.pid(), bytes -> {
                if (child.filter(measured::equals).isPresent()) {
                    lookLater(limit); // first: a restart ends the life that is looked at, and this with it
                    found(bytes, limit);
                }
            });
        }

        private void found(long bytes, RecycleRule.Memory limit) {
            usedBytes = Optional.of(bytes);
            if (bytes <= limit.most()) {
                aboveSinceNanos = Optional.empty();
                return;
            }
            long now = time.nanos();
            long since = aboveSinceNanos.orElse(now);
            aboveSinceNanos = Optional.of(since);
            if (now - since >= limit.during().toNanos()) {
                request("it uses " + megabytes(bytes) + " MB of memory, above " + megabytes(limit.most())
                        + " MB (memory_restart)");
            }
        }

        private void request(String why) {
            reason = why;
            turns.request(this);
        }

        void restart() {
            process.on(new Event.RestartRequested(reason));
        }

        /** The child that was looked at is being ended, or has ended. */
        private void endLife() {
            cancelLook.run();
            cancelAge.run();
            cancelLook = () -> {};
            cancelAge = () -> {};
            child = Optional.empty();
            usedBytes = Optional.empty();
            aboveSinceNanos = Optional.empty();
            mostAge = Optional.empty();
        }

        void end() {
            endLife();
            reason = "";
            turns.end(this);
        }

        Map<String, Object> facts() {
            Map<String, Object> facts = new LinkedHashMap<>();
            rule.memory().ifPresent(limit -> {
                facts.put("memory_most_mb", megabytes(limit.most()));
                usedBytes.ifPresent(bytes -> facts.put("memory_mb", megabytes(bytes)));
            });
            mostAge.flatMap(most -> process.history().started().map(started -> started.plus(most)))
                    .ifPresent(end -> facts.put(
                            "age_ends", end.truncatedTo(ChronoUnit.SECONDS).toString()));
            if (!reason.isEmpty()) {
                facts.put("reason", reason);
                turns.current
                        .filter(other -> other != this)
                        .ifPresent(other ->
                                facts.put("waits_for", other.process.name().toString()));
            }
            return facts;
        }
    }

    private static int megabytes(long bytes) {
        return Math.toIntExact(bytes / MEGABYTE);
    }

    @Override
    public void added(ProcessGroup group) {
        for (ManagedProcess process : group.processes()) {
            process.spec().aspect(RecycleRule.class).ifPresent(rule -> {
                String program = process.name().group() + ":" + process.spec().program();
                all.put(process, new Watched(process, rule, turns.computeIfAbsent(program, _ -> new Turns())));
            });
        }
    }

    @Override
    public void removed(ProcessGroup group) {
        for (ManagedProcess process : group.processes()) {
            Watched watched = all.remove(process);
            if (watched != null) {
                watched.end();
                turns.remove(process.name().group() + ":" + process.spec().program());
            }
        }
    }

    @Override
    public void changed(Transition transition) {
        Watched watched = all.isEmpty() ? null : all.get(transition.process());
        if (watched != null) {
            watched.follow();
        }
    }

    @Override
    public String remark(ManagedProcess process) {
        Watched watched = all.isEmpty() ? null : all.get(process);
        return watched == null || watched.reason.isEmpty() || watched.child.isEmpty()
                ? ""
                : "is to be restarted: " + watched.reason;
    }

    @Override
    public void report(ManagedProcess process, Facts facts) {
        Watched watched = all.get(process);
        if (watched != null) {
            facts.add("recycling", watched.facts());
        }
    }
}
