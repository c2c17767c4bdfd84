package org.supervisor.client;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.Flow;
import java.util.function.Consumer;
import org.supervisor.api.EventItem;

/**
 * The events of one supervisor. Each subscriber has a connection and a thread of its own for as long as it is
 * subscribed, and is called on that thread. It is sent no more than it requests: the supervisor keeps what it can, and
 * a {@link org.supervisor.api.Gap} reports the rest.
 *
 * <p>After a lost connection the stream reconnects and continues where it was. It fails with a
 * {@link SupervisorException} if the first attempt to connect fails, if later ones fail for as long as
 * {@link EventOptions#reconnectFor} allows, or if the supervisor refuses: with a {@link FaultException},
 * UNKNOWN_METHOD, if it has no stream of events, as supervisord. An exception of the subscriber's own {@code onNext}
 * ends the stream too.
 *
 * @see SupervisorClient#events()
 */
public final class EventPublisher implements Flow.Publisher<EventItem> {
    private final EventSource source;
    private final Executor executor;

    EventPublisher(EventSource source, Executor executor) {
        this.source = source;
        this.executor = executor;
    }

    @Override
    public void subscribe(Flow.Subscriber<? super EventItem> subscriber) {
        EventSubscription subscription = new EventSubscription(source, subscriber);
        subscriber.onSubscribe(subscription);
        executor.execute(subscription);
    }

    /**
     * Calls the consumer for every event as it arrives, on a thread of the client's executor.
     *
     * @return fails when the stream does; cancelling it ends the stream
     */
    public CompletableFuture<Void> consume(Consumer<? super EventItem> consumer) {
        CompletableFuture<Void> end = new CompletableFuture<>();
        subscribe(new Flow.Subscriber<>() {
            @Override
            public void onSubscribe(Flow.Subscription subscription) {
                var unused = end.whenComplete((nothing, failure) -> subscription.cancel());
                subscription.request(Long.MAX_VALUE);
            }

            @Override
            public void onNext(EventItem item) {
                consumer.accept(item);
            }

            @Override
            public void onError(Throwable failure) {
                end.completeExceptionally(failure);
            }

            @Override
            public void onComplete() {
                end.complete(null);
            }
        });
        return end;
    }
}
