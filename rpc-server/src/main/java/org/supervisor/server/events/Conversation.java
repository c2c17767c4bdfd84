package org.supervisor.server.events;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What one listener says, byte by byte: {@code READY\n}, then for each event {@code RESULT <length>\n} and the result.
 * As in supervisord the word before the length is not looked at. Keeps no more than {@value #LONGEST_LINE} bytes.
 */
final class Conversation {
    private static final String READY = "READY\n";
    private static final Pattern RESULT = Pattern.compile(".{7}\\s*\\+?(\\d{1,9})\\s*", Pattern.DOTALL);
    private static final String OK = "OK";
    private static final int LONGEST_LINE = 4096;
    private static final int SHOWN = 100;

    /** What a byte led to. */
    sealed interface Step {}

    /** More is needed. */
    record Nothing() implements Step {}

    /** The event was answered with OK. */
    record Processed() implements Step {}

    /** The event was answered with anything else. */
    record Rejected() implements Step {}

    /** The protocol was broken; nothing said from now on counts. */
    record Broken(String reason) implements Step {}

    private static final Step NOTHING = new Nothing();

    private ListenerState state = ListenerState.ACKNOWLEDGED;
    private final ByteArrayOutputStream heard = new ByteArrayOutputStream(); // of the token, line or result under way
    private int resultLeft = -1; // bytes; negative while the line is under way
    private boolean isOk;

    ListenerState state() {
        return state;
    }

    /** The listener, which was READY, was sent an event. */
    void eventSent() {
        state = ListenerState.BUSY;
        resultLeft = -1;
    }

    Step take(byte next) {
        return switch (state) {
            case ACKNOWLEDGED -> whenAcknowledged(next);
            case READY -> broken("bytes sent while no event was under way");
            case BUSY -> resultLeft < 0 ? inResultLine(next) : inResult(next);
            case UNKNOWN -> NOTHING;
        };
    }

    private Step whenAcknowledged(byte next) {
        heard.write(next);
        if (heard.size() < READY.length()) {
            return NOTHING;
        }
        String token = takeHeard();
        if (!token.equals(READY)) {
            return broken("expected READY, got '" + token.strip() + "'");
        }
        state = ListenerState.READY;
        return NOTHING;
    }

    private Step inResultLine(byte next) {
        if (next != '\n' && heard.size() < LONGEST_LINE) {
            heard.write(next);
            return NOTHING;
        }
        String line = takeHeard();
        Matcher result = RESULT.matcher(line);
        if (next != '\n' || !result.matches()) {
            return broken("bad result line: '" + line.substring(0, Math.min(line.length(), SHOWN)) + "'");
        }
        resultLeft = Integer.parseInt(result.group(1));
        isOk = resultLeft == OK.length();
        return resultLeft == 0 ? answered() : NOTHING;
    }

    private Step inResult(byte next) {
        isOk = isOk && next == OK.charAt(OK.length() - resultLeft);
        resultLeft--;
        return resultLeft == 0 ? answered() : NOTHING;
    }

    private Step answered() {
        state = ListenerState.ACKNOWLEDGED;
        return isOk ? new Processed() : new Rejected();
    }

    private Step broken(String reason) {
        state = ListenerState.UNKNOWN;
        return new Broken(reason);
    }

    private String takeHeard() {
        String text = heard.toString(StandardCharsets.UTF_8);
        heard.reset();
        return text;
    }
}
