package org.supervisor.server.events;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.NavigableMap;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.supervisor.api.EventType;
import org.supervisor.api.ProcessState;
import org.supervisor.server.process.ProcessName;
import org.supervisor.server.process.ResultHandler;
import org.supervisor.server.process.TimeSource;

class ListenerPoolTest {
    private static final ProcessName A = new ProcessName("ears", "a");
    private static final ProcessName B = new ProcessName("ears", "b");
    private static final ProcessName OTHER = ProcessName.alone("other");

    private final World world = new World();
    private final EventBus bus = new EventBus(TimeSource.SYSTEM);
    private final ListenerPool pool = pool("ears", List.of(A, B), 3);

    /** Remembers what it was asked. */
    private static final class World implements ListenerPool.Effects {
        final List<String> sent = new ArrayList<>();
        final List<String> log = new ArrayList<>();
        final List<ProcessName> deaf = new ArrayList<>();
        final StringBuilder printed = new StringBuilder();
        private final NavigableMap<Long, List<Runnable>> later = new TreeMap<>((a, b) -> Long.signum(a - b));
        private long millis = Long.MAX_VALUE / 1_000_000 - 500; // the monotonic clock may overflow

        void pass(long duration) {
            millis += duration;
            while (!later.isEmpty() && later.firstKey() - nanos() <= 0) {
                later.pollFirstEntry().getValue().forEach(Runnable::run);
            }
        }

        @Override
        public long nanos() {
            return millis * 1_000_000;
        }

        @Override
        public void at(long nanos, Runnable action) {
            later.computeIfAbsent(nanos, _ -> new ArrayList<>()).add(action);
        }

        @Override
        public void print(String text) {
            printed.append(text);
        }

        @Override
        public boolean send(ProcessName listener, byte[] bytes) {
            if (deaf.contains(listener)) {
                return false;
            }
            String text = new String(bytes, StandardCharsets.UTF_8);
            sent.add(listener + " " + text.replaceFirst(".* serial:(\\d+) .* poolserial:(\\d+) .*\n.*\n", "$1/$2 "));
            return true;
        }

        @Override
        public void error(String text) {
            log.add("ERRO " + text);
        }

        @Override
        public void warn(String text) {
            log.add("WARN " + text);
        }

        @Override
        public void debug(String text) {}
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
        # said                          | state
        ''                              | ACKNOWLEDGED
        'READ'                          | ACKNOWLEDGED
        'no'                            | ACKNOWLEDGED
        'READY/'                        | READY
        'ready/'                        | UNKNOWN
        ' READY/'                       | UNKNOWN
        'READY//'                       | UNKNOWN
        'READY/x'                       | UNKNOWN
        'READY/ then READY/'            | UNKNOWN
        """)
    void beforeTheFirstEventAListenerSaysReadyAndNothingElse(String said, ListenerState state) {
        launch(A);
        say(A, said);
        assertThat(pool.state(A)).isEqualTo(state);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
        # said                          | state         | processed | rejected
        ''                              | BUSY          | 0         | 0
        'RESULT 2'                      | BUSY          | 0         | 0
        'RESULT 2/'                     | BUSY          | 0         | 0
        'RESULT 2/O'                    | BUSY          | 0         | 0
        'RESULT 2/OK'                   | ACKNOWLEDGED  | 1         | 0
        'XESULT 2/OK'                   | ACKNOWLEDGED  | 1         | 0
        'RESULT  +2 /OK'                | ACKNOWLEDGED  | 1         | 0
        'RESULT 2/OKREADY/'             | READY         | 1         | 0
        'RESULT 2/OKREAD'               | ACKNOWLEDGED  | 1         | 0
        'RESULT 4/FAIL'                 | ACKNOWLEDGED  | 0         | 1
        'RESULT 4/FAILREADY/'           | BUSY          | 0         | 1
        'RESULT 2/NO'                   | ACKNOWLEDGED  | 0         | 1
        'RESULT 2/ok'                   | ACKNOWLEDGED  | 0         | 1
        'RESULT 3/OK/'                  | ACKNOWLEDGED  | 0         | 1
        'RESULT 1/O'                    | ACKNOWLEDGED  | 0         | 1
        'RESULT 0/'                     | ACKNOWLEDGED  | 0         | 1
        'RESULT -1/'                    | UNKNOWN       | 0         | 1
        'RESULT two/'                   | UNKNOWN       | 0         | 1
        'RESULT/'                       | UNKNOWN       | 0         | 1
        '/'                             | UNKNOWN       | 0         | 1
        'this is not a result/READY/'   | UNKNOWN       | 0         | 1
        """)
    void afterAnEventAListenerSaysTheResult(String said, ListenerState state, long processed, long rejected) {
        for (int pieces : new int[] {1, 2, 1000}) {
            ListenerPool one = pool("one" + pieces, List.of(A), 3);
            bus.add(one);
            one.launched(A);
            one.setRunning(A, true);
            one.bytesFrom(A, utf8("READY\n"));
            publish("x");
            assertThat(one.state(A)).isEqualTo(ListenerState.BUSY);
            byte[] bytes = said.replace('/', '\n').getBytes(StandardCharsets.UTF_8);
            int size = Math.max(1, bytes.length / pieces);
            for (int at = 0; at < bytes.length; at += size) {
                one.bytesFrom(A, ByteBuffer.wrap(bytes, at, Math.min(size, bytes.length - at)));
            }
            assertThat(one.state(A)).isEqualTo(state);
            assertThat(one.counters().processed()).isEqualTo(processed);
            assertThat(one.counters().rejected()).isEqualTo(rejected);
            bus.remove(one);
        }
    }

