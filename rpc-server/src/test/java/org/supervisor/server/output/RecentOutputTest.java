package org.supervisor.server.output;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;

class RecentOutputTest {
    private final RecentOutput words = new RecentOutput();

    private void hear(String text) {
        words.accept(StandardCharsets.UTF_8.encode(text));
    }

    @Test
    void nothingWasSaid() {
        assertThat(words.text()).isEmpty();
        hear("");
        assertThat(words.text()).isEmpty();
    }

    @Test
    void aShortTextIsKeptWhole() {
        hear("one\ntw");
        hear("o\n");
        assertThat(words.text()).isEqualTo("one\ntwo");
    }

    @Test
    void onlyTheLastLinesAreShown() {
        for (int n = 1; n <= 20; n++) {
            hear(n + "\n");
        }
        assertThat(words.text()).isEqualTo("11\n12\n13\n14\n15\n16\n17\n18\n19\n20");
    }

    @Test
    void aLineThatIsCutIsLeftOutUnlessItIsTheOnlyOne() {
        hear("x".repeat(3000) + "\nlast\n");
        assertThat(words.text()).isEqualTo("last");
        hear("y".repeat(5000));
        assertThat(words.text()).isEqualTo("y".repeat(RecentOutput.MOST_BYTES));
    }

    @Test
    void itDoesNotMatterHowTheTextIsCut() {
        Random random = new Random(3);
        for (int round = 0; round < 50; round++) {
            RecentOutput fresh = new RecentOutput();
            StringBuilder all = new StringBuilder();
            while (all.length() < 10_000) {
                byte[] chunk = new byte[random.nextInt(1, round % 2 == 0 ? 40 : 4000)];
                Arrays.fill(chunk, (byte) ('a' + random.nextInt(26)));
                all.append(new String(chunk, StandardCharsets.US_ASCII));
                fresh.accept(ByteBuffer.wrap(chunk));
            }
            assertThat(fresh.text()).isEqualTo(all.substring(all.length() - RecentOutput.MOST_BYTES));
        }
    }
}
