package org.supervisor.server.rpc;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ForkJoinPool;
import org.supervisor.api.Answer;
import org.supervisor.api.ConfigChanges;
import org.supervisor.api.FaultCode;
import org.supervisor.api.HistoryEntry;
import org.supervisor.api.LogStream;
import org.supervisor.api.Outcome;
import org.supervisor.api.ProcessGoal;
import org.supervisor.api.ProcessRemark;
import org.supervisor.api.ProcessState;
import org.supervisor.api.ProcessUsage;
import org.supervisor.api.Signal;
import org.supervisor.api.StreamAccount;
import org.supervisor.api.SupervisorState;
import org.supervisor.api.Takeover;
import org.supervisor.server.engine.ConfigView;
import org.supervisor.server.engine.Control;
import org.supervisor.server.engine.Counts;
import org.supervisor.server.engine.Durations;
import org.supervisor.server.engine.ProcessCounts;
import org.supervisor.server.engine.ProcessView;
import org.supervisor.server.engine.RefusedException;
import org.supervisor.server.events.EventBus;
import org.supervisor.server.events.EventFeed;
import org.supervisor.server.process.ProcessName;
import org.supervisor.server.process.ProcessSpec;
import org.supervisor.server.process.TimeSource;

/** A control without processes: requests complete at once, or when the test says so. */
public final class FakeControl implements Control {
    /** Every request, as {@code verb argument...}. */
    public final List<String> asked = new CopyOnWriteArrayList<>();

    /** If set, starts that wait are answered by it. */
    public volatile CompletableFuture<Void> pendingStart;

    public volatile CompletableFuture<Void> begun = CompletableFuture.completedFuture(null);
    /** Run, by its thread, when somebody asks for what is counted. */
    public volatile Runnable beforeCounts = () -> {};

    /** Completes when the loop that there is not would turn. */
    public volatile CompletableFuture<Void> turn = CompletableFuture.completedFuture(null);

    public volatile SupervisorState phase = SupervisorState.RUNNING;
    public volatile Optional<Path> mainLog = Optional.empty();
    public volatile Answer answer = Answer.STARTED;
    public final List<ConfigView> configs = new ArrayList<>();

    private final Map<ProcessName, ProcessView> views = new TreeMap<>();
    private final Map<Path, List<Runnable>> listeners = new ConcurrentHashMap<>();

    /** The bus of {@link #events}. */
    public final EventBus bus = new EventBus(TimeSource.SYSTEM);

    private final EventFeed feed = bus.feed("life", () -> {});

    /** Answers calls with it, on threads of the common pool. */
    public RpcEndpoint endpoint() {
        return new RpcEndpoint(
                this,
                new RpcSettings("0.1.0", true, _ -> OptionalInt.empty(), TimeSource.SYSTEM),
                ForkJoinPool.commonPool());
    }

    /** A process that never ran. */
    public static ProcessView stopped(String group, String name) {
        ProcessSpec spec = new ProcessSpec.Builder(new ProcessName(group, name))
                .command("/bin/cat")
                .build();
        return new ProcessView(
                spec, ProcessState.STOPPED, 0, ProcessView.LastRun.NONE, "", Optional.empty(), Optional.empty());
    }

    /** A process in a state, with times. */
    public static ProcessView in(ProcessState state, int pid, Instant started, Instant stopped, String spawnError) {
        return new ProcessView(
                stopped("web", "web").spec(),
                state,
                pid,
                new ProcessView.LastRun(Optional.ofNullable(started), Optional.ofNullable(stopped), Optional.empty()),
                spawnError,
                Optional.empty(),
                Optional.empty());
    }

    /** The same process with logs. */
    public static ProcessView logging(ProcessView view, Path stdout, Path stderr) {
        return new ProcessView(
                view.spec(),
                view.state(),
                view.pid(),
                view.lastRun(),
                view.spawnError(),
                Optional.ofNullable(stdout),
                Optional.ofNullable(stderr));
    }

    public synchronized FakeControl with(ProcessView view) {
        views.put(view.name(), view);
        return this;
    }

    /** As the loop does when bytes were added to a log. */
    public void wrote(Path log) {
        listeners.getOrDefault(log, List.of()).forEach(Runnable::run);
    }

    /** How many follow a log. */
    public int followers(Path log) {
        return listeners.getOrDefault(log, List.of()).size();
    }

    @Override
    public CompletableFuture<Void> begun() {
        return begun;
    }

