package org.supervisor.server.output;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.supervisor.api.LogStream;
import org.supervisor.server.process.OutputSpec.Format;
import org.supervisor.server.process.ProcessName;
import org.supervisor.server.process.StreamSpec;

class StreamSinkTest {
    private static final String TEXT =
            "before<!--XSUPERVISOR:BEGIN-->the\nmessage<!--XSUPERVISOR:END-->after<!--XSU no\n";

    private static final String CAPTURE = "before<!--XSUPERVISOR:BEGIN-->message<!--XSUPERVISOR:END-->";

    @TempDir
    Path folder;

    private final ManualTime time = new ManualTime();
    private final LogFiles files = new LogFiles(time);
    private final Heard heard = new Heard();

    @AfterEach
    void close() {
        files.close();
    }

    /** Records the calls. */
    private static final class Heard implements Taps {
        final List<String> events = new ArrayList<>();
        final List<Integer> eventSizes = new ArrayList<>();
        final StringBuilder copies = new StringBuilder();
        boolean wantsCopies;

        @Override
        public void log(ProcessName name, int pid, LogStream stream, byte[] data) {
            events.add(name + " " + pid + " " + stream + " log " + text(data));
            eventSizes.add(data.length);
        }

        @Override
        public void communication(ProcessName name, int pid, LogStream stream, byte[] data) {
            events.add(name + " " + pid + " " + stream + " says " + text(data));
        }

        @Override
        public void syslog(ProcessName name, LogStream stream, String line) {
            events.add(name + " syslog " + line);
        }

        @Override
        public boolean wantsCopies() {
            return wantsCopies;
        }

        @Override
        public void copy(ProcessName name, LogStream stream, byte[] data) {
            copies.append(text(data));
        }

        private static String text(byte[] data) {
            return new String(data, StandardCharsets.UTF_8);
        }
    }

    @ParameterizedTest
    @EnumSource(Format.class)
    void everyByteReadIsWrittenHoweverTheOutputIsCut(Format format) throws IOException {
        Random random = new Random(format.name().length());
        for (long maxBytes : new long[] {0, 500, 150_000}) {
            String name = "log" + maxBytes;
            StreamSink sink = sink(to(name, maxBytes, 10_000), format);
            StringBuilder all = new StringBuilder();
            for (int i = 0; i < 60; i++) {
                String chunk = text(random, random.nextInt(20_000));
                all.append(chunk);
                give(sink, chunk);
            }
            sink.endOfLife();
            long read = all.length();
            assertThat(sink.account()).isEqualTo(new Account(read, read, 0, 0, 0));
            assertThat(undress(format, allFiles(name))).isEqualTo(withLastLineEnd(format, all.toString()));
        }
    }

    @Test
    void rawOutputIsKeptByteForByte() throws IOException {
        byte[] all = new byte[1024];
        for (int i = 0; i < all.length; i++) {
            all[i] = (byte) i;
        }
        StreamSink sink = sink(to("log", 0, 0), Format.RAW);
        sink.accept(ByteBuffer.wrap(all));
        assertThat(Files.readAllBytes(folder.resolve("log"))).isEqualTo(all);
    }

    @Test
    void rawOutputWithoutALineEndIsWrittenAtOnce() throws IOException {
        StreamSink sink = sink(to("log", 0, 0), Format.RAW);
        give(sink, "no newline");
        assertThat(content("log")).isEqualTo("no newline");
    }

    @Test
    void rawOutputDoesNotPassThroughTheHeap() {
        StreamSink sink = sink(StreamSpec.to(new StreamSpec.Log.File(Path.of("/dev/null"), 0, 0)), Format.RAW);
        ByteBuffer line = ByteBuffer.allocateDirect(1024 * 1024);
        for (int i = 0; i < 3; i++) {
            sink.accept(line.clear());
        }
        var thread = (com.sun.management.ThreadMXBean) ManagementFactory.getThreadMXBean();
        long before = thread.getCurrentThreadAllocatedBytes();
        for (int mebibytes = 0; mebibytes < 64; mebibytes++) {
            sink.accept(line.clear());
        }
        assertThat(thread.getCurrentThreadAllocatedBytes() - before).isLessThan(256 * 1024);
        assertThat(sink.account().written()).isEqualTo(67L * 1024 * 1024);
    }

