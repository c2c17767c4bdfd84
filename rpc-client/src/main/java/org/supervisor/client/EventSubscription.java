package org.supervisor.client;

import java.io.IOException;
import java.nio.channels.CancelledKeyException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import java.util.concurrent.Flow;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.supervisor.api.EventItem;

/**
 * Delivers events to one subscriber, from one connection after another. {@link #run} is the thread's work; any thread
 * may request more or cancel.
 */
final class EventSubscription implements Flow.Subscription, Runnable {
    private static final Duration USUAL_PAUSE = Duration.ofSeconds(1);

    private final EventSource source;
    private final Flow.Subscriber<? super EventItem> subscriber;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();

    // guarded by the lock
    private long demand;
    private boolean isCancelled;
    private IllegalArgumentException misuse;
    private EventReader reader;

    // the thread's own
    private Optional<String> lastId;
    private Duration firstPause = USUAL_PAUSE;

    EventSubscription(EventSource source, Flow.Subscriber<? super EventItem> subscriber) {
        this.source = source;
        this.subscriber = subscriber;
        this.lastId = source.options().after();
    }

    @Override
    public void request(long count) {
        lock.lock();
        try {
            if (count <= 0) {
                misuse = new IllegalArgumentException(
                        "request(" + count + "): expected at least 1 (Reactive Streams, rule 3.9)");
                closeReader();
            } else {
                demand = demand + count < 0 ? Long.MAX_VALUE : demand + count;
            }
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    @Override
    public void cancel() {
        lock.lock();
        try {
            isCancelled = true;
            closeReader();
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    private void closeReader() {
        if (reader != null) {
            reader.close();
        }
    }

    @Override
    public void run() {
        try {
            follow();
            if (!hasEnded()) {
                subscriber.onComplete();
            }
        } catch (RuntimeException e) {
            fail(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            fail(new CancellationException("interrupted while waiting for events"));
        } finally {
            cancel();
        }
    }

    private void fail(RuntimeException failure) {
        lock.lock();
        try {
            if (isCancelled) {
                return;
            }
        } finally {
            lock.unlock();
        }
        subscriber.onError(failure);
    }

    /** Runs until it is cancelled, or until the connection is lost for good. */
    private void follow() throws InterruptedException {
        open();
        Optional<SupervisorException> loss = readToEnd();
        while (!hasEnded()) {
            if (source.options().patience().isZero()) {
                loss.ifPresent(failure -> {
                    throw failure;
                });
                return;
            }
            source.options().onLoss().accept(loss.orElseGet(source::ended));
            reopen();
            loss = readToEnd();
        }
    }

    private void open() {
        EventReader opened = source.open(lastId);
        lock.lock();
        try {
            reader = opened;
            if (isCancelled || misuse != null) {
                reader.close();
            }
        } finally {
            lock.unlock();
        }
    }

    private void reopen() throws InterruptedException {
        Duration patience = source.options().patience();
        long begun = System.nanoTime();
        Duration pause = firstPause;
        while (true) {
            Duration left = patience.minusNanos(System.nanoTime() - begun);
            pause(shorter(shorter(pause, source.options().longestPause()), left));
            if (hasEnded()) {
                return;
            }
            try {
                open();
                return;
            } catch (NotReachableException | TimedOutException e) {
                if (patience.minusNanos(System.nanoTime() - begun).isNegative()) {
                    throw e;
                }
                pause = pause.multipliedBy(2);
            }
        }
    }

    private static Duration shorter(Duration a, Duration b) {
        return a.compareTo(b) < 0 ? a : b;
    }

    private void pause(Duration time) throws InterruptedException {
        lock.lock();
        try {
            long left = time.toNanos();
            while (left > 0 && !isCancelled && misuse == null) {
                left = changed.awaitNanos(left);
            }
        } finally {
            lock.unlock();
        }
    }

    /** What has ended it, unless the supervisor did in an orderly way. */
    private Optional<SupervisorException> readToEnd() throws InterruptedException {
        try {
            while (awaitDemand()) {
                Optional<EventItem> item = reader.read();
                lastId = reader.lastId().or(() -> lastId);
                firstPause = reader.pause().orElse(firstPause);
                if (item.isEmpty()) {
                    return Optional.empty();
                }
                subscriber.onNext(item.get());
            }
            return Optional.empty();
        } catch (IOException | CancelledKeyException e) {
            if (hasEnded()) {
                return Optional.empty();
            }
            SupervisorException loss = source.broken(e instanceof IOException io ? io : new IOException(e));
            if (loss instanceof ProtocolViolationException) {
                throw loss; // another connection would fail in the same way
            }
            return Optional.of(loss);
        } finally {
            reader.close();
        }
    }

    /** Waits until the subscriber requests another item; false if it never will. */
    private boolean awaitDemand() throws InterruptedException {
        lock.lock();
        try {
            while (demand == 0 && !hasEnded()) {
                changed.await();
            }
            if (hasEnded()) {
                return false;
            }
            demand -= demand == Long.MAX_VALUE ? 0 : 1;
            return true;
        } finally {
            lock.unlock();
        }
    }

    /**
     * Whether the subscriber has cancelled.
     *
     * @throws IllegalArgumentException if it has requested an impossible number
     */
    private boolean hasEnded() {
        lock.lock();
        try {
            if (misuse != null && !isCancelled) {
                throw misuse;
            }
            return isCancelled;
        } finally {
            lock.unlock();
        }
    }
}
