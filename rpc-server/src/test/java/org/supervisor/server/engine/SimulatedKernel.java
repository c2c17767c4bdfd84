package org.supervisor.server.engine;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.Executor;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.function.IntConsumer;
import java.util.function.LongToIntFunction;
import java.util.random.RandomGenerator;
import org.supervisor.api.Signal;
import org.supervisor.server.os.Account;
import org.supervisor.server.os.BrokenPipeException;
import org.supervisor.server.os.ChildIdentity;
import org.supervisor.server.os.ChildStdin;
import org.supervisor.server.os.SignalSent;
import org.supervisor.server.os.SpawnResult;
import org.supervisor.server.process.ExitStatus;
import org.supervisor.server.process.SocketSpec;

/**
 * A kernel of one thread and one seed. Time moves only while the engine waits, from one thing that happens to
 * the next, so
 * a day takes seconds and a seed always takes the same course. It is strict where the true one is lenient: a descriptor
 * closed twice or while it is watched, a pid signalled after it was reaped, bytes closed away unread are violations.
 */
final class SimulatedKernel implements Kernel {
    private static final int FIRST_DESCRIPTOR = 10;
    private static final int MOST_TURNS_AT_ONCE = 20_000;
    private static final int REMEMBERED = 100;

    final Random chance;
    final Map<Integer, SimulatedChild> children = new TreeMap<>(); // those that were not reaped
    final Map<Integer, Descriptor> descriptors = new TreeMap<>();
    final Map<Integer, ExitStatus> statuses = new TreeMap<>(); // of those that were reaped
    final Map<String, Path> deviceOf = new TreeMap<>(); // by process and stream
    final Map<String, Long> bytesRead = new TreeMap<>(); // by process and stream
    final Map<String, java.io.ByteArrayOutputStream> contents = new TreeMap<>();
    final boolean hasFaults;
    final boolean isSparse; // few descriptors: most children get no pidfd
    boolean keepsContents = true;
    boolean isClosing;
    boolean mayFail; // not while it is being built
    int spawnFailsOnceIn = 60;
    int watchFailsOnceIn = 500;
    int signalFailsOnceIn = 300;
    int orphansReaped;
    Runnable afterTurn = () -> {};
    Runnable onChildEnded = () -> {};
    long steps;
    private final Deque<String> trace = new ArrayDeque<>();
    private final SimulatedTime time = new SimulatedTime();
    private final List<SimulatedWatcher> watchers = new ArrayList<>();
    private final Random engineChance;
    private final Random faults;
    private final List<SimulatedExits> exits = new ArrayList<>(1);
    private AssertionError violation;
    private long failedAt = Long.MIN_VALUE;
    private int nextPid = 100;
    private int turnsAtOnce;
    private int turnsSinceHappening;

    SimulatedKernel(long seed, boolean hasFaults) {
        this.chance = SimulatedScenario.random(seed, 0);
        this.engineChance = SimulatedScenario.random(seed, 1);
        this.faults = SimulatedScenario.random(seed, 2);
        this.hasFaults = hasFaults;
        this.isSparse = chance.nextInt(4) == 0;
    }

    /** What a number stands for: an end of a pipe, a child, a watcher, a socket. */
    record Descriptor(String what, SimulatedPipe readEnd, SimulatedPipe writeEnd, SimulatedChild pidfd, Object other) {
        static Descriptor reads(String what, SimulatedPipe pipe) {
            return new Descriptor(what, pipe, null, null, null);
        }

        static Descriptor writes(String what, SimulatedPipe pipe) {
            return new Descriptor(what, null, pipe, null, null);
        }
    }

    void in(long delay, Runnable what) {
        time.in(delay, what);
    }

    void note(String what) {
        steps++;
        if (trace.size() == REMEMBERED) {
            trace.remove();
        }
        trace.add(steps + " " + time.sinceStart() + " " + what);
    }

    /** How often the loop has turned since something has last happened outside it. */
    int turnsSinceHappening() {
        return turnsSinceHappening;
    }

    List<String> trace() {
        return List.copyOf(trace);
    }

    void violated(String what) {
        if (violation == null) {
            note("VIOLATION " + what);
            violation = new AssertionError(what);
        }
    }

    void check() {
        if (violation != null) {
            throw violation;
        }
    }