    @Override
    public SupervisorState phase() {
        return phase;
    }

    @Override
    public String identifier() {
        return "supervisor";
    }

    @Override
    public Optional<Path> mainLog() {
        return mainLog;
    }

    @Override
    public synchronized List<ProcessView> processes() {
        return List.copyOf(views.values());
    }

    @Override
    public synchronized ProcessView process(String namespec) {
        int colon = namespec.indexOf(':');
        ProcessName name = colon < 0
                ? ProcessName.alone(namespec)
                : new ProcessName(namespec.substring(0, colon), namespec.substring(colon + 1));
        ProcessView view = views.get(name);
        if (view == null) {
            throw new RefusedException(FaultCode.BAD_NAME, namespec);
        }
        return view;
    }

    @Override
    public synchronized List<ProcessView> group(String name) {
        List<ProcessView> members = views.values().stream()
                .filter(view -> view.name().group().equals(name))
                .toList();
        if (members.isEmpty()) {
            throw new RefusedException(FaultCode.BAD_NAME, name);
        }
        return members;
    }

    private CompletableFuture<Void> one(String request, String namespec) {
        try {
            process(namespec);
        } catch (RefusedException e) {
            return CompletableFuture.failedFuture(e);
        }
        return noted(request + " " + namespec);
    }

    private CompletableFuture<List<Outcome>> some(String request, String group) {
        try {
            List<ProcessView> members = group.isEmpty() ? processes() : group(group);
            asked.add((request + " " + group).strip());
            return CompletableFuture.completedFuture(members.stream()
                    .map(view ->
                            new Outcome(view.name().group(), view.name().process(), FaultCode.SUCCESS.code(), "OK"))
                    .toList());
        } catch (RefusedException e) {
            return CompletableFuture.failedFuture(e);
        }
    }

    private CompletableFuture<Void> noted(String request) {
        asked.add(request);
        return CompletableFuture.completedFuture(null);
    }

    private CompletableFuture<Answer> answered(String request, String name) {
        try {
            process(name);
        } catch (RefusedException e) {
            return CompletableFuture.completedFuture(Answer.UNKNOWN);
        }
        asked.add(request + " " + name);
        return CompletableFuture.completedFuture(answer);
    }

    @Override
    public CompletableFuture<Void> start(String namespec, boolean wait) {
        CompletableFuture<Void> started = one(wait ? "start" : "start-nowait", namespec);
        return wait && pendingStart != null && !started.isCompletedExceptionally() ? pendingStart : started;
    }

    @Override
    public CompletableFuture<List<Outcome>> startGroup(String group, boolean wait) {
        return some("start-group", group);
    }

    @Override
    public CompletableFuture<List<Outcome>> startAll(boolean wait) {
        return some("start-all", "");
    }

    @Override
    public CompletableFuture<Void> stop(String namespec, boolean wait) {
        return one(wait ? "stop" : "stop-nowait", namespec);
    }

    @Override
    public CompletableFuture<List<Outcome>> stopGroup(String group, boolean wait) {
        return some("stop-group", group);
    }

    @Override
    public CompletableFuture<List<Outcome>> stopAll(boolean wait) {
        return some("stop-all", "");
    }

    @Override
    public CompletableFuture<Void> signal(String namespec, Signal signal) {
        return one("signal " + signal, namespec);
    }

    @Override
    public CompletableFuture<List<Outcome>> signalGroup(String group, Signal signal) {
        return some("signal-group " + signal, group);
    }

    @Override
    public CompletableFuture<List<Outcome>> signalAll(Signal signal) {
        return some("signal-all " + signal, "");
    }

    @Override
    public CompletableFuture<Answer> ensureStarted(String name) {
        return answered("ensure-started", name);
    }

    @Override
    public CompletableFuture<Answer> ensureStopped(String name) {
        return answered("ensure-stopped", name);
    }

    @Override
    public CompletableFuture<Answer> kill(String name) {
        return answered("kill", name);
    }

    @Override
    public CompletableFuture<Answer> reload(String name) {
        return answered("reload", name);
    }

    @Override
    public CompletableFuture<Void> sendStdin(String namespec, byte[] data) {
        return one("stdin " + new String(data, StandardCharsets.UTF_8), namespec);
    }

    @Override
    public CompletableFuture<Void> sendRemoteEvent(String type, String data) {
        return noted("event " + type + " " + data);
    }