    @Test
    void theLogIsCreatedWhenAChildIsLaunched() throws IOException {
        StreamSink sink = sink(to("log", 0, 0), Format.RAW);
        assertThat(folder.resolve("log")).doesNotExist();
        sink.prepare();
        assertThat(content("log")).isEmpty();
        assertThat(sink.path()).contains(folder.resolve("log"));
    }

    @Test
    void perlLinesCarryLocalTimeNameAndLevel() throws IOException {
        StreamSink sink = sink(to("log", 0, 0), Format.PERL);
        give(sink, "100%d done\r\nhalf");
        give(sink, " a line\n");
        assertThat(Files.readAllLines(folder.resolve("log")))
                .allMatch(line -> line.matches("\\[\\d{4}/\\d\\d/\\d\\d \\d\\d:\\d\\d:\\d\\d]\\[web_00] .*"))
                .extracting(line -> line.substring(line.indexOf("][")))
                .containsExactly("][web_00] info: 100%d done", "][web_00] info: half a line");
    }

    @Test
    void stderrIsAnErrorInPerlLines() throws IOException {
        StreamSink sink = sink(0, LogStream.STDERR, to("log", 0, 0), Format.PERL);
        give(sink, "oops\n");
        assertThat(content("log")).endsWith("[web_00] error: oops\n");
    }

    @Test
    void prefixedLinesCarryTimeWithZoneNameAndStream() throws IOException {
        StreamSink sink = sink(to("log", 0, 0), Format.PREFIXED);
        give(sink, "hello\n");
        assertThat(content("log"))
                .matches("2026-11-2\\dT\\d\\d:\\d\\d:00\\.123[+-]\\d\\d:\\d\\d web:web_00 stdout \\| hello\n");
    }

    @Test
    void jsonLinesSurviveAnything() throws IOException {
        StreamSink sink = sink(42, LogStream.STDOUT, to("log", 0, 0), Format.JSON);
        sink.accept(ByteBuffer.wrap(new byte[] {'"', '\\', 0, 27, (byte) 0xff, (byte) 0xc3, (byte) 0xbc, '\n'}));
        assertThat(content("log"))
                .endsWith(",\"program\":\"web\",\"process\":\"web:web_00\",\"pid\":42,\"stream\":\"stdout\","
                        + "\"line\":\"\\\"\\\\\\u0000\\u001B\uFFFDü\"}\n");
    }

    @Test
    void aLineTooLongToKeepIsWrittenInPieces() throws IOException {
        String line = "ü".repeat(Lines.LONGEST);
        StreamSink sink = sink(to("log", 0, 0), Format.PREFIXED);
        give(sink, "a" + line + "\n");
        List<String> pieces = Files.readAllLines(folder.resolve("log")).stream()
                .map(l -> l.substring(l.indexOf(" | ") + 3))
                .toList();
        assertThat(pieces).hasSize(3);
        assertThat(pieces.get(0)).isEqualTo("a" + "ü".repeat(Lines.LONGEST / 2 - 1) + "\\");
        assertThat(pieces.get(1)).isEqualTo("ü".repeat(Lines.LONGEST / 2) + "\\");
        assertThat(pieces.get(2)).isEqualTo("ü");
    }

    @Test
    void anUnfinishedLineIsWrittenWhenTheChildHasGone() throws IOException {
        StreamSink sink = sink(to("log", 0, 0), Format.PREFIXED);
        give(sink, "no newline");
        assertThat(folder.resolve("log")).doesNotExist();
        assertThat(sink.account()).isEqualTo(new Account(10, 0, 0, 0, 10));
        sink.endOfLife();
        assertThat(content("log")).endsWith(" | no newline\n");
    }

