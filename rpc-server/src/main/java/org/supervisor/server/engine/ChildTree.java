package org.supervisor.server.engine;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.function.Consumer;
import org.supervisor.api.Signal;
import org.supervisor.server.os.ForkedProcess;
import org.supervisor.server.process.Child;

/**
 * A child that is stopped with all that it has started. What takes time is done on other threads. Loop's thread.
 */
final class ChildTree {
    private static final Duration AGAIN = Duration.ofMillis(100);

    private final Kernel.Tree tree;
    private final Kernel kernel;
    private final EventLoop loop;
    private final Consumer<String> log;
    private boolean isSignalled;
    private boolean hasEnded;
    private List<Integer> remaining = List.of();

    /** @param log gets what people are to know of it */
    ChildTree(Kernel.Tree tree, Kernel kernel, EventLoop loop, Consumer<String> log) {
        this.tree = tree;
        this.kernel = kernel;
        this.loop = loop;
        this.log = log;
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
        kernel.blocking().execute(() -> {
            List<Integer> denied = tree.signal(signal);
            if (!denied.isEmpty()) {
                loop.execute(
                        () -> log.accept("processes of its tree run on, which the kernel does not permit to signal: "
                                + denied + "; end them by hand"));
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
        kernel.blocking().execute(() -> {
            ForkedProcess.Finding finding = tree.find(pidFile);
            loop.execute(() -> found.accept(finding));
        });
    }

    /** Calls back when nothing of the tree is left. */
    void whenGone(Runnable gone) {
        kernel.blocking().execute(() -> {
            List<Integer> left = tree.remaining();
            int pidfd = left.isEmpty() ? -1 : tree.open(left.getFirst());
            loop.execute(() -> await(left, pidfd, gone));
        });
    }

    private void await(List<Integer> left, int pidfd, Runnable gone) {
        if (remaining.isEmpty() && !left.isEmpty()) {
            log.accept("it has ended, and its stop waits for " + left + " of its tree to end");
        }
        remaining = left;
        if (left.isEmpty()) {
            gone.run();
        } else if (pidfd < 0) {
            loop.after(AGAIN, () -> whenGone(gone));
        } else {
            loop.poller().add(pidfd, true, false, (_, _, _) -> {
                loop.poller().remove(pidfd);
                kernel.close(pidfd);
                whenGone(gone);
            });
        }
    }
}
