package org.supervisor.examples.supctl;

import java.time.Duration;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.supervisor.api.Event;
import org.supervisor.api.EventItem;
import org.supervisor.api.EventType;
import org.supervisor.api.FaultCode;
import org.supervisor.api.Gap;
import org.supervisor.client.EventOptions;
import org.supervisor.client.FaultException;
import org.supervisor.client.SupervisorException;

/** What happens, as it happens. */
final class EventsVerb {
    private static final int TIME_WIDTH = 21;
    private static final int TYPE_WIDTH = 24;
    private static final int NAME_WIDTH = 15;
    private static final Duration PATIENCE = Duration.ofMinutes(1);
    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("uuuu-MM-dd HH:mm:ss", Locale.ROOT).withZone(ZoneId.systemDefault());

    private final Session session;
    private EventOptions options = EventOptions.usual().reconnectFor(PATIENCE).longestPause(Duration.ofSeconds(5));
    private long left = Long.MAX_VALUE;

    EventsVerb(Session session) {
        this.session = session;
    }

    int events(List<String> arguments) {
        try {
            read(arguments);
        } catch (IllegalArgumentException e) {
            Verbs.wrongUsage(session, "events", e.getMessage());
            return Exit.WRONG_ARGUMENTS;
        }
        if (session.screen().isOutputTerminal() && !session.isJson()) {
            session.print("==> Press Ctrl-C to exit <==");
        }
        session.screen().out().flush();
        try {
            follow();
            return Exit.OK;
        } catch (FaultException e) {
            if (!e.is(FaultCode.UNKNOWN_METHOD)) {
                throw e;
            }
            session.print(session.target().url() + " has no events to tell of; is it a supervisord?");
            return Exit.NO_SUCH_INTERFACE;
        }
    }

    private void read(List<String> arguments) {
        List<EventType> types = new ArrayList<>();
        Iterator<String> words = arguments.iterator();
        while (words.hasNext()) {
            String word = words.next();
            int equals = word.indexOf('=');
            String name = equals < 0 ? word : word.substring(0, equals);
            switch (name) {
                case "--process" -> options = options.process(value(word, words));
                case "--after" -> options = options.after(value(word, words));
                case "--count" -> left = count(value(word, words));
                default -> types.add(type(word));
            }
        }
        options = options.types(types.toArray(EventType[]::new));
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
                                        + List.of(EventType.values()).toString().replaceAll("[\\[\\]]", "")));
    }

    /** Until there were enough, until Ctrl-C, or until nobody reads any more. */
    private void follow() {
        CompletableFuture<Void> enough = new CompletableFuture<>();
        CompletableFuture<Void> end =
                session.client().events(options.onLoss(this::tellLoss)).consume(item -> show(item, enough));
        session.whenInterrupted(() -> enough.complete(null));
        try {
            CompletableFuture.anyOf(end, enough).join();
        } catch (CompletionException e) {
            throw e.getCause() instanceof SupervisorException known ? known : e;
        } finally {
            session.whenInterrupted(null);
            end.cancel(true);
        }
    }

    private void tellLoss(SupervisorException loss) {
        session.screen().err().println("lost: " + loss.getMessage() + "; trying again for a minute");
    }

    private void show(EventItem item, CompletableFuture<Void> enough) {
        if (enough.isDone()) {
            return;
        }
        session.print(session.isJson() ? item.json() : line(item));
        if (item instanceof Event) {
            left--;
        }
        if (session.screen().out().checkError() || left == 0) {
            enough.complete(null);
        }
    }

    private static String line(EventItem item) {
        return switch (item) {
            case Gap gap -> " ".repeat(TIME_WIDTH) + columns("GAP", "", gap.text());
            case Event event ->
                TIME.format(event.time())
                        + "  "
                        + columns(
                                event.field("type").orElse("-"),
                                event.namespec().or(event::group).orElse(""),
                                details(event));
        };
    }

    private static String columns(String type, String name, String details) {
        return (StatusVerbs.padded(type, TYPE_WIDTH) + " " + StatusVerbs.padded(name, NAME_WIDTH) + " " + details)
                .stripTrailing();
    }

    private static String details(Event event) {
        List<String> details = new ArrayList<>();
        event.from().ifPresent(state -> details.add("from " + state));
        event.field("expected")
                .ifPresent(isExpected -> details.add(isExpected.equals("true") ? "expected" : "unexpected"));
        event.pid().ifPresent(pid -> details.add("pid " + pid));
        event.tries().ifPresent(tries -> {
            if (tries > 0) {
                details.add(tries == 1 ? "1 failed attempt" : tries + " failed attempts");
            }
        });
        event.field("remote_type").ifPresent(type -> details.add(printable(type)));
        event.data().ifPresent(data -> details.add(printable(data.stripTrailing())));
        return String.join(", ", details);
    }

    /** In one line, and nothing that a terminal would obey. */
    private static String printable(String text) {
        StringBuilder printable = new StringBuilder(text.length());
        text.chars().forEach(c -> {
            switch (c) {
                case '\n' -> printable.append("\\n");
                case '\r' -> printable.append("\\r");
                case '\t' -> printable.append("\\t");
                default ->
                    printable.append(
                            Character.isISOControl(c) ? String.format("\\x%02x", c) : String.valueOf((char) c));
            }
        });
        return printable.toString();
    }
}
