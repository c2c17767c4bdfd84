package org.supervisor.server.engine;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.supervisor.api.LogLevel;
import org.supervisor.server.events.EventBus;
import org.supervisor.server.os.Handover;
import org.supervisor.server.output.AutoLogs;
import org.supervisor.server.output.LogFiles;
import org.supervisor.server.output.MainLog;
import org.supervisor.server.output.OutputJournal;
import org.supervisor.server.output.OutputWatch;
import org.supervisor.server.process.GroupSpec;
import org.supervisor.server.process.ProcessFactory;
import org.supervisor.server.process.ProcessRegistry;

/**
 * The supervisor without its network side: builds the loop and everything on it. It runs until {@link #run} returns; a
 * restart is a new engine. Requests go through its {@link #control}.
 */
public final class Engine implements AutoCloseable {
    private static final Duration HELD_PIPES_RENEWED = Duration.ofMinutes(20);

    private final MainLog log;
    private final Kernel kernel;
    private final EventLoop loop;
    private final ProcessEntries entries = new ProcessEntries();
    private final FastCgiSockets sockets;
    private final ExitWatch exits;
    private final Kernel.Spawner spawner;
    private final OutputWiring wiring;
    private final Groups groups;
    private final Lifetime lifetime;
    private final Optional<Survival> survival;
    private final Control control;
    private final EngineHandover inheritance;
    private final LoopAccess access;
    private final Notifications notifications;
    private final HookRunner hooks;
    private final Trees trees;

    /**
     * An engine that has not started anything yet.
     *
     * @param configured the groups it is to run
     * @param source where it reads its groups again
     * @param files all log files, the main log's included
     * @param kernel runs its programs and has its clocks
     */
    public Engine(
            EngineSettings settings,
            List<GroupSpec> configured,
            ConfigSource source,
            MainLog log,
            LogFiles files,
            Kernel kernel) {
        this(settings, configured, source, log, files, kernel, Optional.empty());
    }

