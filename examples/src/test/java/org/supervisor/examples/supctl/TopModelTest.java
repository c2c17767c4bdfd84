package org.supervisor.examples.supctl;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.jline.utils.AttributedString;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.supervisor.api.LogStream;
import org.supervisor.api.ProcessState;
import org.supervisor.api.ProcessUsage;

/** What keys do in {@code top}, and what is drawn of that, without a terminal. */
class TopModelTest {
    private static final TopLook LOOK = new TopLook(
            List.of(
                    running("api", 100, 3, 200 << 20),
                    down("batch", ProcessState.STOPPED, "Not started"),
                    running("db", 4000, 40, 100 << 20),
                    down("mail", ProcessState.FATAL, "command not found")),
            true);

    private final TopModel model = new TopModel(LOOK);

    private static TopProcess running(String name, int uptimeSeconds, double cpu, long bytes) {
        return new TopProcess(
                name,
                ProcessState.RUNNING,
                "RUNNING",
                4711,
                Optional.of(Duration.ofSeconds(uptimeSeconds)),
                Optional.of(new ProcessUsage(name, cpu, bytes, 1, 1)),
                "");
    }

    private static TopProcess down(String name, ProcessState state, String remark) {
        return new TopProcess(name, state, state.name(), 0, Optional.empty(), Optional.empty(), remark);
    }

    private Optional<TopRequest> press(String keys) {
        Optional<TopRequest> last = Optional.empty();
        for (String key : keys.split(" ", -1)) {
            last = model.key(key);
        }
        return last;
    }

    private String names() {
        return String.join(" ", model.shown().stream().map(TopProcess::name).toList());
    }

    private String selected() {
        return model.selected().orElseThrow().name();
    }

    private static List<String> drawn(TopModel model, int rows, int columns) {
        return new TopView("http://localhost:9001", false)
                .lines(model, rows, columns).stream()
                        .map(AttributedString::toString)
                        .map(String::stripTrailing)
                        .toList();
    }

    @ParameterizedTest
    @CsvSource({
        "'',      api batch db mail",
        "o,       mail batch api db",
        "o o,     db api batch mail",
        "o o o,   api db batch mail",
        "o o o o, api db batch mail",
        "a,       batch mail",
        "a a,     api batch db mail"
    })
    void ordersAndLeavesOut(String keys, String expected) {
        press(keys);
        assertThat(names()).isEqualTo(expected);
    }

    @Test
    void againstASupervisordThereAreNoOrdersByWhatIsNotKnown() {
        assertThat(TopOrder.STATE.next(false)).isEqualTo(TopOrder.UPTIME);
        assertThat(TopOrder.UPTIME.next(false)).isEqualTo(TopOrder.NAME);
    }

    @ParameterizedTest
    @CsvSource({"j, batch", "DOWN DOWN k, batch", "k, api", "G, mail", "PAGEDOWN j j, mail", "END HOME, api"})
    void movesAndStopsAtTheEnds(String keys, String expected) {
        press(keys);
        assertThat(selected()).isEqualTo(expected);
    }

    @Test
    void theSelectedProcessStaysSelectedWhereverItsRowGoes() {
        press("G o");
        assertThat(selected()).isEqualTo("mail");
        assertThat(model.row()).isZero();
        model.looked(new TopLook(LOOK.processes().subList(0, 2), true));
        assertThat(selected()).as("it has gone").isEqualTo("batch");
    }

    @Test
    void filtersByNameStateAndRemarkWhileOneTypes() {
        press("/ F a t");
        assertThat(names()).isEqualTo("mail");
        assertThat(model.status()).isEqualTo("/Fat");
        press("BACKSPACE BACKSPACE BACKSPACE d b ENTER");
        assertThat(names()).isEqualTo("db");
        press("ESCAPE");
        assertThat(names()).isEqualTo("api batch db mail");
        press("/ q q ENTER");
        assertThat(names()).isEmpty();
        assertThat(press("s")).as("there is nothing to start").isEmpty();
        assertThat(model.isEnded()).isFalse();
    }

    @Test
    void startsAtOnceButAsksBeforeItStops() {
        assertThat(press("j s")).contains(new TopRequest.Act(TopRequest.Verb.START, "batch"));
        assertThat(press("x")).isEmpty();
        assertThat(model.status()).isEqualTo("stop batch? y/n");
        assertThat(press("n")).isEmpty();
        assertThat(model.status()).isEqualTo("nothing done");
        assertThat(press("x y")).contains(new TopRequest.Act(TopRequest.Verb.STOP, "batch"));
        assertThat(press("r y")).contains(new TopRequest.Act(TopRequest.Verb.RESTART, "batch"));
        assertThat(press("r q")).isEmpty();
        assertThat(model.isEnded()).isFalse();
        press("q");
        assertThat(model.isEnded()).isTrue();
    }

    @Test
    void aQuestionIsAboutTheProcessThatWasSelectedThen() {
        press("x");
        model.looked(new TopLook(LOOK.processes().subList(1, 4), true));
        assertThat(press("y")).contains(new TopRequest.Act(TopRequest.Verb.STOP, "api"));
    }

