package org.supervisor.server.output;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What another daemon has written down of a capture. */
class CaptureTest {
    @ParameterizedTest
    @CsvSource({
        "false, -98, 0, 0, -98 where 0 to 23 is expected",
        "false, 24, 0, 0, 24 where 0 to 23 is expected",
        "true, 22, 0, 0, 22 where 0 to 21 is expected",
        "false, 0, 25, 0, 25 where 0 to 24 is expected",
        "false, 0, 0, 101, 101 where 0 to 100 is expected",
        "false, 0, 0, -1, -1 where 0 to 100 is expected"
    })
    void whatCannotBeIsRefused(boolean isInside, int matched, int held, int captured, String message)
            throws IOException {
        ByteArrayOutputStream written = new ByteArrayOutputStream();
        DataOutputStream out = new DataOutputStream(written);
        out.writeBoolean(isInside);
        out.writeByte(matched);
        out.writeBoolean(false);
        out.writeInt(held);
        out.write(new byte[held]);
        out.writeInt(captured);
        DataInputStream in = new DataInputStream(new ByteArrayInputStream(written.toByteArray()));

        assertThatThrownBy(() -> new Capture(100).restore(in))
                .isInstanceOf(IOException.class)
                .hasMessageContaining(message);
    }
}
