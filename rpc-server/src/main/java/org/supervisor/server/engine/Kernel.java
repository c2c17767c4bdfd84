package org.supervisor.server.engine;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.concurrent.Executor;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.function.IntConsumer;
import java.util.function.LongToIntFunction;
import java.util.random.RandomGenerator;
import org.supervisor.api.Signal;
import org.supervisor.server.os.Account;
import org.supervisor.server.os.ChildIdentity;
import org.supervisor.server.os.ChildStdin;
import org.supervisor.server.os.ForkedProcess;
import org.supervisor.server.os.NotifyListener;
import org.supervisor.server.os.SignalSent;
import org.supervisor.server.os.SpawnOrder;
import org.supervisor.server.os.SpawnResult;
import org.supervisor.server.os.TreeMark;
import org.supervisor.server.os.TreeUsage;
import org.supervisor.server.os.User;
import org.supervisor.server.process.CgroupLimits;
import org.supervisor.server.process.ExitStatus;
import org.supervisor.server.process.SocketSpec;
import org.supervisor.server.process.TimeSource;

/**
 * All that the engine needs from the system: processes, descriptors, accounts, threads, chance and both clocks. Nothing
 * else in the engine calls the system for these, so that a test can replace the kernel and run the whole engine on one
 * thread, in virtual time.
 *
 * <p>A pidfd of -1 stands for none. Unless said otherwise a method does not block, and any thread may call it.
 */
public interface Kernel extends TimeSource {
    /** Nothing could be read or written now. */
    int WOULD_BLOCK = -1;

    /** Launches programs one after another, in the order in which they were ordered, without blocking the caller. */
    interface Spawner extends AutoCloseable {
        /**
         * Orders a launch; the result arrives on any thread.
         *
         * @param source is asked for the order when it is its turn, on another thread, where it may block
         */
        void spawn(SpawnOrder.Source source, Consumer<SpawnResult> done);

        /** Does what may block in its turn, between launches, on the same thread as those. It must not throw. */
        void execute(Runnable work);

        /** What holds pipes beside the daemon, if anything does, ends by itself unless this is called every 20 minutes. */
        void renewHeldPipes();

        /** Carries out what was ordered, and accepts no more orders. */
        @Override
        void close();
    }

    /** Reports that some child has ended, one child at a time: the next is reported when this one has been reaped. */
    interface AnyExit extends AutoCloseable {
        /** A child has been launched. */
        void launched();

        /** A child has been reaped. */
        void reaped(int pid);

        /** Whether this child was the last to be reported, and has not been reaped since. */
        boolean isReported(int pid);

        @Override
        void close();
    }

    /** The processes of one program, while it is being stopped with all that it has started. */
    interface Tree {
        /** Looks for the descendants of the child and the members of its process group, before they may lose their parents. */
        void look();

        /**
         * Signals all processes of the tree but the child itself, each once, also those that begin meanwhile. May block.
         *
         * @return the pids of those that the kernel does not let us signal
         */
        List<Integer> signal(Signal signal);

        /** The pids of those that run, without those that cannot be signalled. May block. */
        List<Integer> remaining();

        /** Finds the process that the child has forked away, by its pid in a file. May block. */
        ForkedProcess.Finding find(Path pidFile);

        /** A pidfd of one of them, to be closed with {@link Kernel#close}; below 0: it has ended, or descriptors are short. */
        int open(int pid);
    }

    /**
     * What launches programs.
     *
     * @param affordsDescriptors asked before each launch whether descriptors may be spent on watching the child
     * @param onDeath called if a result could not be handed over
     * @param keepsPipes the file by which the process is known that holds the pipes of children that outlive this daemon;
     *     empty: none does
     */
    Spawner spawner(
            BooleanSupplier affordsDescriptors,
            Consumer<Throwable> onDeath,
            Optional<Path> keepsPipes,
            Consumer<String> complain);

    /**
     * Looks for pipes that are held beside a daemon that is gone. Blocks for a moment.
     *
     * @param keepsPipes as for its spawner
     * @return opens a pipe by its inode, for reading; below 0: it is not held
     */
    LongToIntFunction heldPipes(Path keepsPipes);

