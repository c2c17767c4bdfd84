package org.supervisor.examples.client;

import java.net.URI;
import java.util.concurrent.CompletionException;
import org.supervisor.api.Event;
import org.supervisor.api.EventItem;
import org.supervisor.api.EventType;
import org.supervisor.api.Gap;
import org.supervisor.client.EventOptions;
import org.supervisor.client.SupervisorClient;

/**
 * Prints when a program exits unexpectedly or could not be started, until it is interrupted. In a clone:
 * {@code java -cp dist/target/lib/supervisor.jar org.supervisor.examples.client.FollowEvents HOST PORT}.
 */
public final class FollowEvents {
    private static final int ARGUMENTS = 2;

    private FollowEvents() {}

    /** Takes host and port. */
    public static void main(String[] args) {
        if (args.length != ARGUMENTS) {
            System.err.println("usage: FollowEvents HOST PORT");
            System.exit(2);
        }
        URI uri = URI.create("http://" + args[0] + ":" + args[1]);
        EventOptions failures = EventOptions.usual()
                .types(EventType.PROCESS_STATE_EXITED, EventType.PROCESS_STATE_FATAL)
                .onLoss(loss -> System.err.println(loss.getMessage() + "; trying again"));
        try (SupervisorClient client = SupervisorClient.builder().uri(uri).build()) {
            client.events(failures).consume(FollowEvents::print).join();
        } catch (CompletionException e) {
            System.err.println(e.getCause().getMessage());
            System.exit(1);
        }
    }

    private static void print(EventItem item) {
        switch (item) {
            case Gap gap -> System.out.println("some events were missed: " + gap.text());
            case Event event
            when event.type() == EventType.PROCESS_STATE_FATAL ->
                System.out.println(event.time() + " " + event.namespec().orElseThrow() + " could not be started");
            case Event event
            when event.isUnexpectedExit() ->
                System.out.println(event.time() + " " + event.namespec().orElseThrow() + " has ended unexpectedly");
            case Event _ -> {} // it was expected
        }
    }
}
