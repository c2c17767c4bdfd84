package org.supervisor.server.events;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Where a listener was when another build supervised it. */
class ListenerProtocolTest {
    @ParameterizedTest
    @CsvSource({
        "SLEEPING, -1, 0, there is no state SLEEPING of a listener",
        "BUSY, -1, 2000000000, a listener with 2000000000 bytes of an answer",
        "BUSY, -1, -1, a listener with -1 bytes of an answer",
        "BUSY, 20, 101, a listener with 101 bytes of an answer",
        "BUSY, 1000000000, 0, 1000000000 to come",
        "ACKNOWLEDGED, -1, 6, a listener with 6 bytes of an answer",
        "READY, -1, 1, a listener with 1 bytes of an answer"
    })
    void aPlaceWhereItCannotBeIsRefusedAndNothingIsAllocatedForIt(
            String state, int resultLeft, int length, String message) throws IOException {
        ByteArrayOutputStream written = new ByteArrayOutputStream();
        DataOutputStream out = new DataOutputStream(written);
        out.writeUTF(state);
        out.writeInt(resultLeft);
        out.writeInt(length);
        DataInputStream in = new DataInputStream(new ByteArrayInputStream(written.toByteArray()));

        assertThatThrownBy(() -> new ListenerProtocol(100).read(in))
                .isInstanceOf(IOException.class)
                .hasMessageContaining(message);
    }
}
