package org.supervisor.server.engine;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.supervisor.api.Role;
import org.supervisor.api.Signal;
import org.supervisor.server.engine.Caller.Via;

/** A caller is a value; its text is for people only. */
class CallerTest {
    private static Caller over(Via via, String login) {
        return new Caller(Optional.ofNullable(login), via);
    }

    @Test
    void aCallerOverTcpIsNamedByLoginAndAddress() {
        assertThat(over(new Via.Tcp("127.0.0.1", 51234), "admin")).hasToString("admin over 127.0.0.1:51234");
        assertThat(over(new Via.Tcp("127.0.0.1", 51234), null))
                .hasToString("a client without login over 127.0.0.1:51234")
                .extracting(Caller::name)
                .isEqualTo(Optional.empty());
    }

    @Test
    void aCallerOverAUnixSocketIsNamedByLoginOrTheOwnerOfTheOtherEnd() {
        Via known = new Via.Unix("/run/s.sock", Optional.of("root"));
        Via unknown = new Via.Unix("/run/s.sock", Optional.empty());
        assertThat(over(known, "alice")).hasToString("alice (root) over the UNIX socket /run/s.sock");
        assertThat(over(known, "alice").name()).contains("alice");
        assertThat(over(known, null)).hasToString("root over the UNIX socket /run/s.sock");
        assertThat(over(known, null).name()).contains("root");
        assertThat(over(unknown, "alice")).hasToString("alice over the UNIX socket /run/s.sock");
        assertThat(over(unknown, null)).hasToString("an unknown user over the UNIX socket /run/s.sock");
    }

    @Test
    void aSignalIsACallerWithoutAName() {
        assertThat(Caller.of(Signal.TERM)).hasToString("SIGTERM to the supervisor");
        assertThat(Caller.of(Signal.TERM).name()).isEmpty();
    }

    @Test
    void withoutACallerItIsTheProgramItself() {
        assertThat(Caller.current()).hasToString("request");
        assertThat(Caller.of("the night shift")
                        .<String>asks(() -> Caller.current().toString()))
                .isEqualTo("the night shift");
    }

    @Test
    void aCallerMayDoEverythingUnlessThereAreUsers() {
        assertThat(Caller.current().rights().roles()).containsExactlyInAnyOrder(Role.values());
        assertThat(over(new Via.Tcp("::1", 1), "admin").rights().roles()).containsExactlyInAnyOrder(Role.values());
    }

    @Test
    void aCallerIsLookedUpOnlyWhenItIsNeeded() {
        CallerSource source = () -> {
            throw new AssertionError("nobody has asked");
        };
        assertThat(Caller.<String>with(source, () -> "done")).isEqualTo("done");
        assertThat(Caller.<CallerSource>with(source, Caller::source)).isSameAs(source);
    }
}
