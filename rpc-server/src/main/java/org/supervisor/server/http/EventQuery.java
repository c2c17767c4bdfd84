package org.supervisor.server.http;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.eclipse.jetty.http.HttpException;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.util.Fields;
import org.supervisor.api.EventType;
import org.supervisor.server.config.NearSpelling;
import org.supervisor.server.engine.Excerpt;
import org.supervisor.server.engine.Rights;
import org.supervisor.server.events.SupervisorEvent;
import org.supervisor.server.process.ProcessName;

/**
 * The events that a client subscribes to.
 *
 * @param types these, including all types below those it named
 * @param process {@code group:name}, {@code name} or {@code group:*}; everything if it is empty
 * @param rights what of it the client may know
 * @param after the id of the last event it has received; empty: only events from now on
 */
record EventQuery(Set<EventType> types, Optional<String> process, Rights rights, Optional<String> after) {
    private static final String LAST_EVENT_ID = "Last-Event-ID";
    private static final String TYPES = "types";
    private static final String PROCESS = "process";
    private static final String AFTER = "after";
    private static final List<String> KNOWN = List.of(TYPES, PROCESS, AFTER);

    /** Ticks wake the daemon, so they are published only for clients that request them. */
    private static final Set<EventType> USUAL = matching(type -> type != EventType.EVENT && !type.isA(EventType.TICK));

    /** The query is invalid; the message has the reason and the valid values. */
    static final class MisuseException extends Exception {
        private static final long serialVersionUID = 1;

        private MisuseException(String message) {
            super(message);
        }
    }

    /** Reads a request. Its header overrides its query: a browser that reconnects repeats its old query. */
    static EventQuery of(Request request) throws MisuseException {
        Fields query = query(request);
        for (String name : query.getNames()) {
            if (!KNOWN.contains(name)) {
                throw new MisuseException("There is no parameter " + Excerpt.of(name) + NearSpelling.hint(name, KNOWN)
                        + "; known are types, process and after.");
            }
        }
        Optional<String> last = Optional.ofNullable(request.getHeaders().get(LAST_EVENT_ID));
        return new EventQuery(
                types(query),
                Optional.ofNullable(query.getValue(PROCESS)),
                Rights.current(),
                last.filter(id -> !id.isBlank())
                        .or(() -> Optional.ofNullable(query.getValue(AFTER)))
                        .map(String::strip));
    }

    private static Fields query(Request request) throws MisuseException {
        try {
            return Request.extractQueryParameters(request);
        } catch (HttpException.RuntimeException | IllegalArgumentException e) {
            throw new MisuseException("The query "
                    + Excerpt.of(request.getHttpURI().getQuery()) + " cannot be read: " + Excerpt.of(e.getMessage()));
        }
    }

    private static Set<EventType> types(Fields query) throws MisuseException {
        List<String> lists = query.getValuesOrEmpty(TYPES);
        if (lists.isEmpty()) {
            return USUAL;
        }
        List<EventType> types = new ArrayList<>();
        for (String name : String.join(",", lists).split(",", -1)) {
            types.add(EventType.named(name).orElseThrow(() -> unknownType(name.strip())));
        }
        return matching(type -> types.stream().anyMatch(type::isA));
    }

    private static Set<EventType> matching(Predicate<EventType> condition) {
        return Arrays.stream(EventType.values()).filter(condition).collect(Collectors.toUnmodifiableSet());
    }

    private static MisuseException unknownType(String name) {
        List<String> names =
                Arrays.stream(EventType.values()).map(EventType::name).toList();
        return new MisuseException("There is no event type \"" + Excerpt.of(name) + "\""
                + NearSpelling.hint(name.toUpperCase(Locale.ROOT), names) + "\nKnown are "
                + String.join(", ", new TreeSet<>(names)) + ".");
    }

    boolean wants(SupervisorEvent event) {
        return types.contains(event.type())
                && (!rights.isLimited() || isPermitted(event))
                && process.map(wanted -> isAbout(event, wanted)).orElse(true);
    }

    private boolean isPermitted(SupervisorEvent event) {
        return switch (event) {
            case SupervisorEvent.StateChange change -> rights.cover(change.process());
            case SupervisorEvent.Logged logged -> rights.cover(logged.process());
            case SupervisorEvent.Communicated communicated -> rights.cover(communicated.process());
            case SupervisorEvent.GroupAdded(String group) -> rights.programs().touch(group);
            case SupervisorEvent.GroupRemoved(String group) -> rights.programs().touch(group);
            case SupervisorEvent.SupervisorRunning _, SupervisorEvent.SupervisorStopping _, SupervisorEvent.Tick _ ->
                true;
            case SupervisorEvent.RemoteCommunication _, SupervisorEvent.Earlier _ -> false; // about whatever
        };
    }

    private static boolean isAbout(SupervisorEvent event, String wanted) {
        return switch (event) {
            case SupervisorEvent.StateChange change -> isAbout(change.process(), wanted);
            case SupervisorEvent.Logged logged -> isAbout(logged.process(), wanted);
            case SupervisorEvent.Communicated communicated -> isAbout(communicated.process(), wanted);
            case SupervisorEvent.GroupAdded(String group) -> isGroup(group, wanted);
            case SupervisorEvent.GroupRemoved(String group) -> isGroup(group, wanted);
            case SupervisorEvent.RemoteCommunication _,
                    SupervisorEvent.SupervisorRunning _,
                    SupervisorEvent.SupervisorStopping _,
                    SupervisorEvent.Tick _,
                    SupervisorEvent.Earlier _ -> false;
        };
    }

    private static boolean isAbout(ProcessName process, String wanted) {
        return wanted.equals(process.group() + ":*")
                || ProcessName.parse(wanted).equals(process);
    }

    private static boolean isGroup(String group, String wanted) {
        return ProcessName.parse(wanted).group().equals(group);
    }
}
