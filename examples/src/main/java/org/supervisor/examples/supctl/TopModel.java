package org.supervisor.examples.supctl;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.supervisor.api.LogStream;
import org.supervisor.api.ProcessState;

/**
 * What {@code top} knows and shows, and what keys do to it. Knows no terminal and no supervisor. For one thread.
 *
 * <p>A key is a character, or one of the words {@code UP}, {@code DOWN}, {@code PAGEUP}, {@code PAGEDOWN}, {@code HOME},
 * {@code END}, {@code ENTER}, {@code TAB}, {@code BACKSPACE}, {@code ESCAPE}.
 */
final class TopModel {
    static final List<String> KEYS = List.of(
            "Up, Down, j, k     the row above or below; PageUp, PageDown, Home, End too",
            "s, x, r            start, stop, restart the process of the row",
            "l                  its log, as it grows; Tab: stdout or stderr",
            "e                  its history: what happened, and why",
            "/                  only rows with this text in name, state or remark",
            "a                  only what is not running, or all again",
            "o                  order by name, state, cpu, memory or uptime",
            "Escape             closes what is below the table, or ends the filter",
            "[ and ]            up and down in what is below the table",
            "q                  quits");

    private static final int PAGE = 10;
    private static final int PANE_STEP = 5;

    private TopLook look;
    private List<TopProcess> shown = List.of();
    private String selected = "";
    private int row;
    private TopOrder order = TopOrder.NAME;
    private String filter = "";
    private boolean isFilterTyped;
    private boolean isOnlyDown;
    private Optional<TopPane> pane = Optional.empty();
    private Optional<TopRequest.Act> question = Optional.empty();
    private String message = "";
    private String loss = "";
    private boolean isEnded;

    TopModel(TopLook look) {
        this.look = look;
        choose();
    }

    TopLook look() {
        return look;
    }

    /** The rows, in order. */
    List<TopProcess> shown() {
        return shown;
    }

    /** Which of the rows is selected, from 0. */
    int row() {
        return row;
    }

    TopOrder order() {
        return order;
    }

    String filter() {
        return filter;
    }

    boolean isOnlyDown() {
        return isOnlyDown;
    }

    Optional<TopPane> pane() {
        return pane;
    }

    boolean isEnded() {
        return isEnded;
    }

    /** The last line of the screen. */
    String status() {
        if (isFilterTyped) {
            return "/" + filter;
        }
        if (question.isPresent()) {
            return question.get().verb().word() + " " + question.get().name() + "? y/n";
        }
        if (!loss.isEmpty()) {
            return loss;
        }
        return message.isEmpty()
                ? "? help  s start  x stop  r restart  l log  e explain  / filter  o order  q quit"
                : message;
    }

    /** The supervisor has answered. */
    void looked(TopLook next) {
        look = next;
        loss = "";
        choose();
    }

    /** The supervisor does not answer. */
    void lost(String why) {
        loss = "no connection, trying again: " + why;
    }

    /** A process has changed its state; false: it is not known yet. */
    boolean changed(String name, ProcessState state, int pid) {
        List<TopProcess> next = new ArrayList<>(look.processes());
        boolean isKnown = false;
        for (int i = 0; i < next.size(); i++) {
            if (next.get(i).name().equals(name)) {
                next.set(i, next.get(i).in(state, pid));
                isKnown = true;
            }
        }
        look = new TopLook(next, look.isMeasured());
        choose();
        return isKnown;
    }

    void say(String text) {
        message = TopPane.printable(text);
    }

    /** The lines of a source, if it is still shown. */
    void fill(TopPane.Source source, List<String> lines) {
        pane = pane.map(open -> open.source().equals(source) ? open.with(lines) : open);
    }

    void end() {
        isEnded = true;
    }

    /** Follows a key; what is to be done elsewhere is returned. */
    Optional<TopRequest> key(String key) {
        if (isFilterTyped) {
            typed(key);
            return Optional.empty();
        }
        if (question.isPresent()) {
            Optional<TopRequest> asked = question.map(TopRequest.class::cast);
            question = Optional.empty();
            say(key.equals("y") ? "..." : "nothing done");
            return key.equals("y") ? asked : Optional.empty();
        }
        message = "";
        return command(key);
    }