    @Test
    void theHeaderHasItsFieldsInOrderAndCountsCharacters() {
        List<String> sent = new ArrayList<>();
        ListenerPool one = new ListenerPool(
                "one",
                List.of(A),
                List.of(EventType.EVENT),
                1,
                ResultHandler.DEFAULT,
                "the-server",
                new ListenerPool.Effects() {
                    @Override
                    public boolean send(ProcessName listener, byte[] bytes) {
                        return sent.add(new String(bytes, StandardCharsets.UTF_8));
                    }

                    @Override
                    public long nanos() {
                        return 0;
                    }

                    @Override
                    public void at(long nanos, Runnable action) {}

                    @Override
                    public void print(String text) {}

                    @Override
                    public void error(String text) {}

                    @Override
                    public void warn(String text) {}

                    @Override
                    public void debug(String text) {}
                });
        bus.add(one);
        one.launched(A);
        one.setRunning(A, true);
        one.bytesFrom(A, utf8("READY\n"));
        publish("ü🎉");
        assertThat(sent)
                .containsExactly("ver:3.0 server:the-server serial:0 pool:one poolserial:0"
                        + " eventname:REMOTE_COMMUNICATION len:9\ntype:t\nü🎉");
    }

    @Test
    void onlyRunningListenersHear() {
        bus.add(pool);
        pool.launched(A);
        say(A, "READY/");
        publish("x");
        assertThat(world.sent).isEmpty();
        pool.setRunning(A, true);
        assertThat(world.sent).containsExactly("ears:a 0/0 x");
    }

    @Test
    void eachEventGoesToOneListenerWhileOthersAreBusy() {
        bus.add(pool);
        ready(A);
        ready(B);
        publish("x", "y", "z");
        assertThat(world.sent).containsExactly("ears:a 0/0 x", "ears:b 1/1 y");
        say(B, "RESULT 2/OKREADY/");
        assertThat(world.sent).containsExactly("ears:a 0/0 x", "ears:b 1/1 y", "ears:b 2/2 z");
        assertThat(pool.counters()).isEqualTo(new ListenerPool.Counters(3, 1, 0, 0, 0));
    }

    @Test
    void aListenerWhoseStdinIsClosedIsPassedOver() {
        bus.add(pool);
        ready(A);
        ready(B);
        world.deaf.add(A);
        publish("x");
        assertThat(world.sent).containsExactly("ears:b 0/0 x");
    }