    void stepWallClock(Duration by) {
        note("clock steps by " + by);
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

    int open(Descriptor descriptor) {
        int number = FIRST_DESCRIPTOR;
        while (descriptors.containsKey(number)) {
            number++;
        }
        descriptors.put(number, descriptor);
        return number;
    }

    Optional<Descriptor> descriptor(int number) {
        Descriptor found = descriptors.get(number);
        if (found == null) {
            violated("descriptor " + number + " is used and not open");
        }
        return Optional.ofNullable(found);
    }

    @Override
    public void close(int number) {
        if (number < 0) {
            return;
        }
        descriptor(number).ifPresent(gone -> {
            descriptors.remove(number);
            if (watchers.stream().anyMatch(watcher -> watcher.isWatching(number))) {
                violated(gone.what + " is closed while it is watched");
            }
            if (gone.readEnd != null) {
                gone.readEnd.hasReader = false;
                if (gone.readEnd.size() > 0
                        && !isClosing
                        && failedAt != nanos()) { // a launch may have failed in the end
                    violated(gone.what + " is closed with " + gone.readEnd.size() + " bytes unread");
                }
            }
        });
    }

    @Override
    public int read(int number, ByteBuffer buffer) {
        return descriptor(number)
                .map(from -> {
                    if (from.readEnd.size() == 0) {
                        return from.readEnd.writers > 0 ? WOULD_BLOCK : 0;
                    }
                    int before = buffer.position();
                    int count = from.readEnd.read(buffer, nanos());
                    bytesRead.merge(from.what, (long) count, Long::sum);
                    if (keepsContents) {
                        byte[] copy = new byte[count];
                        buffer.get(before, copy);
                        contents.computeIfAbsent(from.what, _ -> new java.io.ByteArrayOutputStream())
                                .writeBytes(copy);
                    }
                    return count;
                })
                .orElse(0);
    }

    @Override
    public int write(int number, ByteBuffer buffer) {
        return descriptor(number)
                .map(to -> {
                    if (!to.writeEnd.hasReader) {
                        throw new BrokenPipeException(number);
                    }
                    byte[] bytes = new byte[buffer.remaining()];
                    buffer.get(buffer.position(), bytes);
                    int count = to.writeEnd.write(bytes, 0, bytes.length, nanos());
                    buffer.position(buffer.position() + count);
                    return count == 0 ? WOULD_BLOCK : count;
                })
                .orElse(0);
    }

    @Override
    public int peek(int number, ByteBuffer buffer) {
        SimulatedPipe pipe = descriptor(number).orElseThrow().readEnd;
        return pipe.size() == 0 ? (pipe.writers > 0 ? WOULD_BLOCK : 0) : pipe.peek(buffer);
    }

    @Override
    public int openTarget(Path path) {
        return open(new Descriptor("target " + path, null, null, null, path));
    }

    /** Sometimes moves less than it could, or nothing, or refuses; the files are real ones. */
    @Override
    public int move(int number, int file, int count) {
        int fate = hasFaults ? faults.nextInt(100) : 99;
        if (fate < 2) {
            return fate - 1;
        }
        ByteBuffer bytes = ByteBuffer.allocate(fate < 20 ? 1 + faults.nextInt(count) : count);
        read(number, bytes);
        try {
            Path path = (Path) descriptor(file).orElseThrow().other;
            Files.write(path, Arrays.copyOf(bytes.array(), bytes.position()), StandardOpenOption.APPEND);
            return bytes.position();
        } catch (IOException broken) {
            throw new UncheckedIOException(broken);
        }
    }

    @Override
    public boolean readMoved(int file, ByteBuffer buffer) {
        try {
            byte[] all = Files.readAllBytes((Path) descriptor(file).orElseThrow().other);
            if ((hasFaults && faults.nextInt(100) == 0) || all.length < buffer.remaining()) {
                return false;
            }
            buffer.put(all, all.length - buffer.remaining(), buffer.remaining());
            return true;
        } catch (IOException broken) {
            throw new UncheckedIOException(broken);
        }
    }

    @Override
    public void setPipeSize(int number, int bytes) {
        descriptor(number).ifPresent(pipe -> pipe.readEnd.capacity(bytes));
    }

    @Override
    public ChildStdin openStdinOf(int pid) {
        SimulatedChild child = children.get(pid);
        if (child == null || !child.isAlive()) {
            return new ChildStdin.Unavailable(ChildStdin.Reason.GONE, "gone");
        }
        return new ChildStdin.Open(open(Descriptor.writes(child.name + " stdin", child.in)));
    }

    @Override
    public int listen(SocketSpec spec, Optional<Account> owner) {
        return open(new Descriptor("socket " + spec.url(), null, null, null, spec));
    }

    @Override
    public Account account(Optional<String> user, Optional<String> group) {
        return new Account(user.orElse("me"), 1000, 1000, List.of(1000L));
    }

    @Override
    public long openFiles() {
        return isSparse ? 1030 : 1_000_000;
    }

    @Override
    public void syslog(String line) {
        note("syslog: " + line);
    }

    @Override
    public Executor blocking() {
        return task -> in(chance.nextLong(200_000_000), task);
    }

    @Override
    public RandomGenerator random() {
        return engineChance;
    }

    @Override
    public LongToIntFunction heldPipes(Path keepsPipes) {
        throw new UnsupportedOperationException("there was no daemon before this one");
    }

    @Override
    public void endHeldPipes(Path keepsPipes) {
        throw new UnsupportedOperationException("there was no daemon before this one");
    }

    @Override
    public Spawner spawner(
            BooleanSupplier affordsDescriptors,
            Consumer<Throwable> onDeath,
            Optional<Path> keepsPipes,
            Consumer<String> complain) {
        return new SimulatedSpawner(this, affordsDescriptors);
    }

    /** The pid of the next child. */
    int newPid() {
        return nextPid++;
    }

    void closed(SimulatedExits watch) {
        exits.remove(watch);
    }

    /** Whether there is a watch of all exits. */
    boolean watchesAnyExit() {
        return !exits.isEmpty();
    }

    /** A child that the supervisor has not launched: an orphan, or one from before. */
    void adopt() {
        SimulatedChild orphan = new SimulatedChild(
                this,
                new Random(chance.nextLong()),
                newPid(),
                "orphan",
                "quick",
                new SimulatedPipe(),
                new SimulatedPipe(),
                new SimulatedPipe());
        orphan.isOrphan = true;
        children.put(orphan.pid, orphan);
        note("adopted " + orphan);
        orphan.begin();
    }

    void mayFail(int once, String where) {
        if (hasFaults && mayFail && !isClosing && faults.nextInt(once) == 0) {
            failedAt = nanos();
            SimulatedFault.raise(this, faults, where);
        }
    }

    void ended(SimulatedChild child) {
        note("ended " + child.name + " " + child.pid + " " + child.status);
        exits.forEach(SimulatedExits::look);
        onChildEnded.run();
    }

    @Override
    public AnyExit anyExit(IntConsumer ended) {
        SimulatedExits watch = new SimulatedExits(this, ended);
        exits.add(watch);
        return watch;
    }

    @Override
    public SignalSent signal(int pid, int pidfd, Signal signal) {
        SimulatedChild child = children.get(pid);
        note("signal " + signal + " to " + pid);
        if (child == null) {
            violated("pid " + pid + " is signalled after it was reaped");
            return SignalSent.GONE;
        }
        if (child.untouchableUntil - nanos() > 0 && child.untouchableUntil != Long.MIN_VALUE) {
            return SignalSent.DENIED;
        }
        try {
            mayFail(signalFailsOnceIn, "signal");
        } catch (Throwable failure) {
            child.untouchableUntil = nanos(); // as for one that the kernel does not let us signal
            throw failure;
        }
        child.signal(signal);
        return SignalSent.SENT;
    }

    @Override
    public SignalSent signalGroup(int group, int pidfd, Signal signal) {
        throw new UnsupportedOperationException("there was no daemon before this one");
    }

    @Override
    public ChildIdentity identify(SpawnResult.Spawned child) {
        throw new UnsupportedOperationException("there will be no daemon after this one");
    }

    @Override
    public Optional<SpawnResult.Spawned> find(ChildIdentity identity) {
        return Optional.empty();
    }

    @Override
    public Optional<SpawnResult.Spawned> find(long stdoutPipe) {
        return Optional.empty();
    }

    @Override
    public SignalSent signalGroup(int group, Signal signal) {
        SignalSent sent = signal(group, -1, signal);
        SimulatedChild leader = children.get(group);
        if (leader != null && sent == SignalSent.SENT && signal.equals(Signal.KILL)) {
            leader.endGrandchild();
        }
        return sent;
    }

    @Override
    public Optional<ExitStatus> reap(int pid, int pidfd) {
        SimulatedChild child = children.get(pid);
        if (child == null) {
            violated("pid " + pid + " is reaped twice");
            return Optional.of(new ExitStatus.Lost());
        }
        if (child.isAlive()) {
            return Optional.empty();
        }
        note("reaped " + pid);
        children.remove(pid);
        statuses.put(pid, child.status);
        orphansReaped += child.isOrphan ? 1 : 0;
        exits.forEach(SimulatedExits::look); // perhaps there is no child any more
        return Optional.of(child.status);
    }

    @Override
    public int anyEnded() {
        return children.values().stream()
                .filter(child -> !child.isAlive())
                .mapToInt(child -> child.pid)
                .findFirst()
                .orElse(0);
    }

    @Override
    public Watcher watcher(Consumer<Throwable> onFailure) {
        SimulatedWatcher watcher = new SimulatedWatcher(this, onFailure, watchers.isEmpty());
        watchers.add(watcher);
        return watcher;
    }

    /** The loop begins to wait: what must be true after each turn is checked. */
    void turned() {
        check();
        turnsSinceHappening++;
        afterTurn.run();
        check();
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