    private Optional<TopRequest> command(String key) {
        return switch (key) {
            case "UP", "k" -> move(-1);
            case "DOWN", "j" -> move(1);
            case "PAGEUP" -> move(-PAGE);
            case "PAGEDOWN", " " -> move(PAGE);
            case "HOME", "g" -> move(-shown.size());
            case "END", "G" -> move(shown.size());
            case "/" -> {
                isFilterTyped = true;
                yield Optional.empty();
            }
            case "o" -> {
                order = order.next(look.isMeasured());
                choose();
                yield Optional.empty();
            }
            case "a" -> {
                isOnlyDown = !isOnlyDown;
                choose();
                yield Optional.empty();
            }
            case "s" -> selected().map(process -> act(TopRequest.Verb.START, process));
            case "x" -> ask(TopRequest.Verb.STOP);
            case "r" -> ask(TopRequest.Verb.RESTART);
            case "l" -> selected().flatMap(process -> log(process.name(), LogStream.STDOUT));
            case "e" -> selected().flatMap(process -> explain(process.name()));
            case "?", "h" -> open(new TopPane(new TopPane.Source.Help(), KEYS, 0), new TopRequest.Close());
            case "TAB" -> otherStream();
            case "[" -> scroll(PANE_STEP);
            case "]" -> scroll(-PANE_STEP);
            case "ESCAPE" -> escape();
            case "q" -> {
                end();
                yield Optional.empty();
            }
            default -> Optional.empty();
        };
    }

    /** A key while the filter is typed. */
    private void typed(String key) {
        switch (key) {
            case "ENTER" -> isFilterTyped = false;
            case "ESCAPE" -> {
                isFilterTyped = false;
                filter = "";
            }
            case "BACKSPACE" -> filter = filter.isEmpty() ? "" : filter.substring(0, filter.length() - 1);
            default -> filter += key.length() == 1 ? key : "";
        }
        choose();
    }

    private Optional<TopRequest> escape() {
        if (pane.isEmpty()) {
            filter = "";
            choose();
            return Optional.empty();
        }
        pane = Optional.empty();
        return Optional.of(new TopRequest.Close());
    }

    private Optional<TopRequest> move(int rows) {
        row = Math.clamp(row + (long) rows, 0, Math.max(0, shown.size() - 1));
        selected = selected().map(TopProcess::name).orElse("");
        return Optional.empty();
    }

    private Optional<TopRequest> scroll(int up) {
        pane = pane.map(open -> open.scroll(up));
        return Optional.empty();
    }

    Optional<TopProcess> selected() {
        return shown.isEmpty() ? Optional.empty() : Optional.of(shown.get(row));
    }

    private TopRequest act(TopRequest.Verb verb, TopProcess process) {
        say("...");
        return new TopRequest.Act(verb, process.name());
    }

    private Optional<TopRequest> ask(TopRequest.Verb verb) {
        question = selected().map(process -> new TopRequest.Act(verb, process.name()));
        return Optional.empty();
    }

    private Optional<TopRequest> log(String name, LogStream stream) {
        return open(TopPane.empty(new TopPane.Source.Log(name, stream)), new TopRequest.Follow(name, stream));
    }

    private Optional<TopRequest> explain(String name) {
        return open(TopPane.empty(new TopPane.Source.Explanation(name)), new TopRequest.Explain(name));
    }

    /** The same key again closes it. */
    private Optional<TopRequest> open(TopPane next, TopRequest request) {
        if (pane.filter(open -> isSame(open.source(), next.source())).isPresent()) {
            pane = Optional.empty();
            return Optional.of(new TopRequest.Close());
        }
        pane = Optional.of(next);
        return Optional.of(request);
    }

    private static boolean isSame(TopPane.Source one, TopPane.Source other) {
        if (one instanceof TopPane.Source.Log(String name, LogStream _)
                && other instanceof TopPane.Source.Log(String otherName, LogStream _)) {
            return name.equals(otherName);
        }
        return one.equals(other);
    }

    private Optional<TopRequest> otherStream() {
        if (pane.isPresent() && pane.get().source() instanceof TopPane.Source.Log(String name, LogStream stream)) {
            pane = Optional.empty();
            return log(name, stream == LogStream.STDOUT ? LogStream.STDERR : LogStream.STDOUT);
        }
        return Optional.empty();
    }

    /** Chooses the rows and orders them. The selected process stays selected, if it is still there. */
    private void choose() {
        shown = look.processes().stream()
                .filter(process -> !isOnlyDown || process.state() != ProcessState.RUNNING)
                .filter(this::passesFilter)
                .sorted(order.comparator())
                .toList();
        for (int i = 0; i < shown.size(); i++) {
            if (shown.get(i).name().equals(selected)) {
                row = i;
            }
        }
        move(0);
    }

    private boolean passesFilter(TopProcess process) {
        String text = process.name() + " " + process.word() + " " + process.remark();
        return text.toLowerCase(Locale.ROOT).contains(filter.toLowerCase(Locale.ROOT));
    }
}
