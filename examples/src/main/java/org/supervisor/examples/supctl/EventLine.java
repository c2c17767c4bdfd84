package org.supervisor.examples.supctl;

import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.supervisor.api.Event;
import org.supervisor.api.EventItem;
import org.supervisor.api.Gap;

/** An event as a line for people. */
final class EventLine {
    private static final int TIME_WIDTH = 21;
    private static final int TYPE_WIDTH = 24;
    private static final int NAME_WIDTH = 15;
    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("uuuu-MM-dd HH:mm:ss", Locale.ROOT).withZone(ZoneId.systemDefault());

    private EventLine() {}

    static String of(EventItem item) {
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
        return (Columns.padded(type, TYPE_WIDTH) + " " + Columns.padded(name, NAME_WIDTH) + " " + details)
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

    /** In one line, without control characters. */
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
