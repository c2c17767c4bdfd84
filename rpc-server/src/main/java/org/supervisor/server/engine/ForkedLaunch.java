package org.supervisor.server.engine;

import java.time.Duration;
import org.supervisor.api.Signal;
import org.supervisor.server.os.ForkedProcess.Finding;
import org.supervisor.server.process.ExitStatus;
import org.supervisor.server.process.FailureReason;
import org.supervisor.server.process.ForksAway;
import org.supervisor.server.process.ManagedProcess;
import org.supervisor.server.process.NativeText;
import org.supervisor.server.process.StopRule;

/**
 * The launch of a program that forks away: from when its first process is there to when that has ended and its pidfile names
 * another, or until nothing of the program is left. Loop's thread.
 */
final class ForkedLaunch {
    private static final Duration FIRST_LOOK = Duration.ofMillis(10);
    private static final Duration LONGEST_LOOK = Duration.ofMillis(320);

    /** KILL is repeated until nothing is left. */
    private static final Duration LEAST_GRACE = Duration.ofMillis(500);

    private final ManagedProcess process;
    private final ForksAway rule;
    private final LiveChild first;
    private final ChildTree tree;
    private final Tools tools;
    private final Outcome outcome;
    private boolean isOver; // found, or being ended
    private boolean isGone;
    private String failure = ""; // empty: none so far
    private String problem; // why the process has not been found so far

    /**
     * What all of them use.
     *
     * @param timer does something after a time; what it returns cancels that
     */
    record Tools(LoopTimer timer, Kernel kernel) {}

    /** What becomes of it. */
    interface Outcome {
        /** It is to be supervised. */
        void found(Finding.Found main);

        /** The launch has failed, and nothing of it is left. */
        void failed(String reason);
    }

    ForkedLaunch(
            ManagedProcess process, ForksAway rule, LiveChild first, ChildTree tree, Tools tools, Outcome outcome) {
        this.process = process;
        this.rule = rule;
        this.first = first;
        this.tree = tree;
        this.tools = tools;
        this.outcome = outcome;
        this.problem = NativeText.of(rule.pidFile()) + " has not been read";
    }

    void begin() {
        tools.timer().after(rule.timeout(), () -> {
            if (!tree.hasEnded()) {
                end("its first process has not ended within " + Causes.seconds(rule.timeout())
                        + " (pidfile_timeout): a program with a pidfile has to fork away");
            }
        });
    }

    /** The first process has been reaped. */
    void firstEnded(ExitStatus status) {
        tree.ended();
        if (isOver) {
            awaitGone();
        } else if (status.equals(new ExitStatus.Code(0))) {
            look(FIRST_LOOK);
            tools.timer()
                    .after(
                            afterwards(),
                            () -> end("its first process has ended, and after " + Causes.seconds(afterwards()) + " "
                                    + problem + "; expected the pid of the process that it has forked away"));
        } else {
            end("its first process has ended before it has forked away: " + status);
        }
    }

    private Duration afterwards() {
        return ForksAway.afterwards(process.spec());
    }

    private void look(Duration pause) {
        tree.find(rule.pidFile(), finding -> {
            switch (finding) {
                case Finding.Found main -> found(main);
                case Finding.NotFound(String reason) -> missing(reason, pause);
            }
        });
    }

    private void missing(String reason, Duration pause) {
        problem = reason;
        if (!isOver) {
            Duration next = pause.compareTo(LONGEST_LOOK) < 0 ? pause.multipliedBy(2) : pause;
            tools.timer().after(pause, () -> look(next));
        }
    }

    private void found(Finding.Found main) {
        if (isOver) {
            tools.kernel().close(main.pidfd());
        } else {
            isOver = true;
            try {
                outcome.found(main);
            } catch (Throwable cause) {
                failure = "its process cannot be watched: " + FailureReason.of(cause);
                signal(process.spec().stop().signal());
                awaitGone();
                throw cause;
            }
        }
    }

    /** What it waits for, for people. */
    String waitsFor() {
        return tree.hasEnded()
                ? "waits for " + NativeText.of(rule.pidFile()) + " to name its process"
                : "waits for its first process to end";
    }

    /** It is not to be launched any more: what there is of it is stopped, and reported when it is gone. */
    void end(String reason) {
        if (isOver) {
            return;
        }
        isOver = true;
        failure = reason;
        signal(process.spec().stop().signal());
        if (tree.hasEnded()) {
            awaitGone();
        }
    }

    private void awaitGone() {
        if (!failure.isEmpty()) {
            tree.whenGone(() -> {
                isGone = true;
                outcome.failed(failure);
            });
        }
    }

    private void signal(Signal signal) {
        StopRule rule = process.spec().stop();
        tree.signal(first, signal);
        Duration pause = rule.grace().compareTo(LEAST_GRACE) > 0 ? rule.grace() : LEAST_GRACE;
        tools.timer().after(pause, () -> {
            if (!isGone) {
                signal(Signal.KILL);
            }
        });
    }
}
