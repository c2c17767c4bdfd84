package org.supervisor.server.engine;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.apiguardian.api.API;
import org.supervisor.api.Answer;
import org.supervisor.api.ConfigChanges;
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

/**
 * What can be requested of the supervisor, by any thread. Reads return at once what the loop last published. Requests
 * are put into the loop's mailbox; their futures complete on the loop's thread, so callers continue elsewhere (the
 * {@code ...Async} methods of {@link CompletableFuture}). A request that cannot be met fails with
 * {@link RefusedException}; while the supervisor shuts down or restarts that is SHUTDOWN_STATE.
 *
 * <p>A caller with a right to some programs only ({@link Rights}) sees these, and does something to these; for the others
 * everything here fails with NOT_PERMITTED, or leaves them out where it is about many.
 *
 * <p>A <em>namespec</em> is {@code group:process}, or {@code name} for a process alone in a group of its name.
 */
@API(status = API.Status.EXPERIMENTAL)
public interface Control {
    /** The state of the supervisor. */
    SupervisorState phase();

    /**
     * Completes once the programs that start by themselves are starting. Until then everything looks stopped, as if it
     * were to stay stopped.
     */
    CompletableFuture<Void> begun();

    /** The identifier from the configuration. */
    String identifier();

    /** The daemon's own log file, if it has one. */
    Optional<Path> mainLog();

    /** All processes, ordered by group name, then process name. */
    List<ProcessView> processes();

    /**
     * One process.
     *
     * @throws RefusedException BAD_NAME
     */
    ProcessView process(String namespec);

    /**
     * The processes of a group, by priority.
     *
     * @throws RefusedException BAD_NAME
     */
    List<ProcessView> group(String name);

    /**
     * Starts a process. Fails with NO_FILE, NOT_EXECUTABLE, ALREADY_STARTED, FAILED, SPAWN_ERROR or ABNORMAL_TERMINATION.
     *
     * @param wait whether the future completes only when the process is running; else once it was launched
     */
    CompletableFuture<Void> start(String namespec, boolean wait);

    /** Starts those processes of a group that are not running, lowest priority first. */
    CompletableFuture<List<Outcome>> startGroup(String group, boolean wait);

    /** Starts all processes that are not running, lowest priority first. */
    CompletableFuture<List<Outcome>> startAll(boolean wait);

    /**
     * Stops a process. Fails with NOT_RUNNING or FAILED.
     *
     * @param wait whether the future completes only when the process is gone
     */
    CompletableFuture<Void> stop(String namespec, boolean wait);

    /** Stops those processes of a group that run, highest priority first. */
    CompletableFuture<List<Outcome>> stopGroup(String group, boolean wait);

    /** Stops all processes that run, highest priority first. */
    CompletableFuture<List<Outcome>> stopAll(boolean wait);

    /** Sends a signal. Fails with NOT_RUNNING or FAILED. */
    CompletableFuture<Void> signal(String namespec, Signal signal);

    /** Sends a signal to those processes of a group that can get one. */
    CompletableFuture<List<Outcome>> signalGroup(String group, Signal signal);

    /** Sends a signal to all processes that can get one. */
    CompletableFuture<List<Outcome>> signalAll(Signal signal);

    /**
     * Starts a process unless it runs, joining a start that is under way. Never fails for reasons of the program:
     * STARTED, GAVE_UP or UNKNOWN.
     */
    CompletableFuture<Answer> ensureStarted(String name);

    /** Stops a process if it runs, joining a stop that is under way: STOPPED or UNKNOWN. */
    CompletableFuture<Answer> ensureStopped(String name);

    /** Kills a process if it runs, and it stays down: STOPPED or UNKNOWN. */
    CompletableFuture<Answer> kill(String name);

    /** Sends a program's reload signal: RELOADED, STOPPED if it does not run, or UNKNOWN. Fails with FAILED. */
    CompletableFuture<Answer> reload(String name);

    /**
     * Writes to a process' standard input, all or nothing. Fails with NOT_RUNNING, with NO_FILE if that is closed, or with
     * FAILED if the process does not read and too much waits already.
     */
    CompletableFuture<Void> sendStdin(String namespec, byte[] data);

