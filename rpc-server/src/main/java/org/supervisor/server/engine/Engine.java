package org.supervisor.server.engine;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.function.Function;
import java.util.function.Supplier;
import org.supervisor.api.FaultCode;
import org.supervisor.api.Signal;
import org.supervisor.server.config.Changes;
import org.supervisor.server.events.EventBus;
import org.supervisor.server.events.EventFeed;
import org.supervisor.server.os.Spawner;
import org.supervisor.server.output.Level;
import org.supervisor.server.output.LogFiles;
import org.supervisor.server.output.MainLog;
import org.supervisor.server.process.Event;
import org.supervisor.server.process.GroupSpec;
import org.supervisor.server.process.ManagedProcess;
import org.supervisor.server.process.ProcessFactory;
import org.supervisor.server.process.ProcessGroup;
import org.supervisor.server.process.ProcessRegistry;
import org.supervisor.server.process.Refusal;
import org.supervisor.server.process.StartOrigin;
import org.supervisor.server.process.State;
import org.supervisor.server.process.TimeSource;

/**
 * The supervisor without its wires: builds the loop and everything on it, and answers what {@link Control} can be asked.
 * One life of it lasts until {@link #run} returns; a restart is a new engine.
 */
public final class Engine implements Control, AutoCloseable {
    private static final Executor FILE_READERS = task -> Thread.ofVirtual().start(task);

    private final EngineSettings settings;
    private final Rereads rereads;
    private final TimeSource time;
    private final MainLog log;
    private final EventLoop loop;
    private final LogFiles files;
    private final FailureLog failures;
    private final Slots slots = new Slots();
    private final Waiters waiters = new Waiters();
    private final ProcessRegistry registry = new ProcessRegistry();
    private final EventListeners listeners;
    private final FastCgiSockets sockets;
    private final ChildLogs childLogs;
    private final Aspects aspects;
    private final OutputWiring wiring;
    private final Spawner spawner;
    private final ExitWatch exits;
    private final ProcessFactory factory;
    private final Requests requests;
    private final PerlRequests perl;
    private final Stopping stopping;
    private final ChildEnvironment environment;
    private final CompletableFuture<Void> begun = new CompletableFuture<>();
    private volatile Phase phase = Phase.RUNNING;
    private volatile List<GroupSpec> known;
    private volatile Map<String, List<Slot>> active = Map.of();

    /**
     * An engine that has not started anything yet.
     *
     * @param groups what it is to run
     * @param source where it reads its groups anew
     * @param files all log files, the main log's included
     */
    public Engine(
            EngineSettings settings,
            List<GroupSpec> groups,
            ConfigSource source,
            MainLog log,
            LogFiles files,
            TimeSource time) {
        this.settings = settings;
        this.known = List.copyOf(groups);
        this.rereads = new Rereads(source, FILE_READERS);
        this.time = time;
        this.log = log;
        this.failures = new FailureLog(log);
        this.loop = new EventLoop(time, failures::report);
        this.files = files;
        EventBus bus = new EventBus(time);
        TransitionHistory history = new TransitionHistory(slots, time);
        this.listeners = new EventListeners(settings.identifier(), bus, loop, slots, log, files::print, time);
        this.sockets = new FastCgiSockets(log);
        this.childLogs = new ChildLogs(settings, files, slots, log);
        this.aspects = new Aspects(
                List.of(
                        new Deadlines(loop, time),
                        new Views(slots),
                        history,
                        childLogs,
                        sockets,
                        new MainLogLines(log),
                        listeners,
                        waiters),
                failures);
        this.environment = new ChildEnvironment(settings.environment(), settings.directory(), settings.serverUrl());
        this.exits =
                new ExitWatch(loop, time, (pid, status) -> log.info("reaped unknown pid " + pid + " (" + status + ")"));
        this.spawner = new Spawner(exits::affordsDescriptors, loop::fail);
        this.wiring = new OutputWiring(
                loop, files, new OutputTaps(bus, log), time, settings.childOutput(), failures);
        Children children = new Children(exits, wiring, slots, failures);
        Launches launches =
                new Launches(loop, spawner, exits, new LaunchPlanner(environment, aspects), children, log);
        this.factory = new ProcessFactory(launches, aspects, time, new SplittableRandom());
        this.requests = new Requests(registry, waiters, this::commandProblem, history::note);
        this.perl = new PerlRequests(waiters, requests);
        this.stopping = new Stopping(registry, requests, loop, log, time);
        files.onComplaint(text -> log.log(Level.ERROR, text));
    }

