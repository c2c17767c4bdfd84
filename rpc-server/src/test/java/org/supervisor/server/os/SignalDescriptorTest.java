package org.supervisor.server.os;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class SignalDescriptorTest {
    private static final String STATUS = """
        Name:\tjava
        State:\t%s
        SigPnd:\t0000000000000000
        SigBlk:\t%s
        SigIgn:\t0000000000000000
        """;

    @Test
    void aThreadBlocksWhatItsMaskSays() {
        assertThat(SignalDescriptor.blocked(STATUS.formatted("S (sleeping)", "0000000000004807")))
                .isEqualTo(0x4807);
    }

    @Test
    void aThreadThatIsAboutToVanishShowsNoMaskAndTakesNoSignal() {
        assertThat(SignalDescriptor.blocked(STATUS.formatted("X (dead)", "0000000000000000")))
                .isEqualTo(-1);
        assertThat(SignalDescriptor.blocked(STATUS.formatted("Z (zombie)", "0000000000000000")))
                .isEqualTo(-1);
    }

    @Test
    void ifTheKernelShowsNoMaskNothingCountsAsBlocked() {
        assertThat(SignalDescriptor.blocked("Name:\tjava\n")).isZero();
    }
}
