package org.supervisor.server.engine;

import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.Executor;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.function.IntConsumer;
import java.util.function.LongToIntFunction;
import java.util.random.RandomGenerator;
import org.supervisor.api.Signal;
import org.supervisor.server.engine.SimulatedDescriptors.Descriptor;
import org.supervisor.server.os.Account;
import org.supervisor.server.os.ChildIdentity;
import org.supervisor.server.os.ChildStdin;
import org.supervisor.server.os.ForkedProcess;
import org.supervisor.server.os.NotifyListener;
import org.supervisor.server.os.SignalSent;
import org.supervisor.server.os.SpawnResult;
import org.supervisor.server.os.TreeMark;
import org.supervisor.server.os.TreeUsage;
import org.supervisor.server.os.User;
import org.supervisor.server.process.CgroupLimits;
import org.supervisor.server.process.ExitStatus;
import org.supervisor.server.process.SocketSpec;

/**
 * A kernel of one thread and one seed. Time moves only while the engine waits, from one thing that happens to the next, so
 * a day takes seconds and a seed always takes the same course. It is strict where the true one is lenient: see
 * {@link SimulatedDescriptors} and {@link SimulatedProcesses}.
 */
final class SimulatedKernel implements Kernel {
    private static final int MOST_TURNS_AT_ONCE = 20_000;

    final Random chance;
    final boolean isSparse; // few descriptors: most children get no pidfd
    final SimulatedTrace trace;
    final SimulatedFaults faults;
    final SimulatedDescriptors descriptors;
    final SimulatedProcesses processes;
    final Map<String, Path> deviceOf = new TreeMap<>(); // by process and stream
    final Set<String> cgroups = new TreeSet<>(); // by process
    boolean mayBlock; // what runs now would not be on the loop's thread
    Runnable afterTurn = () -> {};
    Runnable beforeCall = () -> {}; // something is changed for the daemon, on its loop's thread
    Runnable afterCall = () -> {};
    private final SimulatedTime time = new SimulatedTime();
    private final List<SimulatedWatcher> watchers = new ArrayList<>();
    private Optional<SimulatedSpawner> spawner = Optional.empty();
    private final Random engineChance;
    private int turnsAtOnce;
    private int turnsSinceHappening;

    SimulatedKernel(long seed, boolean hasFaults) {
        this.chance = SimulatedScenario.random(seed, 0);
        this.engineChance = SimulatedScenario.random(seed, 1);
        this.isSparse = chance.nextInt(4) == 0;
        this.trace = new SimulatedTrace(time);
        this.faults = new SimulatedFaults(hasFaults, SimulatedScenario.random(seed, 2), time, trace);
        this.descriptors = new SimulatedDescriptors(
                time, trace, faults, number -> watchers.stream().anyMatch(watcher -> watcher.isWatching(number)));
        this.processes = new SimulatedProcesses(this, trace);
    }

    void in(long delay, Runnable what) {
        time.in(delay, what);
    }

    /** The daemon is gone; its children, their pipes and the files stay. */
    void crashed() {
        afterTurn = () -> {};
        beforeCall = () -> {};
        afterCall = () -> {};
        spawner.ifPresent(SimulatedSpawner::crashed);
        watchers.clear();
        descriptors.crashed();
        processes.crashed();
        turnsAtOnce = 0;
    }

    /** How often the loop has turned since something has last happened outside it. */
    int turnsSinceHappening() {
        return turnsSinceHappening;
    }

    void stepWallClock(Duration by) {
        trace.note("clock steps by " + by);
        time.stepWallClock(by);
    }

    @Override
    public long nanos() {
        return time.nanos();
    }

    @Override
    public Instant now() {
        return time.now();
    }

    @Override
    public void close(int number) {
        descriptors.close(number);
    }

    @Override
    public int read(int number, ByteBuffer buffer) {
        return descriptors.read(number, buffer);
    }