    /**
     * Makes the groups known, so that they can be asked about; nothing is started. To be called once, before any other thread
     * knows this engine.
     */
    public void prepare() {
        childLogs.removeLeftovers();
        activate(known.stream().sorted(GroupSpec.BY_PRIORITY).toList());
    }

    /**
     * Starts what is to be started, and works until the supervisor has been shut down. The calling thread is the loop's.
     * Throws if the loop cannot go on: this engine is then of no use any more.
     */
    public void run() {
        loop.execute(this::begin);
        loop.run();
    }

    private void begin() {
        failures.attempt(listeners::begin);
        registry.byPriority().forEach(group -> autostart(group, new StartOrigin.Autostart()));
        begun.complete(null);
    }

    /** Makes groups known, all at once: readers get new lists once, however many there are. */
    private List<ProcessGroup> activate(List<GroupSpec> specs) {
        List<ProcessGroup> groups = specs.stream().map(factory::group).toList();
        slots.add(groups.stream()
                .flatMap(group -> group.processes().stream())
                .map(this::slot)
                .toList());
        Map<String, List<Slot>> now = new TreeMap<>(active);
        for (ProcessGroup group : groups) {
            registry.add(group);
            now.put(group.name(), group.byPriority().stream().map(slots::of).toList());
        }
        active = now;
        groups.forEach(aspects::added);
        return groups;
    }

    private Slot slot(ManagedProcess process) {
        return new Slot(process, childLogs.plan(process));
    }

    private void autostart(ProcessGroup group, StartOrigin origin) {
        for (ManagedProcess process : group.processes()) {
            if (process.spec().autoStart()) {
                process.on(new Event.StartRequested(origin));
            }
        }
    }

    private Optional<Refusal> commandProblem(ManagedProcess process) {
        return environment.commandProblem(process.spec());
    }

    @Override
    public Phase phase() {
        return phase;
    }

    @Override
    public CompletableFuture<Void> begun() {
        return begun;
    }

    @Override
    public String identifier() {
        return settings.identifier();
    }

    @Override
    public Optional<Path> mainLog() {
        return settings.mainLog();
    }

    @Override
    public List<ProcessView> processes() {
        return slots.views();
    }

    @Override
    public ProcessView process(String namespec) {
        return slots.named(namespec).view();
    }

    @Override
    public List<ProcessView> group(String name) {
        List<Slot> members = active.get(name);
        if (members == null) {
            throw new RefusedException(FaultCode.BAD_NAME, name);
        }
        return members.stream().map(Slot::view).toList();
    }

    @Override
    public CompletableFuture<Void> start(String namespec, boolean wait) {
        return request(() -> requests.start(requests.find(namespec), namespec, wait));
    }

    @Override
    public CompletableFuture<List<Outcome>> startGroup(String group, boolean wait) {
        return request(() -> requests.startAll(requests.members(group), wait));
    }

    @Override
    public CompletableFuture<List<Outcome>> startAll(boolean wait) {
        return request(() -> requests.startAll(requests.everyone(), wait));
    }

    @Override
    public CompletableFuture<Void> stop(String namespec, boolean wait) {
        return request(() -> requests.stop(requests.find(namespec), namespec, wait));
    }

    @Override
    public CompletableFuture<List<Outcome>> stopGroup(String group, boolean wait) {
        return request(() -> requests.stopAll(requests.members(group), wait));
    }

    @Override
    public CompletableFuture<List<Outcome>> stopAll(boolean wait) {
        return request(() -> requests.stopAll(requests.everyone(), wait));
    }

    @Override
    public CompletableFuture<Void> signal(String namespec, Signal signal) {
        return request(() -> requests.signal(requests.find(namespec), namespec, signal));
    }

