package org.supervisor.examples.supctl;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.supervisor.api.Event;
import org.supervisor.api.EventItem;
import org.supervisor.api.EventType;
import org.supervisor.api.FaultCode;
import org.supervisor.client.EventOptions;
import org.supervisor.client.FaultException;
import org.supervisor.client.SupervisorException;

final class EventsVerb implements Verb {
    private static final List<String> OPTIONS = List.of("--process", "--after", "--count", "--json");
    private static final Duration RECONNECT_FOR = Duration.ofMinutes(1);
    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(5);

    private EventOptions options =
            EventOptions.usual().reconnectFor(RECONNECT_FOR).longestPause(LONGEST_PAUSE);
    private long left = Long.MAX_VALUE;

    @Override
    public Argument argument() {
        return Argument.EVENT_TYPES;
    }

    @Override
    public String purpose() {
        return "Show events as they happen, one a line, until Ctrl-C";
    }

    @Override
    public List<String> usage() {
        return List.of(
                "events [TYPE...]      these types and all below them, such as PROCESS_STATE; default: all except"
                        + " ticks",
                "events --process NAME, --process GROUP:*",
                "events --count N      ends after N events",
                "events --after ID     from the event after this one; 0: from the oldest that is kept");
    }

    @Override
    public List<String> examples() {
        return List.of("events PROCESS_STATE_EXITED PROCESS_STATE_FATAL", "events --process workers:* --count 1");
    }

    @Override
    public List<String> options() {
        return OPTIONS;
    }

    @Override
    public boolean hasJson() {
        return true;
    }

    @Override
    public int run(Session session, List<String> arguments) {
        try {
            read(arguments);
        } catch (IllegalArgumentException e) {
            return misused(session, e.getMessage(), Exit.WRONG_ARGUMENTS);
        }
        if (session.screen().isOutputTerminal() && !session.isJson()) {
            session.print("==> Press Ctrl-C to exit <==");
        }
        session.screen().out().flush();
        try {
            follow(session);
            return Exit.OK;
        } catch (FaultException e) {
            if (!e.is(FaultCode.UNKNOWN_METHOD)) {
                throw e;
            }
            session.print(session.target().url() + " has no stream of events; is it a supervisord?");
            return Exit.NO_SUCH_INTERFACE;
        }
    }

    /**
     * Reads the words after the verb.
     *
     * @throws IllegalArgumentException if they are misused; the message is for people
     */
    private void read(List<String> arguments) {
        List<EventType> types = new ArrayList<>();
        Iterator<String> words = arguments.iterator();
        while (words.hasNext()) {
            String word = words.next();
            switch (optionName(word)) {
                case "--process" -> options = options.process(value(word, words));
                case "--after" -> options = options.after(value(word, words));
                case "--count" -> left = count(value(word, words));
                default -> types.add(type(word));
            }
        }
        options = options.types(types.toArray(EventType[]::new));
    }

    private static String optionName(String word) {
        int equals = word.indexOf('=');
        return equals < 0 ? word : word.substring(0, equals);
    }

    private static String value(String word, Iterator<String> words) {
        int equals = word.indexOf('=');
        if (equals >= 0) {
            return word.substring(equals + 1);
        }
        if (!words.hasNext()) {
            throw new IllegalArgumentException(word + " requires an argument");
        }
        return words.next();
    }

    private static long count(String text) {
        if (!text.matches("[1-9]\\d{0,17}")) {
            throw new IllegalArgumentException("found --count " + text + "; expected a number, at least 1");
        }
        return Long.parseLong(text);
    }

    private static EventType type(String word) {
        return EventType.named(word)
                .orElseThrow(() -> new IllegalArgumentException(
                        word.startsWith("-")
                                ? "option " + word + " not recognized"
                                : "there is no event type " + word + "; known are "
                                        + List.of(EventType.values()).toString().replaceAll("[\\[\\]]", "")
                                        + NearSpelling.hint(word, names())));
    }

    private static List<String> names() {
        return Arrays.stream(EventType.values()).map(EventType::name).toList();
    }

    /** Prints events until the count is reached, until Ctrl-C, or until the reader of standard output is gone. */
    private void follow(Session session) {
        CompletableFuture<Void> enough = new CompletableFuture<>();
        CompletableFuture<Void> end = session.client()
                .events(options.onLoss(loss -> reportLoss(session, loss)))
                .consume(item -> show(session, item, enough));
        session.onInterrupt(() -> enough.complete(null));
        try {
            CompletableFuture.anyOf(end, enough).join();
        } catch (CompletionException e) {
            throw e.getCause() instanceof SupervisorException known ? known : e;
        } finally {
            session.ignoreInterrupt();
            end.cancel(true);
        }
    }

    private static void reportLoss(Session session, SupervisorException loss) {
        session.complain("lost: " + loss.getMessage() + "; trying to reconnect for a minute");
    }

    private void show(Session session, EventItem item, CompletableFuture<Void> enough) {
        if (enough.isDone()) {
            return;
        }
        session.print(session.isJson() ? item.json() : EventLine.of(item));
        if (item instanceof Event) {
            left--;
        }
        if (session.screen().out().checkError() || left == 0) {
            enough.complete(null);
        }
    }
}