    @Override
    public int write(int number, ByteBuffer buffer) {
        return descriptors.write(number, buffer);
    }

    @Override
    public int peek(int number, ByteBuffer buffer) {
        return descriptors.peek(number, buffer);
    }

    @Override
    public int openTarget(Path path) {
        return descriptors.open(Descriptor.other("target " + path, path));
    }

    @Override
    public int move(int number, int file, int count) {
        return descriptors.move(number, file, count);
    }

    @Override
    public boolean readMoved(int file, ByteBuffer buffer) {
        return descriptors.readMoved(file, buffer);
    }

    @Override
    public void setPipeSize(int number, int bytes) {
        descriptors.setPipeSize(number, bytes);
    }

    @Override
    public ChildStdin openStdinOf(int pid) {
        SimulatedChild child = processes.children.get(pid);
        if (child == null || !child.isAlive()) {
            return new ChildStdin.Unavailable(ChildStdin.Reason.GONE, "gone");
        }
        return new ChildStdin.Open(descriptors.open(Descriptor.writes(child.name + " stdin", child.in)));
    }

    @Override
    public int listen(SocketSpec spec, Optional<Account> owner) {
        blocks("listen");
        return descriptors.open(Descriptor.other("socket " + spec.url(), spec));
    }

    @Override
    public Optional<User> user(long uid) {
        blocks("user");
        return Optional.of(new User("me", uid, uid, "/home/me", "/bin/sh"));
    }

    @Override
    public Account account(Optional<String> user, Optional<String> group) {
        blocks("account");
        return new Account(user.orElse("me"), 1000, 1000, List.of(1000L));
    }

    @Override
    public long openFiles() {
        return isSparse ? 1030 : 1_000_000;
    }

    @Override
    public void notifyFolder(Path folder) {}

    @Override
    public int notifySocket(Path path) {
        return descriptors.open(Descriptor.other("socket " + path, path));
    }

    @Override
    public void giveSocket(Path path, Account owner) {}

    @Override
    public void removeSockets(Path path) {}

    @Override
    public Optional<NotifyListener.Message> receive(int descriptor) {
        return Optional.empty();
    }

    @Override
    public boolean belongsTo(int child, int pid, String variable) {
        return child == pid;
    }

    @Override
    public boolean isListening(int child, OptionalInt port) {
        return true;
    }

    @Override
    public void syslog(String line) {
        trace.note("syslog: " + line);
    }

    @Override
    public long residentBytes(int pid) {
        return 1 + chance.nextLong(200_000_000);
    }

    @Override
    public Map<Integer, TreeUsage> usage(Collection<Integer> children) {
        return Map.of();
    }

    @Override
    public Tree tree(int child, TreeMark mark, Optional<String> cgroup) {
        return new Tree() {
            @Override
            public void look() {}

            @Override
            public List<Integer> signal(Signal signal) {
                return List.of();
            }

            @Override
            public List<Integer> remaining() {
                return List.of();
            }

            @Override
            public ForkedProcess.Finding find(Path pidFile) {
                return new ForkedProcess.Finding.NotFound("it is not there");
            }

            @Override
            public int open(int pid) {
                return -1;
            }
        };
    }

    @Override
    public OptionalLong lockLimit(int pid) {
        return OptionalLong.empty();
    }

    @Override
    public ForkedProcess.Finding named(int pid, int child, String variable) {
        return new ForkedProcess.Finding.NotFound("pid " + pid + ", which is no process of this program");
    }

    @Override
    public long oomKills() {
        return 0;
    }

    @Override
    public Path cgroup(String process, CgroupLimits limits) {
        blocks("cgroup");
        if (!cgroups.add(process)) {
            trace.violated("the cgroup of the last life is still there: " + process);
        }
        return Path.of("/sys/fs/cgroup", process, "cgroup.procs");
    }

    @Override
    public void removeCgroup(String process) {
        blocks("cgroup");
        cgroups.remove(process);
    }