    /**
     * An engine with further aspects.
     *
     * @param extensions creates them
     */
    public Engine(
            EngineSettings settings,
            List<GroupSpec> configured,
            ConfigSource source,
            MainLog log,
            LogFiles files,
            Kernel kernel,
            Optional<? extends AspectSource> extensions) {
        this.log = log;
        this.kernel = kernel;
        FailureLog failures = new FailureLog(log);
        this.loop = new EventLoop(kernel, failures::report);
        this.access = new LoopAccess(loop);
        EventBus bus = new EventBus(kernel);
        ProcessRegistry registry = new ProcessRegistry();

        // children
        OrphanLines orphans = new OrphanLines(loop.timer(), log::info);
        this.exits = new ExitWatch(loop, kernel, orphans, log::warn);
        this.spawner = kernel.spawner(exits::affordsDescriptors, loop::fail, settings.keeper(), log::warn);
        OutputTaps taps = new OutputTaps(bus, log, kernel);
        this.wiring = new OutputWiring(
                loop,
                kernel,
                files,
                taps,
                settings.childOutput(),
                settings.survival()
                        .map(wanted ->
                                new OutputJournal(wanted.directory().path(), kernel, log::warn, entries::counts)),
                failures);
        this.trees = new Trees(new ChildTree.Tools(kernel, loop, exits::orphansEnded), log, settings::identity);
        orphans.knownBy(trees::programOf);
        LoopTimer timer = loop.timer();
        ForkedLaunches forked = new ForkedLaunches(trees, new ForkedLaunch.Tools(timer, kernel));
        Children children = new Children(kernel, exits, wiring, entries, forked, failures);
        TransitionHistory history = new TransitionHistory(entries, kernel);
        Leftovers leftovers = new Leftovers(registry, exits, loop, log, failures);
        Optional<Adoption> adoption = settings.survival()
                .map(wanted -> new Adoption(
                        children,
                        leftovers,
                        kernel,
                        kernel.heldPipes(wanted.directory().keeper()),
                        log,
                        failures));
        this.survival = settings.survival()
                .map(wanted -> new Survival(
                        wanted,
                        new StateNotes(registry, entries, history, leftovers, wanted.adopts()),
                        AccountNotes.in(wanted.directory(), entries, log),
                        leftovers,
                        log,
                        memory -> new Resumption(
                                memory, wanted.adopts(), registry, adoption.orElseThrow(), kernel, failures)));

        // the capabilities of programs, in the order in which they are called
        ChildLogs childLogs = new ChildLogs(
                settings, files, entries, log, survival.map(Survival::autoLogs).orElse(AutoLogs.Earlier.NONE));
        this.sockets =
                new FastCgiSockets(kernel, spawner, log, name -> survival.flatMap(surviving -> surviving.child(name)));
        EventListeners listeners =
                new EventListeners(settings.identifier(), bus, loop, entries, log, files::print, kernel);
        adoption.ifPresent(adopting -> adopting.bound(new NeedsOfPrograms(registry, sockets, listeners)));
        Dependencies dependencies = new Dependencies(registry);
        Schedules schedules = new Schedules(kernel, timer, history::note);
        Shutdowns shutdowns = new Shutdowns(log);
        ChildEnvironment environment = new ChildEnvironment(settings.children());
        HelperCommand.Launcher helpers = new HelperCommand.Launcher(loop, kernel, spawner, exits, environment);
        this.hooks = new HookRunner(registry, helpers::begin, history::note, log, loop);
        HealthWatch health = new HealthWatch(
                new WatchedProcess.Tools(new SystemProbes(loop, kernel, helpers, timer), timer, kernel, log));
        taps.watchedBy(stream -> registry.find(stream.name().toString())
                .map(process -> health.outputWatch(process, stream.pid()))
                .orElse(OutputWatch.NONE));
        this.notifications = new Notifications(
                loop,
                kernel,
                settings.survival().map(wanted -> wanted.directory().notifySockets()),
                health,
                children::goOnWith,
                log);
        this.inheritance = new EngineHandover(entries, sockets, listeners, notifications, adoption);
        children.readFirst(notifications::readNow);
        BlockingReads reads = new BlockingReads(kernel, loop);
        KillEvidence evidence = new KillEvidence(
                new KillEvidence.Tools(reads, entries::recentOutput, timer, kernel, history::note, bus::publish, log));
        health.restartsBy(evidence::restart);
        RunCounts runs = new RunCounts(kernel);
        LoopCounts.Sources counted = new LoopCounts.Sources(loop, entries, runs, health::isHealthy, listeners);
        Waiters waiters = new Waiters();
        List<Aspect> list = new ArrayList<>();
        survival.ifPresent(
                surviving -> list.addAll(surviving.aspects())); // first: what is seen is known to the next daemon
        list.addAll(List.of(
                new Deadlines(loop, kernel),
                new Views(entries),
                history,
                childLogs,
                sockets,
                new MainLogLines(log),
                listeners,
                dependencies,
                schedules,
                health,
                notifications,
                new Variables(kernel),
                new LimitReports(),
                // before Cgroups: it looks at the cgroup of what has ended
                new MemoryKills(kernel::oomKills, kernel::oomKills, timer, kernel, history::note, log),
                new Cgroups(kernel, spawner),
                new RestartLimits(kernel),
                new Recycles(kernel, kernel.random(), reads, timer),
                new StopReports(),
                runs,
                trees,
                forked,
                evidence,
                hooks,
                shutdowns));
        if (settings.priorityWaits()) {
            list.add(new Priorities()); // after dependencies: what they release comes up
        }
        if (extensions.isPresent()) {
            list.addAll(extensions.get().aspects(MailboxTasks.of(loop)));
        }
        list.add(waiters); // callers are answered last
        Aspects aspects = new Aspects(list, failures);

        // launching
        LaunchPlanner planner = new LaunchPlanner(environment, aspects, kernel);
        Launches launches = new Launches(loop, spawner, exits, planner, children, hooks, log);

        // deciding
        ProcessFactory factory = new ProcessFactory(launches, aspects, kernel, kernel.random());
        Requests requests = new Requests(
                registry,
                waiters,
                process -> environment.commandProblem(process.spec()),
                dependencies::stopOrder,
                history::note);
        schedules.startBy(requests::begin);
        schedules.waitBy(requests::whenDown);
        dependencies.waitBy(requests::whenDown);
        Stopping stopping = new Stopping(registry, requests, dependencies::stopOrder, hooks, loop, log, kernel);
        Rereads rereads = new Rereads(source, kernel.blocking());
        this.groups = new Groups(registry, entries, factory, aspects, childLogs, rereads, configured);
        this.lifetime = new Lifetime(loop, listeners, groups, stopping, requests, survival, failures);
        shutdowns.begunBy(code -> loop.execute(() -> lifetime.endWith(code)));
        this.control = new EngineControl(
                new LoopRequests(loop, lifetime),
                lifetime,
                new Inspection(
                        entries, requests, aspects, counted, new Usages(entries::views, kernel), kernel.blocking()),
                new Commands(
                        requests,
                        new OrderedStops(requests, dependencies::stopOrder, timer),
                        new PerlRequests(waiters, requests, hooks),
                        new StandardInput(requests, entries)),
                groups,
                new Logs(settings.mainLog(), log, childLogs, files),
                listeners);
        files.onComplaint(log::error);
    }