    @Override
    public CompletableFuture<List<Outcome>> signalGroup(String group, Signal signal) {
        return request(() -> requests.signalAll(requests.members(group), signal));
    }

    @Override
    public CompletableFuture<List<Outcome>> signalAll(Signal signal) {
        return request(() -> requests.signalAll(requests.everyone(), signal));
    }

    @Override
    public CompletableFuture<Answer> ensureStarted(String name) {
        return perlRequest(name, perl::start);
    }

    @Override
    public CompletableFuture<Answer> ensureStopped(String name) {
        return perlRequest(name, perl::stop);
    }

    @Override
    public CompletableFuture<Answer> kill(String name) {
        return perlRequest(name, perl::kill);
    }

    @Override
    public CompletableFuture<Answer> reload(String name) {
        return perlRequest(name, process -> CompletableFuture.completedFuture(perl.reload(process)));
    }

    @Override
    public CompletableFuture<Void> sendStdin(String namespec, byte[] data) {
        return request(() -> {
            ManagedProcess process = requests.find(namespec);
            return requests.whenLaunched(process).thenRun(() -> write(process, namespec, data));
        });
    }

    private void write(ManagedProcess process, String namespec, byte[] data) {
        boolean takesInput = process.state() instanceof State.Starting || process.state() instanceof State.Running;
        if (!takesInput) {
            throw new RefusedException(FaultCode.NOT_RUNNING, namespec);
        }
        ChildInput input = slots.of(process).io().input();
        switch (input.write(data)) {
            case TAKEN -> {}
            case FULL ->
                throw new RefusedException(
                        FaultCode.FAILED,
                        namespec + " does not read its standard input: " + input.waiting() + " bytes wait, and "
                                + data.length + " more would exceed " + ChildInput.MOST_WAITING
                                + "; nothing of them was taken, send them when it has read");
            case CLOSED -> throw new RefusedException(FaultCode.NO_FILE, namespec);
        }
    }

    @Override
    public CompletableFuture<Void> sendRemoteEvent(String type, String data) {
        return loop.ask(() -> {
            listeners.remote(type, data);
            return null;
        });
    }

    @Override
    public CompletableFuture<List<Passage>> explain(String namespec) {
        return loop.ask(() -> aspects.facts(requests.find(namespec)).transitions());
    }

    @Override
    public CompletableFuture<List<StreamAccount>> account(String namespec) {
        return loop.ask(() -> aspects.facts(requests.find(namespec)).streams());
    }

    @Override
    public CompletableFuture<Integer> reopenLogs() {
        return request(() -> {
            int count = files.reopenAll();
            log.info("log files opened anew: " + count + ", asked for by " + Asker.named());
            return CompletableFuture.completedFuture(count);
        });
    }

    @Override
    public CompletableFuture<Void> clearLogs(String namespec) {
        return now(() -> childLogs.clear(requests.find(namespec)));
    }

    @Override
    public CompletableFuture<List<Outcome>> clearAllLogs() {
        return request(() -> Requests.each(requests.everyone(), _ -> true, (process, _) -> {
            childLogs.clear(process);
            return CompletableFuture.completedFuture(null);
        }));
    }

    @Override
    public CompletableFuture<Void> clearMainLog() {
        return now(() -> {
            if (settings.mainLog().filter(Files::exists).isEmpty()) {
                throw new RefusedException(FaultCode.NO_FILE, null);
            }
            log.clear();
        });
    }

    @Override
    public CompletableFuture<ConfigChanges> rereadConfig() {
        return rereads.next()
                .thenCompose(read -> request(() -> {
                    known = List.copyOf(read);
                    Changes changes = Changes.between(
                            registry.groups().stream().map(ProcessGroup::spec).toList(), read);
                    return CompletableFuture.completedFuture(
                            new ConfigChanges(changes.added(), changes.changed(), changes.removed()));
                }));
    }

    @Override
    public List<ConfigView> configs() {
        Map<String, List<Slot>> now = active;
        return known.stream()
                .flatMap(group -> group.programs().stream()
                        .map(spec -> new ConfigView(spec, group.priority(), now.containsKey(group.name()))))
                .sorted(Comparator.comparing(view -> view.spec().name().process()))
                .toList();
    }

