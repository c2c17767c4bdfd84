package org.supervisor.server.engine;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import org.supervisor.api.Answer;
import org.supervisor.api.ConfigChanges;
import org.supervisor.api.FaultCode;
import org.supervisor.api.HistoryEntry;
import org.supervisor.api.Outcome;
import org.supervisor.api.ProcessGoal;
import org.supervisor.api.ProcessRemark;
import org.supervisor.api.ProcessUsage;
import org.supervisor.api.Signal;
import org.supervisor.api.StreamAccount;
import org.supervisor.api.SupervisorState;
import org.supervisor.api.Takeover;
import org.supervisor.server.events.EventFeed;
import org.supervisor.server.process.ManagedProcess;

/** Passes each request on to the class that carries it out. Any thread. */
final class EngineControl implements Control {
    private final LoopRequests loop;
    private final Lifetime lifetime;
    private final Inspection inspection;
    private final Commands commands;
    private final Groups groups;
    private final Logs logs;
    private final EventListeners listeners;

    EngineControl(
            LoopRequests loop,
            Lifetime lifetime,
            Inspection inspection,
            Commands commands,
            Groups groups,
            Logs logs,
            EventListeners listeners) {
        this.loop = loop;
        this.lifetime = lifetime;
        this.inspection = inspection;
        this.commands = commands;
        this.groups = groups;
        this.logs = logs;
        this.listeners = listeners;
    }

    @Override
    public SupervisorState phase() {
        return lifetime.phase();
    }

    @Override
    public CompletableFuture<Void> begun() {
        return lifetime.begun();
    }

    @Override
    public String identifier() {
        return listeners.identifier();
    }

    @Override
    public Optional<Path> mainLog() {
        Rights.current().requireAll("the supervisor's log");
        return logs.mainLog();
    }

    @Override
    public List<ProcessView> processes() {
        return inspection.processes();
    }

    @Override
    public ProcessView process(String namespec) {
        return inspection.process(namespec);
    }

    @Override
    public List<ProcessView> group(String name) {
        return inspection.group(name);
    }

    @Override
    public CompletableFuture<Void> start(String namespec, boolean wait) {
        return loop.request(() -> commands.requests().start(commands.requests().find(namespec), namespec, wait));
    }

    @Override
    public CompletableFuture<List<Outcome>> startGroup(String group, boolean wait) {
        return loop.request(
                () -> commands.requests().startAll(commands.requests().members(group), wait));
    }

    @Override
    public CompletableFuture<List<Outcome>> startAll(boolean wait) {
        return loop.request(
                () -> commands.requests().startAll(commands.requests().everyone(), wait));
    }

    @Override
    public CompletableFuture<Void> stop(String namespec, boolean wait) {
        return loop.request(() -> commands.requests().stop(commands.requests().find(namespec), namespec, wait));
    }

    @Override
    public CompletableFuture<List<Outcome>> stopGroup(String group, boolean wait) {
        return loop.request(() -> commands.stops().stop(commands.requests().members(group), wait));
    }

    @Override
    public CompletableFuture<List<Outcome>> stopAll(boolean wait) {
        return loop.request(() -> commands.stops().stop(commands.requests().everyone(), wait));
    }

    @Override
    public CompletableFuture<Void> signal(String namespec, Signal signal) {
        return loop.request(() -> commands.requests().signal(commands.requests().find(namespec), namespec, signal));
    }

    @Override
    public CompletableFuture<List<Outcome>> signalGroup(String group, Signal signal) {
        return loop.request(
                () -> commands.requests().signalAll(commands.requests().members(group), signal));
    }

    @Override
    public CompletableFuture<List<Outcome>> signalAll(Signal signal) {
        return loop.request(
                () -> commands.requests().signalAll(commands.requests().everyone(), signal));
    }

    @Override
    public CompletableFuture<Answer> ensureStarted(String name) {
        return perlRequest(name, commands.perl()::start);
    }

    @Override
    public CompletableFuture<Answer> ensureStopped(String name) {
        return perlRequest(name, commands.perl()::stop);
    }

    @Override
    public CompletableFuture<Answer> kill(String name) {
        return perlRequest(name, commands.perl()::kill);
    }

    @Override
    public CompletableFuture<Answer> reload(String name) {
        return perlRequest(name, commands.perl()::reload);
    }

