package org.supervisor.server.engine;

import java.nio.file.Path;
import java.time.Duration;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import java.util.function.Function;
import org.supervisor.server.events.SupervisorEvent;
import org.supervisor.server.os.Evidence;
import org.supervisor.server.output.MainLog;
import org.supervisor.server.process.Child;
import org.supervisor.server.process.Event;
import org.supervisor.server.process.EvidenceRule;
import org.supervisor.server.process.ManagedProcess;
import org.supervisor.server.process.ProcessGroup;
import org.supervisor.server.process.State;
import org.supervisor.server.process.StopSteps;
import org.supervisor.server.process.TimeSource;
import org.supervisor.server.process.Transition;

/**
 * Has written down what processes are doing before they are killed because they ignore their stop, or restarted because a check has
 * failed. Loop's thread.
 */
final class KillEvidence implements Aspect {
    private static final DateTimeFormatter NAME =
            DateTimeFormatter.ofPattern("yyyyMMdd'T'HHmmss.SSS").withZone(ZoneOffset.UTC);

    private final Map<ManagedProcess, Watched> all = new HashMap<>(0);
    private final Tools tools;

    /**
     * What it uses.
     *
     * @param writer writes it without blocking, and reports the folder, or why there is none, on the loop's thread
     * @param output the last lines of a process
     * @param timer does something after a time; what it returns cancels that
     * @param note records what has happened to a process
     * @param events publishes where it is
     */
    record Tools(
            Writer writer,
            Function<ManagedProcess, String> output,
            LoopTimer timer,
            TimeSource time,
            BiConsumer<ManagedProcess, String> note,
            Consumer<SupervisorEvent> events,
            MainLog log) {}

    /** Writes evidence on another thread. */
    @FunctionalInterface
    interface Writer {
        /** One of both gets the result later. */
        void write(Evidence.Order order, Consumer<Path> written, Consumer<String> failed);
    }

    KillEvidence(Tools tools) {
        this.tools = tools;
    }

    /** A process with such a rule. */
    private static final class Watched {
        private final EvidenceRule rule;
        private Runnable cancel = () -> {};
        private Optional<State> planned = Optional.empty(); // the state at whose end KILL comes
        private Optional<Child> leaving = Optional.empty(); // to be restarted when its evidence is written
        private Optional<Path> last = Optional.empty();

        Watched(EvidenceRule rule) {
            this.rule = rule;
        }
    }

    @Override
    public void added(ProcessGroup group) {
        group.processes()
                .forEach(process -> process.spec()
                        .aspect(EvidenceRule.class)
                        .ifPresent(rule -> all.put(process, new Watched(rule))));
    }

    @Override
    public void removed(ProcessGroup group) {
        group.processes()
                .forEach(
                        process -> Optional.ofNullable(all.remove(process)).ifPresent(watched -> watched.cancel.run()));
    }

    /** KILL comes when the time of the last step is over: what is written before that does not delay it. */
    @Override
    public void changed(Transition transition) {
        Watched watched = all.isEmpty() ? null : all.get(transition.process());
        if (watched == null
                || watched.planned.filter(transition.process().state()::equals).isPresent()) {
            return;
        }
        watched.cancel.run();
        watched.cancel = () -> {};
        watched.planned = Optional.empty();
        if (transition.process().state() instanceof State.Stopping stopping
                && stopping.sent() == new StopSteps(transition.process().spec()).last()) {
            plan(transition.process(), watched, stopping);
        }
    }

    private void plan(ManagedProcess process, Watched watched, State.Stopping stopping) {
        Duration left =
                Duration.ofNanos(stopping.graceEndsNanos() - tools.time().nanos());
        Duration half = left.dividedBy(2);
        Duration ahead = half.compareTo(watched.rule.timeout()) < 0 ? half : watched.rule.timeout();
        watched.planned = Optional.of(stopping);
        watched.cancel = tools.timer()
                .after(
                        left.minus(ahead),
                        () -> write(process, watched, stopping.child(), ahead, "it ignores its stop"));
    }

    /** Restarts a process that runs when its evidence has been written, or the time for that is over. */
    void restart(ManagedProcess process, String reason) {
        Watched watched = all.isEmpty() ? null : all.get(process);
        if (watched == null || !(process.state() instanceof State.Running(Child child))) {
            process.on(new Event.RestartRequested(reason));
        } else if (watched.leaving.filter(child::equals).isEmpty()) { // else it is under way
            watched.leaving = Optional.of(child);
            Runnable restart = () -> {
                if (watched.leaving.filter(child::equals).isPresent()) {
                    watched.leaving = Optional.empty();
                    restartIfRunning(process, child, reason);
                }
            };
            tools.timer().after(watched.rule.timeout(), restart);
            write(process, watched, child, watched.rule.timeout(), reason, restart);
        }
    }

    private static void restartIfRunning(ManagedProcess process, Child child, String reason) {
        if (process.state() instanceof State.Running(Child running) && running.equals(child)) {
            process.on(new Event.RestartRequested(reason));
        }
    }

    private void write(ManagedProcess process, Watched watched, Child child, Duration timeout, String why) {
        write(process, watched, child, timeout, why, () -> {});
    }

    private void write(
            ManagedProcess process, Watched watched, Child child, Duration timeout, String why, Runnable then) {
        if (child instanceof LiveChild live
                && live.hasEnded()) { // its pid may be another's; others of its tree are left
            then.run();
            return;
        }
        EvidenceRule rule = watched.rule;
        String folder = process.name().toString().replaceAll("[^A-Za-z0-9_.-]", "_");
        Evidence.Order order = new Evidence.Order(
                rule.folder().resolve(folder),
                NAME.format(tools.time().now()) + "-" + child.pid(),
                child.pid(),
                tools.output().apply(process),
                timeout,
                rule.kept(),
                rule.withDebugger());
        tools.writer()
                .write(
                        order,
                        path -> {
                            watched.last = Optional.of(path);
                            tools.log().info("'" + process.name() + "': evidence is in " + path + " (" + why + ")");
                            tools.note().accept(process, "evidence is in " + path);
                            tools.events()
                                    .accept(new SupervisorEvent.RemoteCommunication(
                                            "evidence", process.name() + " " + path));
                            then.run();
                        },
                        problem -> {
                            tools.log()
                                    .warn("'" + process.name() + "': evidence cannot be written to " + order.folder()
                                            + ": " + problem);
                            then.run();
                        });
    }

    @Override
    public void report(ManagedProcess process, Facts facts) {
        Watched watched = all.get(process);
        if (watched != null) {
            Map<String, Object> evidence = new LinkedHashMap<>();
            evidence.put("folder", watched.rule.folder().toString());
            watched.last.ifPresent(path -> evidence.put("last", path.toString()));
            facts.add("evidence", evidence);
        }
    }
}