    @Override
    public CompletableFuture<Void> addGroup(String name) {
        return now(() -> {
            if (registry.group(name).isPresent()) {
                throw new RefusedException(FaultCode.ALREADY_ADDED, name);
            }
            GroupSpec spec = known.stream()
                    .filter(group -> group.name().equals(name))
                    .findFirst()
                    .orElseThrow(() -> new RefusedException(FaultCode.BAD_NAME, name));
            StartOrigin origin = new StartOrigin.GroupAdded(Asker.named());
            activate(List.of(spec)).forEach(group -> autostart(group, origin));
        });
    }

    @Override
    public CompletableFuture<Void> removeGroup(String name) {
        return now(() -> {
            ProcessGroup group = registry.group(name).orElseThrow(() -> new RefusedException(FaultCode.BAD_NAME, name));
            if (!group.processes().stream().allMatch(Requests::isDown)) {
                throw new RefusedException(FaultCode.STILL_RUNNING, name);
            }
            registry.remove(group);
            slots.remove(group.processes());
            Map<String, List<Slot>> now = new TreeMap<>(active);
            now.remove(name);
            active = now;
            aspects.removed(group);
        });
    }

    @Override
    public CompletableFuture<Void> shutdown() {
        return now(() -> end(Phase.SHUTDOWN));
    }

    @Override
    public CompletableFuture<Void> restart() {
        return now(() -> end(Phase.RESTARTING));
    }

    /** How often its loop has turned. Any thread. */
    public long turns() {
        return loop.turns();
    }

    /** The shutdown is to leave out all grace. Any thread. */
    public void hasten() {
        loop.execute(stopping::hasten);
    }

    /** Reaps children that have ended, ours and those that this daemon did not start. Any thread. */
    public void reapAll() {
        loop.execute(exits::reapAll);
    }

    /** Calls back, on the loop's thread, whenever a descriptor is readable. Any thread. */
    public void watch(int descriptor, Runnable callback) {
        loop.execute(() -> loop.poller().add(descriptor, true, false, (_, _, _) -> callback.run()));
    }

    /** Does something again and again, on the loop's thread, a period after it was done. Any thread. */
    public void every(Duration period, Runnable work) {
        loop.execute(() -> loop.at(time.nanos() + period.toNanos(), () -> {
            try {
                work.run();
            } finally {
                every(period, work);
            }
        }));
    }

    /** Writes a line to the main log. Any thread. */
    public void note(Level level, String text) {
        log.log(level, text);
    }

    private void end(Phase how) {
        phase = how;
        failures.attempt(listeners::stopping);
        var _ = stopping.everything().thenRun(loop::end);
    }

    @Override
    public Subscription onLogActivity(Path path, Runnable callback) {
        return files.onActivity(path, callback)::close;
    }

    @Override
    public EventFeed events() {
        return listeners.feed();
    }

    @Override
    public void close() {
        wiring.close();
        spawner.close();
        exits.close();
        sockets.close();
        slots.remove(List.copyOf(registry.processes()));
        loop.close();
    }

    private CompletableFuture<Answer> perlRequest(
            String name, Function<ManagedProcess, CompletableFuture<Answer>> action) {
        return request(() -> registry.find(name).map(action).orElse(CompletableFuture.completedFuture(Answer.UNKNOWN)));
    }

    /** Something that is done at once. */
    private CompletableFuture<Void> now(Runnable action) {
        return request(() -> {
            action.run();
            return CompletableFuture.completedFuture(null);
        });
    }

    /** Asks the loop, which is told who asks: what is remembered should not depend on a connection that may break. */
    private <T> CompletableFuture<T> request(Supplier<CompletableFuture<T>> question) {
        Asker asker = Asker.of(Asker.named());
        return CompletableFuture.completedFuture(null)
                .thenComposeAsync(
                        _ -> {
                            if (phase != Phase.RUNNING) {
                                throw new RefusedException(FaultCode.SHUTDOWN_STATE, null);
                            }
                            return asker.asks(question);
                        },
                        loop);
    }
}