    @Test
    void showsALogAndItsOtherStream() {
        TopRequest stdout = new TopRequest.Follow("api", LogStream.STDOUT);
        assertThat(press("l")).contains(stdout);
        model.fill(new TopPane.Source.Log("db", LogStream.STDOUT), List.of("late"));
        model.fill(new TopPane.Source.Log("api", LogStream.STDOUT), List.of("one", "\u001b[31mtwo\u001b[0m\u0007"));
        assertThat(model.pane().orElseThrow().lines()).containsExactly("one", "two?");
        assertThat(press("TAB")).contains(new TopRequest.Follow("api", LogStream.STDERR));
        assertThat(press("TAB")).contains(stdout);
        assertThat(press("l")).as("the same key again").contains(new TopRequest.Close());
        assertThat(model.pane()).isEmpty();
        assertThat(press("e")).contains(new TopRequest.Explain("api"));
        assertThat(press("ESCAPE")).contains(new TopRequest.Close());
        press("?");
        assertThat(model.pane().orElseThrow().lines()).isEqualTo(TopModel.KEYS);
    }

    @Test
    void scrollsALogFromItsEndAndAnExplanationFromItsBeginning() {
        List<String> lines = IntStream.range(0, 20).mapToObj(Integer::toString).toList();
        TopPane log =
                TopPane.empty(new TopPane.Source.Log("api", LogStream.STDOUT)).with(lines);
        TopPane explanation =
                TopPane.empty(new TopPane.Source.Explanation("api")).with(lines);
        assertThat(log.visible(2)).containsExactly("18", "19");
        assertThat(log.scroll(5).visible(2)).containsExactly("13", "14");
        assertThat(log.scroll(-5).visible(2)).containsExactly("18", "19");
        assertThat(explanation.visible(2)).containsExactly("0", "1");
        assertThat(explanation.scroll(-5).visible(2)).containsExactly("5", "6");
        assertThat(explanation.scroll(-500).visible(2)).containsExactly("18", "19");
        assertThat(explanation.visible(21)).hasSize(21);
    }

    @Test
    void anEventChangesARowAtOnce() {
        assertThat(model.changed("api", ProcessState.STOPPING, 0)).isTrue();
        assertThat(model.shown().getFirst().word()).isEqualTo("STOPPING");
        assertThat(model.shown().getFirst().usage()).isEmpty();
        assertThat(model.changed("new", ProcessState.STARTING, 0)).isFalse();
    }

    @Test
    void aLostConnectionIsSaidUntilThereIsOneAgain() {
        press("s");
        model.lost("http://localhost:9001 refused connection");
        assertThat(model.status()).startsWith("no connection, trying again: http://localhost:9001 refused");
        model.looked(LOOK);
        assertThat(model.status()).isEqualTo("...");
    }

    @Test
    void drawsAScreenOf24Lines() {
        press("G");
        model.say("mail: not started: NO_FILE: /usr/bin/mailer");
        List<String> lines = drawn(model, 24, 80);
        assertThat(lines).hasSize(24);
        assertThat(lines.subList(0, 6))
                .containsExactly(
                        "top: 4, 1 FATAL, 2 RUNNING, 1 STOPPED; by name; http://localhost:9001",
                        "NAME     STATE         PID      UPTIME   CPU%  MEMORY  REMARK",
                        "api      RUNNING      4711     0:01:40    3.0    200M",
                        "batch    STOPPED                                       Not started",
                        "db       RUNNING      4711     1:06:40   40.0    100M",
                        "mail     FATAL                                         command not found");
        assertThat(lines.getLast()).isEqualTo("mail: not started: NO_FILE: /usr/bin/mailer");
    }

    @Test
    void noLineIsWiderThanTheScreenAndTheSelectedRowIsSeenHoweverSmallItIs() {
        List<TopProcess> many = new ArrayList<>();
        for (int i = 0; i < 1000; i++) {
            many.add(down("a-group-with-a-long-name:process_%03d".formatted(i), ProcessState.FATAL, "x".repeat(200)));
        }
        TopModel large = new TopModel(new TopLook(many, true));
        TopView view = new TopView("http://localhost:9001", true);
        for (String key : List.of("j", "END", "k", "l", "PAGEDOWN", "?", "HOME")) {
            large.key(key);
            for (int rows : new int[] {24, 5, 200, 3}) {
                List<AttributedString> lines = view.lines(large, rows, 80);
                assertThat(lines).hasSizeLessThanOrEqualTo(rows).allMatch(line -> line.columnLength() <= 80);
                String end = "process_%03d ".formatted(large.row());
                assertThat(rows < 4
                                || lines.stream()
                                        .anyMatch(line -> line.toString().contains(end)))
                        .as(key + " " + rows)
                        .isTrue();
            }
        }
    }

    @Test
    void whatRunsBesideADrawnPaneIsStillSeen() {
        press("l");
        model.fill(new TopPane.Source.Log("api", LogStream.STDOUT), Arrays.asList("GET /", "GET /cart"));
        List<String> lines = drawn(model, 24, 80);
        assertThat(lines).hasSize(24);
        assertThat(lines.get(2)).startsWith("api ");
        assertThat(lines).contains("GET /cart").anyMatch(line -> line.startsWith("-- api, stdout (Tab: the other) --"));
    }

    @ParameterizedTest
    @CsvSource({"0, 0.0K", "512, 0.5K", "20480, 20K", "1572864, 1.5M", "2147483648, 2.0G", "5497558138880, 5.0T"})
    void writesMemoryInTheLargestUnit(long bytes, String expected) {
        assertThat(TopTable.bytes(bytes)).isEqualTo(expected);
    }

    @Test
    void writesUptimesWithDays() {
        assertThat(TopTable.words(Duration.ofSeconds(57))).isEqualTo("0:00:57");
        assertThat(TopTable.words(Duration.ofSeconds(86_400 * 12 + 3661))).isEqualTo("12d 1:01:01");
    }
}
