package org.supervisor.server.audit;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.supervisor.server.engine.AuditEntry;
import org.supervisor.server.engine.AuditEntry.Kind;
import org.supervisor.server.engine.Origin;

/** How many lines those get who are refused. */
class RepeatsTest {
    private static final long MINUTE = Repeats.WINDOW.toNanos();
    private final Repeats repeats = new Repeats();

    private static AuditEntry entry(Kind kind, String from) {
        return AuditEntry.refused(kind, new Origin(Origin.ANONYMOUS, "none", from, ""), "login", "wrong");
    }

    @Test
    void anAddressGetsALineAtOnceAndTheNumberOfTheOthersAfterAMinute() {
        assertThat(repeats.passes(entry(Kind.FAILED_LOGIN, "192.0.2.1:1"), 0)).isTrue();
        assertThat(repeats.passes(entry(Kind.FAILED_LOGIN, "192.0.2.1:2"), 1)).isFalse();
        assertThat(repeats.passes(entry(Kind.FAILED_LOGIN, "192.0.2.1:3"), 2)).isFalse();
        assertThat(repeats.passes(entry(Kind.FAILED_LOGIN, "192.0.2.2:1"), 2)).isTrue();

        assertThat(repeats.due(MINUTE - 1)).isEmpty();
        assertThat(repeats.nanosLeft(MINUTE - 1)).hasValue(1);
        assertThat(repeats.due(MINUTE)).singleElement().satisfies(held -> {
            assertThat(held.count()).isEqualTo(2);
            assertThat(held.entry().origin().from()).isEqualTo("192.0.2.1:3");
        });
        assertThat(repeats.passes(entry(Kind.FAILED_LOGIN, "192.0.2.1:4"), MINUTE))
                .isTrue();
    }

    @Test
    void thousandsOfAddressesGetAFewLines() {
        long lines = IntStream.range(0, 10_000)
                .filter(i -> repeats.passes(entry(Kind.FAILED_LOGIN, "2001:db8::" + Integer.toHexString(i) + ":1"), i))
                .count();

        assertThat(lines).isEqualTo(Repeats.MOST + 1);
        assertThat(repeats.rest())
                .singleElement()
                .satisfies(held -> assertThat(held.count()).isEqualTo(10_000 - lines));
        assertThat(repeats.nanosLeft(0)).isEmpty();
    }

    @Test
    void changesAreNeverLeftOut() {
        assertThat(IntStream.range(0, 1000).allMatch(_ -> repeats.passes(entry(Kind.CALL, "192.0.2.1:1"), 0)))
                .isTrue();
    }
}
