package org.supervisor.server.engine;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import java.util.function.LongConsumer;
import java.util.function.Supplier;
import org.supervisor.server.process.TimeSource;

/**
 * The one thread that owns all changing state. Any thread puts work into the mailbox; {@link #turn} does it, fires what
 * is due and passes on what the kernel reports. The thread is a thin shell around that.
 *
 * <p>Output pipes are in a poller of their own, nested in the first one, so that they can be left unread for a moment
 * while everything else is answered at once: see {@link OutputPacer}.
 */
final class EventLoop implements Executor, AutoCloseable {
    private static final int MAIL_PER_TURN = 1024;

    private final ConcurrentLinkedQueue<Runnable> mailbox = new ConcurrentLinkedQueue<>();
    private final Timers timers = new Timers();
    private final TimeSource time;
    private final Consumer<Throwable> onFailure;
    private final Watcher poller;
    private final OutputPacer output;
    private LongConsumer expectation = _ -> {};
    private volatile boolean ended;
    private volatile Throwable death;
    private volatile long turns;

    /**
     * A loop that has not begun to turn.
     *
     * @param onFailure gets every exception and error that a piece of work lets escape; the loop goes on, unless this
     *     throws too
     */
    EventLoop(Kernel kernel, Consumer<Throwable> onFailure) {
        this.time = kernel;
        this.onFailure = onFailure;
        this.poller = kernel.watcher(onFailure);
        this.output = new OutputPacer(kernel, poller, timers, onFailure);
    }

    /** Puts work into the mailbox. Any thread. */
    @Override
    public void execute(Runnable work) {
        mailbox.add(work);
        poller.wake();
    }

    /** Puts a question into the mailbox; the answer completes on the loop's thread. Any thread. */
    <T> CompletableFuture<T> ask(Supplier<T> question) {
        CompletableFuture<T> answer = new CompletableFuture<>();
        execute(() -> {
            try {
                answer.complete(question.get());
            } catch (Throwable refused) {
                answer.completeExceptionally(refused);
            }
        });
        return answer;
    }

    /** Does something at a moment of the monotonic clock. Loop's thread. */
    Timers.Timer at(long nanos, Runnable action) {
        return timers.at(nanos, action);
    }

    /** Does something when this much time has passed. Loop's thread. */
    Timers.Timer after(Duration pause, Runnable action) {
        return timers.at(time.nanos() + pause.toNanos(), action);
    }

    /** The same for those who only cancel. */
    LoopTimer timer() {
        return (pause, action) -> after(pause, action)::cancel;
    }

    /** Where descriptors that want an answer at once are watched. Loop's thread. */
    Watcher poller() {
        return poller;
    }

    /** Where output pipes are watched. Loop's thread. */
    OutputPacer output() {
        return output;
    }

    /**
     * Answers what has arrived, fires what is due and waits for more, but not longer than until the next timer. Called by
     * the loop's thread, or by a test.
     */
    void turn() {
        long next = turns + 1; // written by this thread alone
        turns = next;
        runMail();
        timers.fire(time.nanos(), onFailure);
        long wait = mailbox.isEmpty() && !ended ? timers.nanosToNext(time.nanos()) : 0;
        expectation.accept(wait);
        int ready = poller.await(wait);
        expectation.accept(0);
        poller.dispatch(ready);
    }

    /**
     * Reports before and after each wait how long it takes at most until the loop goes on. Loop's thread.
     *
     * @param nanos gets that time; a negative number: until something happens
     */
    void reportExpectation(LongConsumer nanos) {
        expectation = nanos;
    }

    /**
     * Turns until {@link #end}. Whatever a piece of work throws is reported and the loop goes on; what escapes from
     * here is a failure of the loop itself, or of a thread that it needs.
     */
    void run() {
        while (!ended) {
            turn();
            if (death != null) {
                throw new IllegalStateException("a thread that the event loop needs has failed", death);
            }
        }
        runMail();
    }

    /** How many turns it has done. Any thread. */
    long turns() {
        return turns;
    }

    /** Lets {@link #run} throw after the present turn: a thread that the loop needs has failed. Any thread. */
    void fail(Throwable cause) {
        death = cause;
        poller.wake();
    }

    /** Lets {@link #run} return after the present turn. Any thread. */
    void end() {
        ended = true;
        poller.wake();
    }

    @Override
    public void close() {
        output.close();
        poller.close();
    }

    /** A bounded slice: work that adds more work does not keep the timers waiting. */
    private void runMail() {
        for (int left = MAIL_PER_TURN; left > 0; left--) {
            Runnable work = mailbox.poll();
            if (work == null) {
                return;
            }
            guarded(work);
        }
    }

    private void guarded(Runnable work) {
        try {
            work.run();
        } catch (Throwable failure) {
            onFailure.accept(failure);
        }
    }
}