    @Test
    void aRejectedEventComesFirstAgainWithItsSerialsAndInItsPoolOnly() {
        ListenerPool other = pool("other", List.of(OTHER), 3);
        bus.add(pool);
        bus.add(other);
        ready(A);
        other.launched(OTHER);
        other.setRunning(OTHER, true);
        other.bytesFrom(OTHER, utf8("READY\n"));
        publish("x", "y");
        say(A, "RESULT 4/FAILREADY/");
        other.bytesFrom(OTHER, utf8("RESULT 2\nOKREADY\n"));
        assertThat(world.sent).containsExactly("ears:a 0/0 x", "other 0/0 x", "ears:a 0/0 x", "other 1/1 y");
    }

    @Test
    void theEventOfAListenerThatDiedGoesToAnother() {
        bus.add(pool);
        ready(A);
        publish("x");
        ready(B);
        pool.died(A);
        assertThat(world.sent).containsExactly("ears:a 0/0 x", "ears:b 0/0 x");
        assertThat(pool.state(A)).isEqualTo(ListenerState.ACKNOWLEDGED);
    }

    @Test
    void aListenerBeginsAgainWithEachLaunch() {
        bus.add(pool);
        ready(A);
        publish("x");
        say(A, "RESU");
        pool.died(A);
        pool.launched(A);
        say(A, "READY/");
        pool.setRunning(A, true);
        assertThat(world.sent).containsExactly("ears:a 0/0 x", "ears:a 0/0 x");
    }

