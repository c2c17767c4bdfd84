package org.supervisor.server.engine;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import org.supervisor.api.LogLevel;
import org.supervisor.api.Signal;
import org.supervisor.server.os.ForkedProcess;
import org.supervisor.server.process.Child;

/**
 * A child that is stopped with all that it has started. What takes time is done on other threads. Loop's thread.
 *
 * <p>Nothing of it is left when a look finds none, and no orphan has ended during that look. If there was a process when the look began
 * that it has not found, it has ended meanwhile; one of those at least had lost its parent, so it was a child of this process.
 */
final class ChildTree {
    private static final Duration FIRST_PAUSE = Duration.ofMillis(10);
    private static final Duration LONGEST_PAUSE = Duration.ofMillis(320);

    /** So long KILL is repeated. */
    private static final Duration LONGEST_KILL = Duration.ofSeconds(60);

    /** Looks that find nothing while orphans of others end all the time. */
    private static final int MOST_UNSURE = 20;

    private final Kernel.Tree tree;
    private final Tools tools;
    private final Notes notes;
    private boolean isSignalled;
    private boolean isKilled;
    private boolean hasEnded;
    private List<Integer> remaining = List.of();
    private int unsure;
    private Optional<Runnable> awaited = Optional.empty(); // what waits for its end
    private Runnable stopWaiting = () -> {};

    /**
     * What all of them use.
     *
     * @param orphansEnded a number that changes with each child of this process that ends and that it has not launched
     */
    record Tools(Kernel kernel, EventLoop loop, LongSupplier orphansEnded) {}

    /** Gets what people are to know of it. */
    interface Notes {
        void log(LogLevel level, String text);
    }

    ChildTree(Kernel.Tree tree, Tools tools, Notes notes) {
        this.tree = tree;
        this.tools = tools;
        this.notes = notes;
    }

    /** Whether the child has been reaped: its pid may be another's. */
    boolean hasEnded() {
        return hasEnded;
    }

    /** Whether a signal was sent to the whole of it. */
    boolean isSignalled() {
        return isSignalled;
    }

    /** Those for whose end it waits. */
    List<Integer> remaining() {
        return remaining;
    }

    /** Signals the child, and then the others; those that would lose their parent by that are looked for before. */
    Child.Delivery signal(LiveChild child, Signal signal) {
        isSignalled = true;
        if (!hasEnded) {
            tree.look();
            if (child.signal(signal, false) == Child.Delivery.DENIED) {
                return Child.Delivery.DENIED;
            }
        }
        if (signal.equals(Signal.KILL) && !isKilled) {
            isKilled = true;
            limitKills();
        }
        tools.kernel().blocking().execute(() -> {
            List<Integer> denied = tree.signal(signal);
            if (!denied.isEmpty()) {
                tools.loop()
                        .execute(() -> notes.log(
                                LogLevel.WARN,
                                "processes of its tree run on, which the kernel does not permit to signal: " + denied
                                        + "; end them by hand"));
            }
        });
        return Child.Delivery.SENT;
    }

    /** The child has been reaped. */
    void ended() {
        hasEnded = true;
    }

    /**
     * Looks for the process that the child has forked away.
     *
     * @param found gets it later, on the loop's thread
     */
    void find(Path pidFile, Consumer<ForkedProcess.Finding> found) {
        tools.kernel().blocking().execute(() -> {
            ForkedProcess.Finding finding = tree.find(pidFile);
            tools.loop().execute(() -> found.accept(finding));
        });
    }

    /** Calls back when nothing of the tree is left, or cannot be ended. Once. */
    void whenGone(Runnable gone) {
        awaited = Optional.of(gone);
        limitKills();
        look(FIRST_PAUSE);
    }

    /** From when the child itself has ended: until then its stop waits for that, however long it takes. */
    private void limitKills() {
        if (isKilled && awaited.isPresent()) {
            tools.loop().after(LONGEST_KILL, this::giveUp);
        }
    }

    private void look(Duration pause) {
        if (awaited.isEmpty()) {
            return;
        }
        long endedBefore = tools.orphansEnded().getAsLong();
        boolean kills = isKilled;
        tools.kernel().blocking().execute(() -> {
            if (kills) {
                tree.signal(Signal.KILL); // those that have begun since
            }
            List<Integer> left = tree.remaining();
            int pidfd = left.isEmpty() ? -1 : tree.open(left.getFirst());
            tools.loop().execute(() -> looked(left, pidfd, endedBefore, pause));
        });
    }

    private void looked(List<Integer> left, int pidfd, long endedBefore, Duration pause) {
        Duration longer = pause.multipliedBy(2);
        Duration next = longer.compareTo(LONGEST_PAUSE) < 0 ? longer : LONGEST_PAUSE;
        Runnable again = () -> tools.loop().after(pause, () -> look(next));
        if (awaited.isEmpty()) {
            tools.kernel().close(pidfd);
        } else if (left.isEmpty()) {
            foundNothing(endedBefore, again);
        } else {
            unsure = 0;
            if (remaining.isEmpty()) {
                notes.log(LogLevel.INFO, "it has ended, and its stop waits for " + left + " of its tree to end");
            }
            remaining = left;
            await(pidfd, again);
        }
    }

    private void foundNothing(long endedBefore, Runnable again) {
        boolean isCertain = tools.orphansEnded().getAsLong() == endedBefore;
        if (!isCertain && ++unsure < MOST_UNSURE) {
            again.run();
            return;
        }
        if (!isCertain) {
            notes.log(
                    LogLevel.WARN,
                    "nothing of its tree was found in " + unsure
                            + " looks; orphans end all the time, so this is not certain: compare with the processes"
                            + " that run");
        }
        finish();
    }

    private void await(int pidfd, Runnable again) {
        if (pidfd < 0) {
            again.run();
            return;
        }
        EventLoop loop = tools.loop();
        Runnable stop = () -> {
            loop.poller().remove(pidfd);
            tools.kernel().close(pidfd);
            stopWaiting = () -> {};
        };
        stopWaiting = stop;
        loop.poller().add(pidfd, true, false, (_, _, _) -> {
            stop.run();
            again.run();
        });
    }

    /** What is left hangs in the kernel, or begins faster than it can be ended. */
    private void giveUp() {
        if (awaited.isPresent()) {
            notes.log(
                    LogLevel.ERROR,
                    "processes of its tree run on after SIGKILL was sent for " + Causes.seconds(LONGEST_KILL) + ": "
                            + remaining + "; its stop does not wait for them any longer, end them by hand");
            stopWaiting.run();
            finish();
        }
    }

    private void finish() {
        Runnable gone = awaited.orElseThrow();
        awaited = Optional.empty();
        remaining = List.of();
        gone.run();
    }
}
