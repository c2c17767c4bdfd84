package org.supervisor.server.output;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class LineTapTest {
    private final List<String> lines = new ArrayList<>();
    private boolean isWanted = true;

    private final LineTap tap = new LineTap(new OutputWatch() {
        @Override
        public void read() {}

        @Override
        public boolean wantsLines() {
            return isWanted;
        }

        @Override
        public void line(String text) {
            lines.add(text);
            isWanted = !text.equals("last");
        }
    });

    private void write(String text) {
        tap.accept(ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8)));
    }

    @Test
    void aLineThatCameInPiecesIsWhole() {
        write("a\nserver is re");
        write("a");
        write("dy\r\nb");
        assertThat(lines).containsExactly("a", "server is ready");
        tap.end();
        assertThat(lines).last().isEqualTo("b");
    }

    @Test
    void noLineIsGivenThatIsNotWanted() {
        write("last\nb\nc");
        write("\n");
        tap.end();
        assertThat(lines).containsExactly("last");
    }

    @Test
    void aLineThatNeverEndsIsGivenInPieces() {
        for (int i = 0; i < 3; i++) {
            write("x".repeat(Lines.LONGEST));
        }
        assertThat(lines).hasSize(2).allSatisfy(piece -> assertThat(piece).hasSize(Lines.LONGEST));
    }
}