    @Test
    void aListenerThatBrokeTheProtocolIsReportedAndHearsNothingUntilRestarted() {
        bus.add(pool);
        ready(A);
        publish("x");
        say(A, "this is not a result/READY/");
        publish("y");
        assertThat(world.sent).containsExactly("ears:a 0/0 x");
        assertThat(world.log)
                .singleElement()
                .asString()
                .isEqualTo(
                        "WARN a: has entered the UNKNOWN state and will no longer receive events until it is restarted:"
                                + " bad result line: 'this is not a result'");
        pool.died(A);
        ready(A);
        say(A, "RESULT 2/OKREADY/");
        assertThat(world.sent).containsExactly("ears:a 0/0 x", "ears:a 0/0 x", "ears:a 1/1 y");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', ignoreLeadingAndTrailingWhitespace = true, textBlock = """
        # written                    | quoted
        '/READY/'                    | expected 'READY\\n', got '\\nREADY\\n'
        'READY'                      | ''
        ' READY/'                    | expected 'READY\\n', got ' READY\\n'
        'Traceback (most recent/ x'  | expected 'READY\\n', got 'Traceback (most recent\\n x'
        'readyü'          | expected 'READY\\n', got 'ready\\xc3\\xbc\\x1b'
        'READY//'                    | expected nothing while no event is under way, got '\\n'
        'READY/READY/'               | expected nothing while no event is under way, got 'READY\\n'
        """)
    void aBrokenProtocolIsReportedWithWhatCame(String written, String quoted) {
        launch(A);
        say(A, written);
        String words =
                "WARN a: has entered the UNKNOWN state and will no longer receive events until it is restarted: ";
        assertThat(world.log).isEqualTo(quoted.isEmpty() ? List.of() : List.of(words + quoted));
    }

    @Test
    void whatIsQuotedHasAnEnd() {
        launch(A);
        say(A, "x".repeat(100_000));
        assertThat(world.log).singleElement().asString().endsWith("got '" + "x".repeat(100) + "'...");
    }

    @Test
    void aRejectedEventIsOfferedAgainWithAGrowingPause() {
        bus.add(pool);
        ready(A);
        publish("x");
        say(A, "RESULT 4/FAILREADY/"); // offered again at once
        for (int pause : new int[] {100, 200, 400, 800, 1600, 3200, 6400, 10_000, 10_000}) {
            world.sent.clear();
            say(A, "RESULT 4/FAILREADY/");
            world.pass(pause - 1);
            assertThat(world.sent).isEmpty();
            world.pass(1);
            assertThat(world.sent).containsExactly("ears:a 0/0 x");
        }
        say(A, "RESULT 2/OKREADY/");
        publish("y");
        assertThat(world.sent).containsExactly("ears:a 0/0 x", "ears:a 1/1 y");
        assertThat(world.later).isEmpty();
    }

    @Test
    void anEventThatBreaksEveryListenerComesBackWithTheSamePauses() {
        bus.add(pool);
        ready(A);
        publish("x");
        pool.died(A);
        ready(A);
        world.sent.clear();
        pool.died(A);
        ready(A);
        world.pass(99);
        assertThat(world.sent).isEmpty();
        world.pass(1);
        assertThat(world.sent).containsExactly("ears:a 0/0 x");
    }

    @Test
    void whileARejectedEventWaitsOtherListenersHearTheOthers() {
        bus.add(pool);
        ready(A);
        ready(B);
        publish("x");
        say(A, "RESULT 4/FAILREADY/");
        say(A, "RESULT 4/FAILREADY/");
        world.sent.clear();
        publish("y", "z");
        assertThat(world.sent).containsExactly("ears:b 1/1 y");
        world.pass(100);
        assertThat(world.sent).containsExactly("ears:b 1/1 y", "ears:a 0/0 x");
    }

    @Test
    void aListenerThatRejectsOneEventForEverHearsTheOthersAfterASecond() {
        bus.add(pool);
        ready(A);
        publish("x");
        say(A, "RESULT 4/FAILREADY/");
        for (int pause : new int[] {100, 200, 400, 800}) {
            say(A, "RESULT 4/FAILREADY/");
            world.pass(pause);
        }
        say(A, "RESULT 4/FAILREADY/");
        publish("y");
        world.sent.clear();
        world.pass(999);
        assertThat(world.sent).isEmpty();
        world.pass(1);
        assertThat(world.sent).containsExactly("ears:a 1/1 y");
        say(A, "RESULT 2/OKREADY/");
        world.pass(600);
        assertThat(world.sent).containsExactly("ears:a 1/1 y", "ears:a 0/0 x");
    }

    @Test
    void aListenerThatRejectsAllItGetsIsOfferedLittle() {
        ListenerPool large = pool("large", List.of(A), 1000);
        bus.add(large);
        large.launched(A);
        large.setRunning(A, true);
        large.bytesFrom(A, utf8("READY\n"));
        for (int i = 0; i < 1000; i++) {
            publish("event " + i);
        }
        for (int millis = 0; millis < 60_000; millis++) {
            while (large.state(A) == ListenerState.BUSY) {
                large.bytesFrom(A, utf8("RESULT 4\nFAILREADY\n"));
            }
            world.pass(1);
        }
        assertThat(world.sent).hasSizeLessThan(700);
    }

    @ParameterizedTest
    @ValueSource(strings = {"RESULT 2/OK", "RESULT 4/FAIL", "RESULT 0/", "RESULT 7/x:y z//"})
    void aForeignHandlerAcceptsEveryResult(String result) {
        ListenerPool foreign = pool("foreign", List.of(A), 3, ResultHandler.FOREIGN);
        answerOneEvent(foreign, result.replace('/', '\n'));
        assertThat(foreign.counters()).isEqualTo(new ListenerPool.Counters(1, 1, 0, 0, 0));
        assertThat(world.log).isEmpty();
        assertThat(world.printed).isEmpty();
    }

    @Test
    void aForeignHandlerDoesNotMendABrokenAnswer() {
        ListenerPool foreign = pool("foreign", List.of(A), 3, ResultHandler.FOREIGN);
        answerOneEvent(foreign, "RESULT two\n");
        assertThat(foreign.state(A)).isEqualTo(ListenerState.UNKNOWN);
        assertThat(foreign.counters().rejected()).isEqualTo(1);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
        # text           | printed
        'hello/'         | 'web stdout | hello/'
        'a/b'            | 'web stdout | a/web stdout | b/'
        'a//b/'          | 'web stdout | a/web stdout | /web stdout | b/'
        '/'              | 'web stdout | /'
        '€ | x:y/'       | 'web stdout | € | x:y/'
        """)
    void theHandlerOfSupervisorStdoutPrintsWhatProgramsWrite(String text, String printed) {
        ListenerPool stdout = pool("stdout", List.of(A), 3, ResultHandler.STANDARD_OUTPUT);
        answerOneEvent(stdout, result("processname:web groupname:g pid:7 channel:stdout\n" + text.replace('/', '\n')));
        assertThat(world.printed).hasToString(printed.replace('/', '\n'));
        assertThat(stdout.counters().processed()).isEqualTo(1);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "OK", "FAIL", "/", "x:y/z", "processname:web/x", "channel:stdout/x"})
    void theHandlerOfSupervisorStdoutAcceptsWhatIsNotOutput(String result) {
        ListenerPool stdout = pool("stdout", List.of(A), 3, ResultHandler.STANDARD_OUTPUT);
        answerOneEvent(stdout, result(result.replace('/', '\n')));
        assertThat(world.printed).isEmpty();
        assertThat(stdout.counters()).isEqualTo(new ListenerPool.Counters(1, 1, 0, 0, 0));
    }

    @Test
    void aLongResultIsNotKeptButItsEndIsFound() {
        ListenerPool stdout = pool("stdout", List.of(A), 3, ResultHandler.STANDARD_OUTPUT);
        answerOneEvent(stdout, result("processname:web channel:stderr\n" + "x".repeat(5_000_000)) + "READY\n");
        assertThat(world.printed)
                .hasSizeLessThan(1_100_000)
                .startsWith("web stderr | xxx")
                .endsWith("x\n");
        assertThat(stdout.state(A)).isEqualTo(ListenerState.READY);
    }

    private void answerOneEvent(ListenerPool one, String answer) {
        bus.add(one);
        one.launched(A);
        one.setRunning(A, true);
        one.bytesFrom(A, utf8("READY\n"));
        publish("x");
        one.bytesFrom(A, utf8(answer));
    }

    private static String result(String text) {
        return "RESULT " + text.getBytes(StandardCharsets.UTF_8).length + "\n" + text;
    }

    @Test
    void aFullBufferLosesTheOldestAndReportsIt() {
        bus.add(pool);
        publish("a", "b", "c", "d", "e");
        assertThat(world.log)
                .containsExactly(
                        "ERRO pool ears event buffer overflowed, discarding event 0",
                        "ERRO pool ears event buffer overflowed, discarding event 1");
        assertThat(pool.counters()).isEqualTo(new ListenerPool.Counters(5, 0, 0, 2, 3));
        ready(A);
        assertThat(world.sent).containsExactly("ears:a 2/2 c");
    }

    @Test
    void aRejectedEventTakesThePlaceOfTheOldestThatWaits() {
        bus.add(pool);
        ready(A);
        publish("x", "1", "2", "3");
        say(A, "RESULT 4/FAIL");
        assertThat(world.log)
                .containsExactly(
                        "WARN a: event was rejected", "ERRO pool ears event buffer overflowed, discarding event 1");
        say(A, "READY/");
        say(A, "RESULT 2/OKREADY/");
        assertThat(world.sent).containsExactly("ears:a 0/0 x", "ears:a 0/0 x", "ears:a 2/2 2");
    }

    @Test
    void serialsCountWhatSomePoolTook() {
        ListenerPool fatals = new ListenerPool(
                "fatals",
                List.of(OTHER),
                List.of(EventType.PROCESS_STATE_FATAL),
                3,
                ResultHandler.DEFAULT,
                "supervisor",
                world);
        bus.add(fatals);
        fatals.launched(OTHER);
        fatals.setRunning(OTHER, true);
        publish("nobody hears this");
        bus.publish(new SupervisorEvent.GaveUp(A, ProcessState.BACKOFF));
        bus.add(pool);
        publish("x");
        bus.publish(new SupervisorEvent.GaveUp(B, ProcessState.BACKOFF));
        fatals.bytesFrom(OTHER, utf8("READY\n"));
        fatals.bytesFrom(OTHER, utf8("RESULT 2\nOKREADY\n"));
        assertThat(world.sent)
                .extracting(text -> text.replaceFirst(".* serial:(\\d+).*poolserial:(\\d+)(?s:.*)", "$1/$2"))
                .containsExactly("0/0", "2/1");
    }

    @Test
    void anEventThatMatchesTwoSubscriptionsIsHeardOnce() {
        ListenerPool one = new ListenerPool(
                "one",
                List.of(A),
                List.of(EventType.EVENT, EventType.REMOTE_COMMUNICATION),
                3,
                ResultHandler.DEFAULT,
                "s",
                world);
        bus.add(one);
        publish("x");
        assertThat(one.counters().waiting()).isEqualTo(1);
    }

    @Test
    void onlookersSeeAllEventsAndTheLatestAreKept() {
        List<Long> seen = new ArrayList<>();
        assertThat(bus.isHeard(EventType.TICK_5)).isFalse();
        EventBus.Observation observation =
                bus.observe(Set.of(EventType.TICK), () -> seen.add(bus.recent().latest()));
        assertThat(bus.isHeard(EventType.TICK_5)).isTrue();
        assertThat(bus.isHeard(EventType.PROCESS_GROUP)).isFalse();
        publish("a", "b");
        observation.close();
        publish("c");
        assertThat(seen).containsExactly(1L, 2L);
        assertThat(bus.recent().after(1))
                .extracting(entry -> entry.event().payload())
                .containsExactly("type:t\nb", "type:t\nc");
        for (int i = 0; i < 2000; i++) {
            publish("more");
        }
        assertThat(bus.recent().after(0))
                .hasSize(1024)
                .first()
                .extracting("sequence")
                .isEqualTo(2003L - 1023);
        assertThat(bus.recent().latest()).isEqualTo(2003);
        publish("x".repeat(400_000));
        publish("x".repeat(400_000));
        assertThat(bus.recent().after(0)).hasSize(1);
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5})
    void noEventIsLostOrHeardTwiceWhateverListenersDo(long seed) {
        Random random = new Random(seed);
        ListenerPool large = pool("large", List.of(A, B), 10_000);
        bus.add(large);
        int published = 0;
        for (int step = 0; step < 5000; step++) {
            ProcessName listener = random.nextBoolean() ? A : B;
            switch (random.nextInt(8)) {
                case 0 -> large.died(listener);
                case 1 -> large.launched(listenerAfterDeath(large, listener));
                case 2 -> large.setRunning(listener, true);
                case 3 -> publish("event " + published++);
                default -> answer(large, listener, random.nextInt(10));
            }
        }
        ListenerPool.Counters counters = large.counters();
        int busy = (large.state(A) == ListenerState.BUSY ? 1 : 0) + (large.state(B) == ListenerState.BUSY ? 1 : 0);
        assertThat(counters.accepted()).isEqualTo(published);
        assertThat(counters.processed() + counters.waiting() + busy).isEqualTo(published);
        assertThat(counters.processed()).isPositive();
        assertThat(counters.rejected()).isPositive();
    }

    @Test
    void aBufferOfNothingIsRefused() {
        assertThatThrownBy(() -> pool("none", List.of(A), 0))
                .hasMessageContaining("buffer_size")
                .hasMessageContaining("1");
    }

    private static ProcessName listenerAfterDeath(ListenerPool pool, ProcessName listener) {
        pool.died(listener);
        return listener;
    }

    private static void answer(ListenerPool pool, ProcessName listener, int choice) {
        String text = switch (pool.state(listener)) {
            case ACKNOWLEDGED -> "READY\n";
            case BUSY -> choice == 0 ? "nonsense\n" : choice < 4 ? "RESULT 4\nFAIL" : "RESULT 2\nOK";
            case READY, UNKNOWN -> "";
        };
        pool.bytesFrom(listener, utf8(text));
    }

    private ListenerPool pool(String name, List<ProcessName> members, int bufferSize) {
        return pool(name, members, bufferSize, ResultHandler.DEFAULT);
    }

    private ListenerPool pool(String name, List<ProcessName> members, int bufferSize, ResultHandler handler) {
        return new ListenerPool(name, members, List.of(EventType.EVENT), bufferSize, handler, "supervisor", world);
    }

    private void launch(ProcessName listener) {
        pool.launched(listener);
        pool.setRunning(listener, true);
    }

    private void ready(ProcessName listener) {
        launch(listener);
        say(listener, "READY/");
    }

    private void say(ProcessName listener, String text) {
        pool.bytesFrom(listener, utf8(text.replace('/', '\n')));
    }

    private void publish(String... data) {
        for (String one : data) {
            bus.publish(new SupervisorEvent.RemoteCommunication("t", one));
        }
    }

    private static ByteBuffer utf8(String text) {
        return StandardCharsets.UTF_8.encode(text);
    }
}
