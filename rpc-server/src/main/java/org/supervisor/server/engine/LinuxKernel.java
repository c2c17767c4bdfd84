package org.supervisor.server.engine;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Collection;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.SplittableRandom;
import java.util.concurrent.Executor;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.function.IntConsumer;
import java.util.function.LongToIntFunction;
import java.util.random.RandomGenerator;
import org.supervisor.api.Signal;
import org.supervisor.server.os.Account;
import org.supervisor.server.os.Accounts;
import org.supervisor.server.os.CgroupTree;
import org.supervisor.server.os.ChildIdentity;
import org.supervisor.server.os.ChildStdin;
import org.supervisor.server.os.ChildWatch;
import org.supervisor.server.os.Descriptors;
import org.supervisor.server.os.ForkedProcess;
import org.supervisor.server.os.Limits;
import org.supervisor.server.os.ListenSocket;
import org.supervisor.server.os.ListeningSockets;
import org.supervisor.server.os.NotifyListener;
import org.supervisor.server.os.OomKills;
import org.supervisor.server.os.PipeKeeper;
import org.supervisor.server.os.PipeMover;
import org.supervisor.server.os.Poller;
import org.supervisor.server.os.ProcessTree;
import org.supervisor.server.os.Processes;
import org.supervisor.server.os.SignalSent;
import org.supervisor.server.os.SpawnResult;
import org.supervisor.server.os.StoppedTree;
import org.supervisor.server.os.Survivors;
import org.supervisor.server.os.Syslog;
import org.supervisor.server.os.TreeMark;
import org.supervisor.server.os.TreeUsage;
import org.supervisor.server.os.User;
import org.supervisor.server.process.CgroupLimits;
import org.supervisor.server.process.ExitStatus;
import org.supervisor.server.process.NativeText;
import org.supervisor.server.process.SocketSpec;
import org.supervisor.server.process.TimeSource;

/** The kernel that this process runs on. */
public final class LinuxKernel implements Kernel {
    private static final Executor VIRTUAL_THREADS = task -> Thread.ofVirtual().start(task);

    private final RandomGenerator random = new SplittableRandom();
    private final TimeSource clocks;
    private final PipeMover mover = new PipeMover();
    private final CgroupTree cgroups;

    /** With the system's clocks. */
    public LinuxKernel() {
        this(SYSTEM);
    }

    /** With other clocks than the system's. */
    public LinuxKernel(TimeSource clocks) {
        this(clocks, new CgroupTree());
    }

    /** With another tree of cgroups, too. */
    LinuxKernel(TimeSource clocks, CgroupTree cgroups) {
        this.clocks = clocks;
        this.cgroups = cgroups;
    }

    @Override
    public long nanos() {
        return clocks.nanos();
    }

    @Override
    public Instant now() {
        return clocks.now();
    }

    @Override
    public Spawner spawner(
            BooleanSupplier affordsDescriptors,
            Consumer<Throwable> onDeath,
            Optional<Path> keepsPipes,
            Consumer<String> complain) {
        return new LinuxSpawner(
                new org.supervisor.server.os.Spawner(affordsDescriptors, onDeath, keepsPipes, complain));
    }

    @Override
    public LongToIntFunction heldPipes(Path keepsPipes) {
        Map<Long, Path> held = PipeKeeper.held(keepsPipes);
        return pipe -> held.containsKey(pipe) ? Survivors.open(held.get(pipe), pipe) : -1;
    }

    @Override
    public void endHeldPipes(Path keepsPipes) {
        PipeKeeper.end(keepsPipes);
    }

    @Override
    public Watcher watcher(Consumer<Throwable> onFailure) {
        return new LinuxWatcher(new Poller(onFailure));
    }

    private record LinuxWatcher(Poller poller) implements Watcher {
        @Override
        public int descriptor() {
            return poller.descriptor();
        }

        @Override
        public void add(int descriptor, boolean read, boolean write, Ready handler) {
            poller.add(descriptor, read, write, handler::ready);
        }

        @Override
        public void modify(int descriptor, boolean read, boolean write) {
            poller.modify(descriptor, read, write);
        }

        @Override
        public void remove(int descriptor) {
            poller.remove(descriptor);
        }

        @Override
        public int await(long timeoutNanos) {
            return poller.await(timeoutNanos);
        }

        @Override
        public int dispatch(int count) {
            return poller.dispatch(count);
        }

        @Override
        public void wake() {
            poller.wake();
        }

        @Override
        public void close() {
            poller.close();
        }
    }

    @Override
    public AnyExit anyExit(IntConsumer ended) {
        return new LinuxExits(new ChildWatch(ended));
    }

    private record LinuxExits(ChildWatch thread) implements AnyExit {
        @Override
        public void launched() {
            thread.launched();
        }

        @Override
        public void reaped(int pid) {
            thread.reaped(pid);
        }

        @Override
        public boolean isReported(int pid) {
            return thread.isReported(pid);
        }

        @Override
        public void close() {
            thread.close();
        }
    }

    @Override
    public SignalSent signal(int pid, int pidfd, Signal signal) {
        return Processes.signal(pid, pidfd, signal);
    }

