package org.supervisor.client;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.supervisor.api.EventType;

/**
 * Which events to receive, from when, and what to do about a lost connection. Immutable; methods return a new instance.
 *
 * <pre>{@code
 * EventOptions.usual().types(EventType.PROCESS_STATE).process("web").after(lastId)
 * }</pre>
 */
public final class EventOptions {
    private static final Duration FOR_EVER = Duration.ofSeconds(Long.MAX_VALUE);
    private static final EventOptions USUAL = new EventOptions(
            List.of(), Optional.empty(), Optional.empty(), FOR_EVER, Duration.ofSeconds(30), loss -> {});

    private final List<EventType> types;
    private final Optional<String> process;
    private final Optional<String> after;
    private final Duration patience;
    private final Duration longestPause;
    private final Consumer<? super SupervisorException> onLoss;

    private EventOptions(
            List<EventType> types,
            Optional<String> process,
            Optional<String> after,
            Duration patience,
            Duration longestPause,
            Consumer<? super SupervisorException> onLoss) {
        this.types = types;
        this.process = process;
        this.after = after;
        this.patience = patience;
        this.longestPause = longestPause;
        this.onLoss = onLoss;
    }

    /** All events except ticks, from now on; a lost connection is retried without a limit. */
    public static EventOptions usual() {
        return USUAL;
    }

    /** These types, and all below them. {@link EventType#EVENT} is everything, ticks too. */
    public EventOptions types(EventType... wanted) {
        return new EventOptions(List.of(wanted), process, after, patience, longestPause, onLoss);
    }

    /** Only events of this process: {@code group:name}, {@code name}, or {@code group:*}. */
    public EventOptions process(String namespec) {
        return new EventOptions(types, Optional.of(namespec), after, patience, longestPause, onLoss);
    }

    /**
     * Begins after the event with this id, as far as the supervisor still has the events.
     *
     * @throws IllegalArgumentException if it cannot be an id
     */
    public EventOptions after(String id) {
        if (id.isBlank() || !id.chars().allMatch(c -> c > ' ' && c <= '~')) {
            throw new IllegalArgumentException("the id is \"" + id + "\"; expected that of an event");
        }
        return new EventOptions(types, process, Optional.of(id), patience, longestPause, onLoss);
    }

    /** Begins with the oldest event that the supervisor still has. */
    public EventOptions fromTheOldest() {
        return after("0");
    }

    /**
     * How long attempts to connect again may fail before the stream does.
     *
     * @param time zero: at once, and the stream ends with the connection
     */
    public EventOptions reconnectFor(Duration time) {
        return new EventOptions(
                types, process, after, SupervisorClient.requireTime(time, "reconnectFor"), longestPause, onLoss);
    }

    /**
     * The longest pause between two attempts to connect again, 30 s by default. The first pause is what the supervisor
     * requests, 1 s; each is twice the previous one.
     */
    public EventOptions longestPause(Duration pause) {
        return new EventOptions(
                types, process, after, patience, SupervisorClient.requireTime(pause, "longestPause"), onLoss);
    }

    /** Called whenever the connection is lost, before the next attempt; on the stream's thread. */
    public EventOptions onLoss(Consumer<? super SupervisorException> onLoss) {
        return new EventOptions(types, process, after, patience, longestPause, onLoss);
    }

    Consumer<? super SupervisorException> onLoss() {
        return onLoss;
    }

    Optional<String> after() {
        return after;
    }

    Duration patience() {
        return patience;
    }

    Duration longestPause() {
        return longestPause;
    }

    String path() {
        String query = Stream.of(
                        parameter("types", types.stream().map(EventType::name).collect(Collectors.joining(","))),
                        parameter("process", process.orElse("")))
                .filter(parameter -> !parameter.isEmpty())
                .collect(Collectors.joining("&"));
        return "/events" + (query.isEmpty() ? "" : "?" + query);
    }

    private static String parameter(String name, String value) {
        return value.isEmpty() ? "" : name + "=" + URLEncoder.encode(value, StandardCharsets.UTF_8);
    }
}