    /** Nothing need be held any more: all children have ended. Blocks for a moment. */
    void endHeldPipes(Path keepsPipes);

    /**
     * What waits for descriptors.
     *
     * @param onFailure gets whatever a handler throws
     */
    Watcher watcher(Consumer<Throwable> onFailure);

    /**
     * What reports the exits of children that have no pidfd.
     *
     * @param ended gets the pid of a child that has ended and was not reaped, on any thread; it may be an orphan's
     */
    AnyExit anyExit(IntConsumer ended);

    /**
     * Signals one process.
     *
     * @param pid above 1, not yet reaped
     */
    SignalSent signal(int pid, int pidfd, Signal signal);

    /** Signals every process of a group, whose leader's pid is given. */
    SignalSent signalGroup(int group, Signal signal);

    /**
     * Signals every process of a group whose leader is no child of ours and may be reaped at any time.
     *
     * @param pidfd of the leader
     */
    SignalSent signalGroup(int group, int pidfd, Signal signal);

    /** Names a child so that the next daemon finds it. It must not have been reaped. */
    ChildIdentity identify(SpawnResult.Spawned child);

    /**
     * Opens a child of an earlier daemon again, if it still runs. May block for a moment.
     *
     * @return descriptors are -1 where a stream of it is held by nobody any more
     */
    Optional<SpawnResult.Spawned> find(ChildIdentity identity);

    /**
     * Finds a child of an earlier daemon that did not live to note its pid. May block for a moment.
     *
     * @param stdoutPipe the inode of the pipe that its standard output was launched with
     */
    Optional<SpawnResult.Spawned> find(long stdoutPipe);

    /** How much memory a process and its descendants have resident, in bytes; those that are gone have none. May block. */
    long residentBytes(int pid);

    /** What children use, each with all that belongs to it, by pid; without those that have ended. May block. */
    Map<Integer, TreeUsage> usage(Collection<Integer> children);

    /**
     * The tree of a child. Reads a file of the kernel's.
     *
     * @param mark of its processes
     * @param cgroup the name of the process, if it has a cgroup of its own
     */
    Tree tree(int child, TreeMark mark, Optional<String> cgroup);

    /** The soft limit on locks of files that a process has, also one that was not reaped: see {@link TreeMark}. Empty: unlimited. */
    OptionalLong lockLimit(int pid);

    /**
     * Finds a process by the pid that a child has reported: one of its tree, or one that was given the same variable. Reads
     * files of the kernel's.
     */
    ForkedProcess.Finding named(int pid, int child, String variable);

    /**
     * Takes the listening socket that a child of an earlier daemon was launched with as its standard input.
     *
     * @param spec where it is to listen
     * @return its descriptor, to be closed with {@link #close}; below 0: the child has ended or has something else there,
     *     or we may not look into it
     */
    int listeningSocketOf(ChildIdentity identity, SocketSpec spec);

    /**
     * How many processes the kernel has killed for lack of memory, on this machine or in our part of it, since some moment in
     * the past; below 0: unknown. Reads a file of the kernel's.
     */
    long oomKills();

    /** Takes a child's exit status if it has ended; empty while it runs. */
    Optional<ExitStatus> reap(int pid, int pidfd);

    /** The pid of any child that has ended and waits to be reaped; 0 or below: there is none. */
    int anyEnded();

    /** Whether this child has ended and waits to be reaped. */
    boolean hasEnded(int pid);

    /**
     * Reads once into what remains of a direct buffer, whose position moves on.
     *
     * @return bytes read, 0 at the end of the data, or {@link #WOULD_BLOCK}
     * @throws org.supervisor.server.os.OsException if the descriptor cannot be read
     */
    int read(int descriptor, ByteBuffer buffer);

    /**
     * Writes once what remains of a direct buffer, whose position moves on.
     *
     * @return bytes written, possibly fewer, or {@link #WOULD_BLOCK}
     * @throws org.supervisor.server.os.BrokenPipeException if it has no reader any more
     */
    int write(int descriptor, ByteBuffer buffer);