    @Test
    void linesOfTwoProgramsInOneFileStayWhole() throws IOException {
        StreamSink one = sink(to("log", 0, 0), Format.PREFIXED);
        StreamSink other = sink(to("log", 0, 0), Format.PREFIXED);
        give(one, "first ");
        give(other, "second ");
        give(one, "line\nfirst");
        give(other, "line\n");
        one.endOfLife();
        assertThat(undress(Format.PREFIXED, content("log"))).isEqualTo("first line\nsecond line\nfirst\n");
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void tokensAreFoundWhereverTheyAreCut(boolean byteByByte) throws IOException {
        for (int cut = 0; cut <= TEXT.length(); cut++) {
            heard.events.clear();
            String name = "log" + cut;
            StreamSink sink = sink(new StreamSpec(to(name, 0, 0).log(), 100, false, false, false), Format.RAW);
            if (byteByByte) {
                for (int i = 0; i < TEXT.length(); i++) {
                    give(sink, TEXT.substring(i, i + 1));
                }
            } else {
                give(sink, TEXT.substring(0, cut));
                give(sink, TEXT.substring(cut));
            }
            sink.release();
            assertThat(content(name)).isEqualTo("beforeafter<!--XSU no\n");
            assertThat(heard.events).containsExactly("web:web_00 0 STDOUT says the\nmessage");
            assertThat(sink.account()).isEqualTo(new Account(TEXT.length(), 22, TEXT.length() - 22, 0, 0));
        }
    }

    @Test
    void onlyTheStartOfATokenIsHeldBackAndReleasedAtTheEnd() throws IOException {
        StreamSink sink = sink(new StreamSpec(to("log", 0, 0).log(), 100, false, false, false), Format.RAW);
        give(sink, "bye<!-");
        assertThat(content("log")).isEqualTo("bye");
        assertThat(sink.account()).isEqualTo(new Account(6, 3, 0, 0, 3));
        sink.endOfLife();
        assertThat(content("log")).isEqualTo("bye<!-");
        assertThat(sink.account()).isEqualTo(new Account(6, 6, 0, 0, 0));
    }

    @Test
    void textAsShortAsATokenIsHeldBackAfterACaptureUntilMoreComes() throws IOException {
        String begin = "<!--XSUPERVISOR:BEGIN-->";
        for (String after : List.of("after", "x".repeat(begin.length()), "\n", begin, "<!--XSU")) {
            String name = "log" + after.hashCode();
            StreamSink sink = capturing(name);
            give(sink, CAPTURE + after);
            assertThat(content(name)).isEqualTo("before");
            assertThat(sink.isHolding()).isTrue();
            assertThat(sink.account().pending()).isEqualTo(after.length());
            give(sink, "more");
            assertThat(content(name)).isEqualTo(after.equals(begin) ? "before" : "before" + after + "more");
            assertThat(sink.isHolding()).isFalse();
            assertThat(sink.account().pending()).isZero();
        }
    }

    @Test
    void longerTextAfterACaptureIsWrittenAtOnce() throws IOException {
        StreamSink sink = capturing("log");
        give(sink, CAPTURE + "x".repeat(25));
        assertThat(content("log")).isEqualTo("before" + "x".repeat(25));
        give(sink, CAPTURE);
        assertThat(sink.isHolding()).isFalse();
        give(sink, "x".repeat(25));
        assertThat(content("log")).isEqualTo("before" + "x".repeat(25) + "before" + "x".repeat(25));
    }

    @Test
    void textDirectlyAfterACaptureIsHeldBackThoughItCameLater() throws IOException {
        StreamSink sink = capturing("log");
        give(sink, CAPTURE);
        give(sink, "after");
        assertThat(content("log")).isEqualTo("before");
        give(sink, "!");
        assertThat(content("log")).isEqualTo("beforeafter!");
    }

    @Test
    void whatIsHeldBackAfterACaptureOutlivesTheChildUntilItIsReleased() throws IOException {
        StreamSink sink = capturing("log");
        give(sink, CAPTURE + "after<!--");
        sink.endOfLife();
        assertThat(content("log")).isEqualTo("before");
        assertThat(sink.account().pending()).isEqualTo(9);
        sink.release();
        assertThat(content("log")).isEqualTo("beforeafter<!--");
        assertThat(sink.account().pending()).isZero();
    }

    @Test
    void theNextLifeAndTheEndOfTheSinkReleaseWhatIsHeldBack() throws IOException {
        StreamSink sink = capturing("log");
        give(sink, CAPTURE + "one");
        sink.endOfLife();
        sink.release(); // as the launch of the next child does
        assertThat(content("log")).isEqualTo("beforeone");
        give(sink, CAPTURE + "two");
        sink.close();
        assertThat(content("log")).isEqualTo("beforeonebeforetwo");
    }

    @Test
    void aLineAroundACaptureIsDressedAsOneThoughTheChildHasGone() throws IOException {
        StreamSink sink = sink(new StreamSpec(to("log", 0, 0).log(), 100, false, false, false), Format.PREFIXED);
        give(sink, CAPTURE + "after");
        sink.endOfLife();
        assertThat(folder.resolve("log")).doesNotExist();
        sink.release();
        assertThat(undress(Format.PREFIXED, content("log"))).isEqualTo("beforeafter\n");
        assertThat(sink.account().pending()).isZero();
    }

    private StreamSink capturing(String name) {
        return sink(new StreamSpec(to(name, 0, 0).log(), 100, false, false, false), Format.RAW);
    }

    @Test
    void aRestartedTokenIsStillAToken() throws IOException {
        StreamSink sink = sink(new StreamSpec(to("log", 0, 0).log(), 100, false, false, false), Format.RAW);
        give(sink, "<<!--X<!--XSUPERVISOR:BEGIN-->x<<!--XSUPERVISOR:END-->y");
        sink.release();
        assertThat(content("log")).isEqualTo("<<!--Xy");
        assertThat(heard.events).containsExactly("web:web_00 0 STDOUT says x<");
    }

    @Test
    void theNewestCapturedBytesAreKept() {
        StreamSpec spec = new StreamSpec(new StreamSpec.Log.None(), 8, false, false, false);
        StreamSink sink = sink(5, LogStream.STDOUT, spec, Format.RAW);
        give(sink, "<!--XSUPERVISOR:BEGIN-->0123456789<!--XSUPERVISOR:END-->");
        give(sink, "<!--XSUPERVISOR:BEGIN-->abc<!--XSUPERVISOR:END-->");
        assertThat(heard.events).containsExactly("web:web_00 5 STDOUT says 23456789", "web:web_00 5 STDOUT says abc");
    }

    @Test
    void anUnfinishedCaptureIsForgottenWithTheChild() throws IOException {
        StreamSink sink = sink(new StreamSpec(to("log", 0, 0).log(), 100, false, false, false), Format.RAW);
        give(sink, "<!--XSUPERVISOR:BEGIN-->never finished<!--");
        sink.endOfLife();
        give(sink, "next life");
        assertThat(content("log")).isEqualTo("next life");
        assertThat(heard.events).isEmpty();
        assertThat(sink.account()).isEqualTo(new Account(51, 9, 42, 0, 0));
    }

    @Test
    void escapesAreRemovedWhereverTheyAreCut() throws IOException {
        String text = "\u001b[1;31mred\u001b[0m \u001b]0;title\u0007plain\u001b]8;;http://x\u001b\\link\u001b(B"
                + "\u001b7\u001bPq#0\u001b\\ü\u001b[broken \u001b]unfinished\nend";
        for (int cut = 0; cut <= text.length(); cut++) {
            String name = "log" + cut;
            StreamSink sink = sink(new StreamSpec(to(name, 0, 0).log(), 0, false, false, true), Format.RAW);
            give(sink, text.substring(0, cut));
            give(sink, text.substring(cut));
            assertThat(content(name)).isEqualTo("red plainlinkü" + "roken \nend");
            Account account = sink.account();
            assertThat(account.written() + account.removed()).isEqualTo(account.read());
        }
    }

    @Test
    void eventsCarryWhatIsLoggedAtMost131072BytesEach() {
        StreamSpec spec = new StreamSpec(new StreamSpec.Log.None(), 0, true, false, true);
        StreamSink sink = sink(3, LogStream.STDOUT, spec, Format.RAW);
        give(sink, "\u001b[1mhello\n");
        give(sink, "x".repeat(200_000));
        assertThat(heard.events.getFirst()).isEqualTo("web:web_00 3 STDOUT log hello\n");
        assertThat(heard.eventSizes).containsExactly(6, 131_072, 68_928);
    }

    @Test
    void eventsOfALogThatIsCutIntoLinesAreNot() {
        StreamSink sink = sink(new StreamSpec(to("log", 0, 0).log(), 0, true, false, false), Format.PERL);
        give(sink, "half");
        give(sink, " a line\n");
        assertThat(heard.events).containsExactly("web:web_00 0 STDOUT log half", "web:web_00 0 STDOUT log  a line\n");
    }

    @Test
    void syslogAndCopiesAreServedToo() {
        heard.wantsCopies = true;
        StreamSink sink = sink(new StreamSpec(to("log", 0, 0).log(), 0, false, true, false), Format.RAW);
        give(sink, "one\ntw");
        give(sink, "o\nrest");
        sink.endOfLife();
        assertThat(heard.events)
                .containsExactly("web:web_00 syslog one", "web:web_00 syslog two", "web:web_00 syslog rest");
        assertThat(heard.copies).hasToString("one\ntwo\nrest");
    }

    @Test
    void aDiscardedStreamIsReadAllTheSame() {
        StreamSink sink = sink(StreamSpec.DISCARDED, Format.JSON);
        give(sink, "gone");
        sink.endOfLife();
        assertThat(sink.account()).isEqualTo(new Account(4, 0, 4, 0, 0));
        assertThat(sink.path()).isEmpty();
    }

    @Test
    void bytesThatCannotBeWrittenAreCountedAsDropped() {
        StreamSink sink = sink(to("missing/log", 0, 0), Format.RAW);
        give(sink, "gone");
        assertThat(sink.account()).isEqualTo(new Account(4, 0, 0, 4, 0));
    }

    private StreamSpec to(String name, long maxBytes, int backups) {
        return StreamSpec.to(new StreamSpec.Log.File(folder.resolve(name), maxBytes, backups));
    }

    private StreamSink sink(StreamSpec spec, Format format) {
        return sink(0, LogStream.STDOUT, spec, format);
    }

    private StreamSink sink(int pid, LogStream stream, StreamSpec spec, Format format) {
        StreamSink.Plan plan = new StreamSink.Plan(
                new ChildStream(new ProcessName("web", "web_00"), "web", pid, stream), spec, format, Optional.empty());
        return new StreamSink(plan, files, time, heard, new ByteCounts());
    }

    private static void give(StreamSink sink, String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        ByteBuffer shared =
                ByteBuffer.allocateDirect(bytes.length + 10); // as the engine's: larger, and not at its start
        shared.position(5).put(bytes).flip().position(5);
        sink.accept(shared);
        assertThat(shared.remaining()).isZero();
    }

    private static String text(Random random, int length) {
        StringBuilder text = new StringBuilder(length);
        while (text.length() < length) {
            text.append(random.nextInt(60) == 0 ? '\n' : (char) ('a' + random.nextInt(26)));
        }
        return text.toString();
    }

    private static String withLastLineEnd(Format format, String text) {
        return format == Format.RAW || text.endsWith("\n") ? text : text + "\n";
    }

    private static String undress(Format format, String log) {
        Pattern dress = switch (format) {
            case RAW -> Pattern.compile("(?!)");
            case PERL -> Pattern.compile("(?m)^\\[[^\\]]*]\\[web_00] info: ");
            case PREFIXED -> Pattern.compile("(?m)^\\S+ web:web_00 stdout \\| ");
            case JSON -> Pattern.compile("(?m)^\\{.*\"line\":\"|\"}$");
        };
        return dress.matcher(log).replaceAll("");
    }

    private String content(String name) throws IOException {
        return Files.readString(folder.resolve(name));
    }

    private String allFiles(String name) throws IOException {
        StringBuilder all = new StringBuilder();
        int backups = 0;
        while (Files.exists(folder.resolve(name + "." + (backups + 1)))) {
            backups++;
        }
        for (int i = backups; i > 0; i--) {
            all.append(content(name + "." + i));
        }
        return all.append(content(name)).toString();
    }
}
