package org.supervisor.server.engine;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import org.supervisor.api.Signal;
import org.supervisor.server.output.MainLog;
import org.supervisor.server.process.ManagedProcess;
import org.supervisor.server.process.ProcessName;
import org.supervisor.server.process.State;
import org.supervisor.server.process.TimeSource;

/**
 * How long the listeners of a pool may take to answer. One that is silent for longer is stuck and is reported; if so
 * configured it is also killed, as is one that has broken the protocol for as long, so that its program's restart rule
 * brings it back. Confined to the loop's thread.
 */
final class AnswerTimeouts {
    /** When a silent listener is reported if nothing was configured. */
    private static final Duration USUAL = Duration.ofSeconds(60);

    private final Map<ProcessName, Timers.Timer> deadlines = new HashMap<>();
    private final Duration limit;
    private final boolean kills;
    private final EventLoop loop;
    private final MainLog log;
    private final TimeSource time;

    /**
     * The timeouts with one pool.
     *
     * @param answerTimeout zero: no listener is killed
     */
    AnswerTimeouts(Duration answerTimeout, EventLoop loop, MainLog log, TimeSource time) {
        this.kills = answerTimeout.isPositive();
        this.limit = kills ? answerTimeout : USUAL;
        this.loop = loop;
        this.log = log;
        this.time = time;
    }

    /** A listener was sent an event. */
    void waitFor(ManagedProcess listener) {
        begin(listener, "has not answered an event for " + limit.toSeconds() + " seconds");
    }

    /** A listener has broken the protocol, which was reported already. May be called repeatedly. */
    void protocolBroken(ManagedProcess listener) {
        if (!kills) {
            cancel(listener.name());
        } else if (!deadlines.containsKey(listener.name())) {
            begin(listener, "has broken the protocol " + limit.toSeconds() + " seconds ago");
        }
    }

    /** A listener has answered, or is gone. */
    void cancel(ProcessName listener) {
        Timers.Timer deadline = deadlines.remove(listener);
        if (deadline != null) {
            deadline.cancel();
        }
    }

    private void begin(ManagedProcess listener, String complaint) {
        cancel(listener.name());
        long at = time.nanos() + limit.toNanos();
        deadlines.put(listener.name(), loop.at(at, () -> isOver(listener, complaint)));
    }

    private void isOver(ManagedProcess listener, String complaint) {
        deadlines.remove(listener.name());
        String remedy = kills ? "killing it" : "restart it, or set answer_timeout to have that done";
        log.warn(listener.name().process() + ": " + complaint + "; " + remedy);
        if (kills
                && listener.state() instanceof State.Alive alive
                && alive.wire().isRunningLike()) {
            alive.child().signal(Signal.KILL, listener.spec().stop().killsGroup());
        }
    }
}