    @Override
    public SignalSent signalGroup(int group, Signal signal) {
        return Processes.signalGroup(group, signal);
    }

    @Override
    public SignalSent signalGroup(int group, int pidfd, Signal signal) {
        return Processes.signalGroup(group, pidfd, signal);
    }

    @Override
    public ChildIdentity identify(SpawnResult.Spawned child) {
        return Survivors.identify(child);
    }

    @Override
    public Optional<SpawnResult.Spawned> find(ChildIdentity identity) {
        return Survivors.find(identity);
    }

    @Override
    public Optional<SpawnResult.Spawned> find(long stdoutPipe) {
        return Survivors.find(stdoutPipe);
    }

    @Override
    public int listeningSocketOf(ChildIdentity identity, SocketSpec spec) {
        return Survivors.listeningSocket(identity, spec);
    }

    @Override
    public Optional<ExitStatus> reap(int pid, int pidfd) {
        return Processes.reap(pid, pidfd);
    }

    @Override
    public int anyEnded() {
        return Processes.anyEnded();
    }

    @Override
    public boolean hasEnded(int pid) {
        return Processes.peekExit(pid, -1);
    }

    @Override
    public int read(int descriptor, ByteBuffer buffer) {
        return Descriptors.read(descriptor, buffer);
    }

    @Override
    public int write(int descriptor, ByteBuffer buffer) {
        return Descriptors.write(descriptor, buffer);
    }

    @Override
    public void close(int descriptor) {
        Descriptors.close(descriptor);
    }

    @Override
    public int peek(int descriptor, ByteBuffer buffer) {
        return mover.peek(descriptor, buffer);
    }

    @Override
    public int openTarget(Path path) {
        return PipeMover.openTarget(NativeText.of(path));
    }

    @Override
    public int move(int descriptor, int file, int count) {
        return PipeMover.move(descriptor, file, count);
    }

    @Override
    public boolean readMoved(int file, ByteBuffer buffer) {
        return PipeMover.readMoved(file, buffer);
    }

    @Override
    public void setPipeSize(int descriptor, int bytes) {
        Descriptors.setPipeSize(descriptor, bytes);
    }

    @Override
    public ChildStdin openStdinOf(int pid) {
        return Descriptors.openStdinOf(pid);
    }

    @Override
    @SuppressWarnings("resource") // the caller closes the descriptor
    public int listen(SocketSpec spec, Optional<Account> owner) throws IOException {
        return ListenSocket.open(spec, owner).fd();
    }

    @Override
    public Optional<User> user(long uid) {
        return Accounts.find(Long.toString(uid));
    }

    @Override
    public Account account(Optional<String> user, Optional<String> group) {
        return Accounts.resolve(user, group);
    }

    @Override
    public long openFiles() {
        return Limits.openFiles();
    }

    @Override
    public void notifyFolder(Path folder) throws IOException {
        NotifyListener.createFolder(folder);
    }

    @Override
    public int notifySocket(Path path) throws IOException {
        return NotifyListener.open(path);
    }

    @Override
    public void giveSocket(Path path, Account owner) throws IOException {
        NotifyListener.giveTo(path, owner);
    }

    @Override
    public void removeSockets(Path path) {
        NotifyListener.remove(path);
    }

    @Override
    public Optional<NotifyListener.Message> receive(int descriptor) {
        return NotifyListener.receive(descriptor);
    }

    @Override
    public boolean belongsTo(int child, int pid, String variable) {
        return ProcessTree.contains(child, pid) || ProcessTree.wasGiven(pid, variable);
    }

    @Override
    public boolean isListening(int child, OptionalInt port) {
        return ListeningSockets.isListening(child, port);
    }

    @Override
    public void syslog(String line) {
        Syslog.write(Syslog.Priority.INFO, line);
    }

    @Override
    public long residentBytes(int pid) {
        return ProcessTree.residentBytes(pid);
    }

    @Override
    public Map<Integer, TreeUsage> usage(Collection<Integer> children) {
        return TreeUsage.of(children);
    }

    @Override
    public Tree tree(int child, TreeMark mark, Optional<String> cgroup) {
        return new LinuxTree(
                new StoppedTree(child, mark, cgroup.map(cgroups::of).orElse(StoppedTree.Cgroup.NONE)));
    }

    @Override
    public OptionalLong lockLimit(int pid) {
        return TreeMark.limitOf(pid);
    }

    @Override
    public ForkedProcess.Finding named(int pid, int child, String variable) {
        return ForkedProcess.named(pid, child, variable);
    }

    @Override
    public long oomKills() {
        return OomKills.count();
    }

    @Override
    public Path cgroup(String process, CgroupLimits limits) throws IOException {
        return cgroups.leaf(process, limits);
    }

    @Override
    public void removeCgroup(String process) {
        cgroups.remove(process);
    }

    @Override
    public long oomKills(String process) {
        return cgroups.oomKills(process);
    }

    @Override
    public Executor blocking() {
        return VIRTUAL_THREADS;
    }

    @Override
    public RandomGenerator random() {
        return random;
    }
}