    /** Publishes a REMOTE_COMMUNICATION event. */
    CompletableFuture<Void> sendRemoteEvent(String type, String data);

    /** What its capabilities report of a process, by name, in values that XML-RPC has. Fails with BAD_NAME. */
    CompletableFuture<Map<String, Object>> facts(String namespec);

    /** What is worth a few words about processes beside their states, by name; the others are left out. */
    CompletableFuture<List<ProcessRemark>> remarks();

    /**
     * What the processes use that run, by name; those that have begun a moment ago may be left out. Measured when asked for, on
     * another thread than the loop's, and then shared for two seconds.
     */
    CompletableFuture<List<ProcessUsage>> usage();

    /**
     * Starts a process as {@link #start(String, boolean)} does, but even if what it depends on is not there.
     *
     * @param wait whether the future completes only when the process is running; else once it was launched
     */
    CompletableFuture<Void> startAlone(String namespec, boolean wait);

    /** Makes a process read its own configuration again. Fails with BAD_NAME, NOT_RUNNING or FAILED. */
    CompletableFuture<Void> reloadProgram(String namespec);

    /** What happened to a process lately and why, newest first. Fails with BAD_NAME. */
    CompletableFuture<List<HistoryEntry>> explain(String namespec);

    /** Whether a process is wanted up or down, since when and by whom. Fails with BAD_NAME. */
    CompletableFuture<ProcessGoal> goal(String namespec);

    /** What was found of an earlier supervisor at the start of this one; empty: there was none. Any thread. */
    Optional<Takeover> takeover();

    /** Where the output of a process went, a stream each. Fails with BAD_NAME. */
    CompletableFuture<List<StreamAccount>> account(String namespec);

    /**
     * Closes all log files and opens them again by their names, because they have been moved.
     *
     * @return how many were opened
     */
    CompletableFuture<Integer> reopenLogs();

    /** Empties the log files of a process. Fails with FAILED. */
    CompletableFuture<Void> clearLogs(String namespec);

    /** Empties the log files of all processes. */
    CompletableFuture<List<Outcome>> clearAllLogs();

    /** Empties the daemon's own log. Fails with NO_FILE or FAILED. */
    CompletableFuture<Void> clearMainLog();

    /** Reads the configuration again and compares; changes nothing. Fails with CANT_REREAD. */
    CompletableFuture<ConfigChanges> rereadConfig();

    /** The programs of the configuration last read, ordered by process name. */
    List<ConfigView> configs();

    /** Activates a group of the configuration last read. Fails with BAD_NAME or ALREADY_ADDED. */
    CompletableFuture<Void> addGroup(String name);

    /** Removes a group whose processes have all stopped. Fails with BAD_NAME or STILL_RUNNING. */
    CompletableFuture<Void> removeGroup(String name);

    /** Begins to stop everything, then ends the daemon. Completes at once. */
    CompletableFuture<Void> shutdown();

    /**
     * Ends the daemon and leaves all programs running; the next daemon takes them over. Completes at once. Fails with FAILED
     * where programs would not survive.
     */
    CompletableFuture<Void> detach();

    /**
     * Lets this process become the build of the daemon that is installed now, with all its children, sockets and clients.
     * Completes when that build was tried on the configuration and everything is ready for it. Fails with FAILED where programs
     * would not survive, or if that build cannot be used; then everything goes on as before.
     */
    CompletableFuture<Void> upgrade();

    /** Begins to stop everything, then reads the configuration again and starts over. Completes at once. */
    CompletableFuture<Void> restart();

    /**
     * Calls back, on the loop's thread, whenever bytes were added to this log file or it was replaced. The callback must
     * not block.
     *
     * @return closes the subscription; any thread
     */
    Subscription onLogActivity(Path log, Runnable callback);

    /** What happens, as it happens. */
    EventFeed events();

    /** What is counted. */
    Counts counts();

    /** Something that goes on until it is closed. */
    interface Subscription extends AutoCloseable {
        @Override
        void close();
    }
}
