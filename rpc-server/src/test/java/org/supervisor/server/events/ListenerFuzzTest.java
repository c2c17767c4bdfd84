package org.supervisor.server.events;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.supervisor.server.Fuzz;

/** Whatever a listener writes, in whatever pieces, is understood, or ends its service with a reason. */
@Timeout(600)
class ListenerFuzzTest {
    private static final int TRIES = 50_000;
    private static final int LONGEST_RESULT = 64;
    private static final long MOST_ALLOCATED = 16 << 20;

    private static final List<String> SAMPLES = List.of(
            "READY\nRESULT 2\nOKREADY\nRESULT 4\nFAILREADY\n",
            "READY\nRESULT 70\n" + "x".repeat(70) + "READY\n",
            "READY\nRESULT  +2 \nOKREADY\nRESULT 0\nREADY\n");
    private static final List<String> WORDS = List.of(
            "READY\n", "READY", "RESULT ", "RESULT 2\nOK", "\n", "0\n", "-1\n", "999999999\n", "OK", "FAIL", " ");

    @Test
    void everyByteIsTakenWhateverItIs() {
        Fuzz.ofTexts(TRIES, SAMPLES, WORDS).allocating(MOST_ALLOCATED).on((input, random) -> {
            ListenerProtocol protocol = new ListenerProtocol(LONGEST_RESULT);
            ByteBuffer all = ByteBuffer.wrap(input);
            boolean isBroken = false;
            while (all.hasRemaining()) {
                int end = all.limit();
                all.limit(Math.min(end, all.position() + 1 + random.nextInt(100)));
                while (all.hasRemaining()) {
                    isBroken |= take(protocol, all, random);
                }
                all.limit(end);
            }
            assertThat(protocol.state() == ListenerState.UNKNOWN).isEqualTo(isBroken);
        });
    }

    private static boolean take(ListenerProtocol protocol, ByteBuffer bytes, SplittableRandom random) {
        if (protocol.state() == ListenerState.READY && random.nextInt(8) > 0) {
            protocol.eventSent();
        }
        int before = bytes.remaining();
        ListenerProtocol.Step step = protocol.take(bytes);
        assertThat(bytes.remaining()).isLessThan(before);
        return switch (step) {
            case ListenerProtocol.Nothing _ -> false;
            case ListenerProtocol.Answered(byte[] result) -> {
                assertThat(result.length).isLessThanOrEqualTo(LONGEST_RESULT);
                yield false;
            }
            case ListenerProtocol.Broken(String reason) -> {
                assertThat(reason).isNotEmpty().matches("[ -~]*");
                yield true;
            }
        };
    }

    @Test
    void whatAnotherBuildHasLeftIsReadOrRefused() throws IOException {
        ByteArrayOutputStream sample = new ByteArrayOutputStream();
        ListenerProtocol before = new ListenerProtocol(LONGEST_RESULT);
        before.take(ByteBuffer.wrap("READY\n".getBytes(StandardCharsets.US_ASCII)));
        before.eventSent();
        before.take(ByteBuffer.wrap("RESULT 20\n".getBytes(StandardCharsets.US_ASCII)));
        before.take(ByteBuffer.wrap("half of it".getBytes(StandardCharsets.US_ASCII)));
        before.write(new DataOutputStream(sample));

        Fuzz.of(TRIES / 2, List.of(sample.toByteArray()), WORDS)
                .allocating(MOST_ALLOCATED)
                .on((input, _) -> {
                    ListenerProtocol protocol = new ListenerProtocol(LONGEST_RESULT);
                    try {
                        protocol.read(new DataInputStream(new ByteArrayInputStream(input)));
                    } catch (IOException refused) {
                        return;
                    }
                    ByteBuffer more = ByteBuffer.wrap(Fuzz.bytes("RESULT 2\nOKREADY\n"));
                    while (more.hasRemaining()) {
                        protocol.take(more);
                    }
                });
    }
}