    @Override
    public long oomKills(String process) {
        return 0;
    }

    @Override
    public Executor blocking() {
        return task -> in(chance.nextLong(200_000_000), () -> blocking(task));
    }

    /** Does something that is not on the loop's thread. */
    void blocking(Runnable task) {
        mayBlock = true;
        try {
            task.run();
        } finally {
            mayBlock = false;
        }
    }

    private void blocks(String call) {
        if (!mayBlock) {
            trace.violated("the loop may be held up: " + call);
        }
    }

    @Override
    public RandomGenerator random() {
        return engineChance;
    }

    @Override
    public LongToIntFunction heldPipes(Path keepsPipes) {
        return processes::openHeld;
    }

    @Override
    public void endHeldPipes(Path keepsPipes) {
        processes.endHeld();
    }

    @Override
    public Spawner spawner(
            BooleanSupplier affordsDescriptors,
            Consumer<Throwable> onDeath,
            Optional<Path> keepsPipes,
            Consumer<String> complain) {
        SimulatedSpawner fresh = new SimulatedSpawner(this, affordsDescriptors);
        spawner = Optional.of(fresh);
        return fresh;
    }

    @Override
    public AnyExit anyExit(IntConsumer ended) {
        return processes.anyExit(ended);
    }

    @Override
    public SignalSent signal(int pid, int pidfd, Signal signal) {
        return processes.signal(pid, signal);
    }

    @Override
    public SignalSent signalGroup(int group, Signal signal) {
        return processes.signalGroup(group, signal);
    }

    @Override
    public SignalSent signalGroup(int group, int pidfd, Signal signal) {
        return processes.signalGroupOfAnother(group, signal);
    }

    @Override
    public ChildIdentity identify(SpawnResult.Spawned child) {
        return processes.identify(child.pid());
    }

    @Override
    public Optional<SpawnResult.Spawned> find(ChildIdentity identity) {
        return processes.find(identity);
    }

    @Override
    public Optional<SpawnResult.Spawned> find(long stdoutPipe) {
        return processes.find(stdoutPipe);
    }

    @Override
    public int listeningSocketOf(ChildIdentity identity, SocketSpec spec) {
        return processes.hasSocket(identity.pid())
                ? descriptors.open(Descriptor.other("socket " + spec.url(), spec))
                : -1;
    }

    @Override
    public Optional<ExitStatus> reap(int pid, int pidfd) {
        return processes.reap(pid);
    }

    @Override
    public int anyEnded() {
        return processes.anyEnded();
    }

    @Override
    public boolean hasEnded(int pid) {
        return processes.hasEnded(pid);
    }

    @Override
    public Watcher watcher(Consumer<Throwable> onFailure) {
        SimulatedWatcher watcher = new SimulatedWatcher(this, onFailure, watchers.isEmpty());
        watchers.add(watcher);
        return watcher;
    }

    /** The loop begins to wait: what must be true after each turn is checked. */
    void turned() {
        trace.check();
        turnsSinceHappening++;
        afterTurn.run();
        trace.check();
        if (++turnsAtOnce > MOST_TURNS_AT_ONCE) {
            throw new AssertionError("the loop turns and turns while no time passes");
        }
    }

    /**
     * Lets the next thing happen, unless the deadline is earlier.
     *
     * @param isLimited whether there is a deadline
     * @return false if the deadline has come
     */
    boolean happensBefore(long deadline, boolean isLimited) {
        if (time.isEmpty() && !isLimited) {
            throw new AssertionError("the loop waits, and nothing will ever happen");
        }
        boolean happens = !time.isEmpty() && (!isLimited || time.next() - deadline <= 0);
        if (time.passTo(happens ? time.next() : deadline)) {
            turnsAtOnce = 0;
        }
        if (happens) {
            turnsSinceHappening = 0;
            time.runNext();
        }
        return happens;
    }
}