    /**
     * Registers the groups, so that they can be inspected; nothing is started. To be called once, before any other
     * thread knows this engine.
     */
    public void prepare() {
        groups.activate();
        survival.ifPresent(Survival::restoreCounts);
        wiring.recover();
        survival.ifPresent(Survival::resume);
        wiring.endUnclaimed();
    }

    /**
     * Lets orphans among the descendants of this process become its children. To be called before {@link #prepare}.
     *
     * @param becoming called when a program requires that, perhaps again and again; it has {@link #reapAll} called from then on
     */
    public void becomesReaperBy(Runnable becoming) {
        trees.reapsBy(becoming);
    }

    /**
     * Goes on with what another build in this process has handed over. To be called before {@link #prepare}.
     *
     * @param handover has it; what is not claimed stays in it
     */
    public void inherit(Handover handover) {
        inheritance.inherit(handover);
    }

    /** Hands over children and what they need. After {@link #run}, before {@link #close}. */
    public void handOver(Handover handover) {
        inheritance.handOver(handover);
    }

    /**
     * Lets {@link #run} return, to hand over everything. Completes with false if it ends in another way. Any thread.
     *
     * @param decided run on the loop's thread when nothing else can end it any more
     */
    public CompletableFuture<Boolean> leave(Runnable decided) {
        return CompletableFuture.completedFuture(null).thenComposeAsync(_ -> lifetime.handOver(decided), loop);
    }

    /** What can be requested of it. */
    public Control control() {
        return control;
    }

    /** From the start of its programs to its end. */
    public Lifetime lifetime() {
        return lifetime;
    }

    /** What can be done on its loop. */
    public LoopAccess loop() {
        return access;
    }

    /**
     * Starts what is to be started, and works until the supervisor has been shut down. The calling thread is the loop's.
     * Throws if the loop cannot go on: this engine is then unusable.
     */
    public void run() {
        loop.execute(lifetime::begin);
        if (survival.filter(Survival::adopts).isPresent()) {
            spawner.renewHeldPipes(); // what an earlier daemon has left may be near its end
            access.every(HELD_PIPES_RENEWED, spawner::renewHeldPipes);
        }
        loop.run();
    }

    /** Reaps children that have ended, ours and those that this daemon did not start. Any thread. */
    public void reapAll() {
        loop.execute(exits::reapAll);
    }

    /** Writes a line to the main log. Any thread. */
    public void note(LogLevel level, String text) {
        log.log(level, text);
    }

    @Override
    public void close() {
        hooks.close();
        boolean leaves = survival.isPresent() && !lifetime.hasStoppedEverything();
        if (leaves) {
            wiring.leave();
        } else {
            wiring.close();
        }
        spawner.close();
        exits.close();
        sockets.close();
        notifications.close(leaves);
        entries.close();
        wiring.endJournal(leaves);
        loop.close();
        survival.ifPresent(surviving -> {
            if (lifetime.hasStoppedEverything()) {
                surviving.end(kernel);
            } else {
                surviving.leave();
            }
        });
    }
}
