package org.supervisor.examples.supctl;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.jline.utils.AttributedString;
import org.jline.utils.AttributedStringBuilder;
import org.jline.utils.AttributedStyle;
import org.supervisor.api.ProcessState;

/** Draws a model as lines, as many as the screen has. For one thread. */
final class TopView {
    private static final int LEAST_TABLE_ROWS = 3;
    private static final int FIXED_ROWS = 3; // a head, the titles, the status
    private static final int OTHER_COLUMNS = 46;

    private final String address;
    private final boolean isColoured;
    private int first;

    TopView(String address, boolean isColoured) {
        this.address = address;
        this.isColoured = isColoured;
    }

    /** A list that the caller may change, as JLine does. */
    List<AttributedString> lines(TopModel model, int rows, int columns) {
        int free = Math.max(1, rows - FIXED_ROWS);
        int tableRows = model.pane().isEmpty() ? free : Math.min(free, Math.max(LEAST_TABLE_ROWS, free / 2 - 1));
        TopTable table = TopTable.of(model.look(), columns - OTHER_COLUMNS);
        List<AttributedString> lines = new ArrayList<>();
        lines.add(new AttributedString(head(model)));
        lines.add(new AttributedString(table.titles(), AttributedStyle.BOLD));
        first = Math.clamp(first, Math.max(0, model.row() - tableRows + 1), model.row());
        for (int i = first; i < first + tableRows; i++) {
            lines.add(
                    i < model.shown().size()
                            ? row(table, model.shown().get(i), i == model.row(), columns)
                            : AttributedString.EMPTY);
        }
        model.pane().filter(_ -> free > tableRows).ifPresent(pane -> {
            String title = "-- " + TopPane.printable(pane.title()) + " ";
            lines.add(new AttributedString(
                    title + "-".repeat(Math.max(0, columns - title.length())), AttributedStyle.BOLD));
            pane.visible(free - tableRows - 1).forEach(line -> lines.add(new AttributedString(line)));
        });
        lines.add(new AttributedString(model.status()));
        return lines.stream()
                .limit(rows)
                .map(line -> line.columnSubSequence(0, columns))
                .collect(Collectors.toCollection(ArrayList::new));
    }

    private String head(TopModel model) {
        Map<String, Integer> counts = new TreeMap<>();
        model.look().processes().forEach(process -> counts.merge(process.word(), 1, Integer::sum));
        StringBuilder head =
                new StringBuilder("top: ").append(model.look().processes().size());
        counts.forEach(
                (word, count) -> head.append(", ").append(count).append(' ').append(word));
        head.append("; by ").append(model.order().word());
        head.append(model.isOnlyDown() ? "; only what is not running" : "");
        head.append(model.filter().isEmpty() ? "" : "; with \"" + model.filter() + "\"");
        return head.append("; ").append(address).toString();
    }

    private AttributedString row(TopTable table, TopProcess process, boolean isSelected, int columns) {
        AttributedStyle plain = isSelected ? AttributedStyle.INVERSE : AttributedStyle.DEFAULT;
        AttributedStringBuilder line = new AttributedStringBuilder()
                .append(table.name(process), plain)
                .append(table.state(process), isColoured ? coloured(plain, process.state()) : plain)
                .append(table.rest(process), plain);
        return isSelected
                ? line.append(" ".repeat(Math.max(0, columns - line.columnLength())), plain)
                        .toAttributedString()
                : line.toAttributedString();
    }

    private static AttributedStyle coloured(AttributedStyle style, ProcessState state) {
        return switch (state) {
            case RUNNING -> style.foreground(AttributedStyle.GREEN);
            case STARTING, STOPPING, BACKOFF -> style.foreground(AttributedStyle.YELLOW);
            case FATAL, UNKNOWN -> style.foreground(AttributedStyle.RED);
            case STOPPED, EXITED -> style;
        };
    }
}