    /** Closes a descriptor; a number below 0 is nothing to close. */
    void close(int descriptor);

    /**
     * As {@link #read}, but of a pipe, and the bytes stay in it. Loop's thread.
     *
     * @throws org.supervisor.server.os.OsException if that cannot be done, perhaps for the moment
     */
    int peek(int descriptor, ByteBuffer buffer);

    /**
     * Opens a file that exists, for {@link #move}; to be closed with {@link #close}.
     *
     * @return its descriptor, or below 0: it cannot be moved to
     */
    int openTarget(Path path);

    /**
     * Moves bytes from a pipe to the end of a file: whenever we are killed, a byte is in one of them.
     *
     * @return bytes moved, possibly fewer; 0: the data has ended, or the file takes none now; or what is below 0 in
     *     {@link org.supervisor.server.output.PipeHead}
     */
    int move(int descriptor, int file, int count);

    /**
     * Reads what was moved to a file last, as many bytes as remain in a direct buffer, whose position moves on.
     *
     * @return whether it could be read
     */
    boolean readMoved(int file, ByteBuffer buffer);

    /** Asks for a larger pipe; it stays as it is if the system's limits say no. */
    void setPipeSize(int descriptor, int bytes);

    /** Opens the standard input of a child that was launched without our end of it. */
    ChildStdin openStdinOf(int pid);

    /**
     * Binds a socket and listens on it.
     *
     * @param owner gets the path of a UNIX socket, unless the spec names an owner; empty: this process' user keeps it
     * @return its descriptor, to be closed with {@link #close}
     * @throws IOException naming the socket and what is wrong
     */
    int listen(SocketSpec spec, Optional<Account> owner) throws IOException;

    /**
     * Looks up the account that a process is to run as. May block.
     *
     * @throws org.supervisor.server.os.UnknownAccount if there is no such user or group
     */
    Account account(Optional<String> user, Optional<String> group);

    /** What the user database knows of a user. May block. */
    Optional<User> user(long uid);

    /** How many descriptors this process may have open. */
    long openFiles();

    /** Creates a folder for sockets of {@link #notifySocket}, unless it is there; the message of a failure says what to do. */
    void notifyFolder(Path folder) throws IOException;

    /**
     * Creates a socket on which a program of this process' user can report about itself, in place of one that was left at
     * this path.
     *
     * @return its descriptor, to be closed with {@link #close}
     */
    int notifySocket(Path path) throws IOException;

    /** Lets another user send to such a socket. */
    void giveSocket(Path path, Account owner) throws IOException;

    /** Removes such a socket, or the folder with all of them; does nothing if that cannot be done. */
    void removeSockets(Path path);

    /** Takes a message from such a socket, if there is any. */
    Optional<NotifyListener.Message> receive(int descriptor);

    /**
     * Whether a process belongs to a child: to its group or its descendants, or was given the same variable. One that has ended
     * cannot be asked any more, and does.
     */
    boolean belongsTo(int child, int pid, String variable);

    /**
     * Whether a child, or a process that belongs to it, listens on a TCP port. Blocks for a moment.
     *
     * @param port empty: any
     */
    boolean isListening(int child, OptionalInt port);

    /**
     * Creates the cgroup of a process, with its limits. Blocks for a moment.
     *
     * @param process its name
     * @return the file to which a process is written to be in it
     * @throws IOException there can be none; the message says what is missing, and what to do
     */
    Path cgroup(String process, CgroupLimits limits) throws IOException;

    /** Removes the cgroup of a process that has ended, unless others live on in it. Blocks for a moment. */
    void removeCgroup(String process);

    /** How many processes were killed for lack of memory in the cgroup of a process since its launch; below 0: unknown. */
    long oomKills(String process);

    /** Writes a line to the system's log, without blocking the caller. */
    void syslog(String line);

    /** Runs what may block, on other threads than the loop's. */
    Executor blocking();

    /** The source of random numbers. */
    RandomGenerator random();
}