    @Override
    public CompletableFuture<Void> sendStdin(String namespec, byte[] data) {
        return loop.request(() -> commands.stdin().send(commands.requests().find(namespec), namespec, data));
    }

    @Override
    public CompletableFuture<Void> sendRemoteEvent(String type, String data) {
        Rights.current().requireAll("an event for all listeners");
        return loop.ask(() -> {
            listeners.remote(type, data);
            return null;
        });
    }

    @Override
    public CompletableFuture<List<HistoryEntry>> explain(String namespec) {
        return loop.ask(() -> inspection.facts(namespec).transitions());
    }

    @Override
    public CompletableFuture<Map<String, Object>> facts(String namespec) {
        return loop.ask(() -> inspection.facts(namespec).others());
    }

    @Override
    public CompletableFuture<List<ProcessRemark>> remarks() {
        return loop.ask(inspection::remarks);
    }

    @Override
    public CompletableFuture<List<ProcessUsage>> usage() {
        return inspection.usage();
    }

    @Override
    public CompletableFuture<Void> startAlone(String namespec, boolean wait) {
        return loop.request(
                () -> commands.requests().startAlone(commands.requests().find(namespec), namespec, wait));
    }

    @Override
    public CompletableFuture<Void> reloadProgram(String namespec) {
        return loop.request(() -> commands.perl()
                .reload(commands.requests().find(namespec))
                .thenAccept(answer -> {
                    if (answer != Answer.RELOADED) {
                        throw new RefusedException(FaultCode.NOT_RUNNING, namespec);
                    }
                }));
    }

    @Override
    public CompletableFuture<ProcessGoal> goal(String namespec) {
        return loop.ask(() -> inspection.goal(namespec));
    }

    @Override
    public Optional<Takeover> takeover() {
        return lifetime.takeover();
    }

    @Override
    public CompletableFuture<List<StreamAccount>> account(String namespec) {
        return loop.ask(() -> inspection.facts(namespec).streams());
    }

    @Override
    public CompletableFuture<Integer> reopenLogs() {
        return loop.request(() -> CompletableFuture.completedFuture(logs.reopen()));
    }

    @Override
    public CompletableFuture<Void> clearLogs(String namespec) {
        return loop.now(() -> logs.clear(commands.requests().find(namespec)));
    }

    @Override
    public CompletableFuture<List<Outcome>> clearAllLogs() {
        return loop.request(() -> Requests.each(commands.requests().everyone(), _ -> true, (process, _) -> {
            logs.clear(process);
            return CompletableFuture.completedFuture(null);
        }));
    }

    @Override
    public CompletableFuture<Void> clearMainLog() {
        return loop.now(logs::clearMainLog);
    }

    @Override
    public CompletableFuture<ConfigChanges> rereadConfig() {
        return groups.read()
                .thenCompose(read -> loop.request(() -> CompletableFuture.completedFuture(groups.configured(read))));
    }

    @Override
    public List<ConfigView> configs() {
        return Rights.current().only(groups.configs(), config -> config.spec().name());
    }

    @Override
    public CompletableFuture<Void> addGroup(String name) {
        return loop.now(() -> groups.add(name));
    }

    @Override
    public CompletableFuture<Void> removeGroup(String name) {
        return loop.now(() -> groups.remove(name));
    }

    @Override
    public CompletableFuture<Void> shutdown() {
        return loop.now(() -> lifetime.end(SupervisorState.SHUTDOWN));
    }

    @Override
    public CompletableFuture<Void> detach() {
        return loop.now(lifetime::leave);
    }

    @Override
    public CompletableFuture<Void> upgrade() {
        return loop.request(lifetime::upgrade);
    }

    @Override
    public CompletableFuture<Void> restart() {
        return loop.now(() -> lifetime.end(SupervisorState.RESTARTING));
    }

    @Override
    public Subscription onLogActivity(Path path, Runnable callback) {
        return logs.onActivity(path, callback);
    }

    @Override
    public EventFeed events() {
        return listeners.feed();
    }

    @Override
    public Counts counts() {
        return new LoopCounts(loop, inspection.counted());
    }

    private CompletableFuture<Answer> perlRequest(
            String name, Function<ManagedProcess, CompletableFuture<Answer>> action) {
        return loop.request(() ->
                commands.requests().lookUp(name).map(action).orElse(CompletableFuture.completedFuture(Answer.UNKNOWN)));
    }
}