    @Override
    public Optional<Takeover> takeover() {
        return Optional.of(new Takeover(Instant.ofEpochSecond(20), Instant.ofEpochSecond(10), 3, 2, 1));
    }

    @Override
    public CompletableFuture<List<ProcessRemark>> remarks() {
        return CompletableFuture.completedFuture(List.of(new ProcessRemark("db", true, "due next at noon")));
    }

    @Override
    public CompletableFuture<List<ProcessUsage>> usage() {
        return CompletableFuture.completedFuture(List.of(new ProcessUsage("db", 12.5, 3L << 30, 2, 7)));
    }

    @Override
    public CompletableFuture<Map<String, Object>> facts(String namespec) {
        return CompletableFuture.completedFuture(Map.of("depends_on", List.of("db:ready")));
    }

    @Override
    public CompletableFuture<Void> reloadProgram(String namespec) {
        return start(namespec, false);
    }

    @Override
    public CompletableFuture<Void> startAlone(String namespec, boolean wait) {
        return start(namespec, wait);
    }

    @Override
    public CompletableFuture<ProcessGoal> goal(String namespec) {
        return CompletableFuture.completedFuture(
                new ProcessGoal(process(namespec).pid() > 0, Instant.EPOCH, "a test"));
    }

    @Override
    public CompletableFuture<List<HistoryEntry>> explain(String namespec) {
        return CompletableFuture.completedFuture(List.of(new HistoryEntry(
                Instant.EPOCH,
                process(namespec).state(),
                process(namespec).state(),
                "requested by a test",
                "last words",
                "")));
    }

    @Override
    public CompletableFuture<List<StreamAccount>> account(String namespec) {
        return CompletableFuture.completedFuture(List.of(new StreamAccount(
                LogStream.STDOUT,
                process(namespec).stdoutLog().map(Path::toString),
                5_000_000_000L,
                4_999_999_990L,
                1,
                2,
                7,
                Optional.of("No space left on device"))));
    }

    @Override
    public CompletableFuture<Void> upgrade() {
        asked.add("upgrade");
        return CompletableFuture.completedFuture(null);
    }

    @Override
    public CompletableFuture<Void> detach() {
        asked.add("detach");
        return CompletableFuture.completedFuture(null);
    }

    @Override
    public CompletableFuture<Integer> reopenLogs() {
        asked.add("reopen");
        return CompletableFuture.completedFuture(3);
    }

    @Override
    public CompletableFuture<Void> clearLogs(String namespec) {
        return one("clear", namespec);
    }

    @Override
    public CompletableFuture<List<Outcome>> clearAllLogs() {
        return some("clear-all", "");
    }

    @Override
    public CompletableFuture<Void> clearMainLog() {
        return noted("clear-main");
    }

    @Override
    public CompletableFuture<ConfigChanges> rereadConfig() {
        return CompletableFuture.completedFuture(
                new ConfigChanges(List.of("new"), List.of("other"), List.of("old", "older")));
    }

    @Override
    public List<ConfigView> configs() {
        return configs;
    }

    @Override
    public CompletableFuture<Void> addGroup(String name) {
        return CompletableFuture.failedFuture(new RefusedException(FaultCode.BAD_NAME, name));
    }

    @Override
    public CompletableFuture<Void> removeGroup(String name) {
        return CompletableFuture.failedFuture(new RefusedException(FaultCode.STILL_RUNNING, name));
    }

    @Override
    public CompletableFuture<Void> shutdown() {
        return noted("shutdown");
    }

    @Override
    public CompletableFuture<Void> restart() {
        return noted("restart");
    }

    @Override
    public Subscription onLogActivity(Path log, Runnable callback) {
        List<Runnable> callbacks = listeners.computeIfAbsent(log, _ -> new CopyOnWriteArrayList<>());
        callbacks.add(callback);
        return () -> callbacks.remove(callback);
    }

    @Override
    public EventFeed events() {
        return feed;
    }

    @Override
    public Counts counts() {
        beforeCounts.run();
        return new Counts() {
            @Override
            public CompletableFuture<Daemon> daemon() {
                return turn.thenApply(_ -> new Daemon(new Durations().counted(), Map.of(), Map.of()));
            }

            @Override
            public CompletableFuture<List<ProcessCounts>> processes(List<ProcessName> names) {
                return turn.thenApply(_ -> names.stream()
                        .map(name ->
                                new ProcessCounts(name, true, Optional.empty(), ProcessCounts.Runs.NONE, List.of()))
                        .toList());
            }
        };
    }
}
