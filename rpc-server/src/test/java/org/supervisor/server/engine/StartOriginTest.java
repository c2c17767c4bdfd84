package org.supervisor.server.engine;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.supervisor.api.Signal;
import org.supervisor.server.process.Child;
import org.supervisor.server.process.Dialect;
import org.supervisor.server.process.Event;
import org.supervisor.server.process.GroupSpec;
import org.supervisor.server.process.Journal;
import org.supervisor.server.process.ManagedProcess;
import org.supervisor.server.process.ProcessFactory;
import org.supervisor.server.process.ProcessSpec;
import org.supervisor.server.process.StartOrigin;
import org.supervisor.server.process.StartRule;
import org.supervisor.server.process.State;
import org.supervisor.server.process.TimeSource;
import org.supervisor.server.process.Transition;

/** The origin of a start in the main log and in the history. */
class StartOriginTest {
    private static final State LAUNCHING = new State.Launching(1, 0);

    private static List<String> log(Dialect dialect, StartOrigin origin) {
        Journal none = new Journal() {
            @Override
            public void changed(Transition transition) {}

            @Override
            public void failed(ManagedProcess process, Throwable failure) {}

            @Override
            public void signalled(ManagedProcess process, Child child, Signal signal, Child.Delivery delivery) {}
        };
        ProcessSpec.Builder perl = ProcessSpec.builder("p").command("/bin/true");
        StartRule rule = perl.build().start();
        ProcessSpec spec = perl.start(new StartRule(rule.staysUp(), rule.attempts(), rule.pause(), dialect))
                .build();
        ManagedProcess process = new ProcessFactory(_ -> {}, none, TimeSource.SYSTEM, new Random(1))
                .group(GroupSpec.of(spec))
                .processes()
                .getFirst();
        return LogMessages.of(process, new State.Stopped(), new Event.StartRequested(origin), LAUNCHING).stream()
                .map(LogMessages.Line::text)
                .toList();
    }

    @ParameterizedTest
    @EnumSource
    void aUserWithTheNameOfTheAutomaticStartIsInTheLogLikeAnyOther(Dialect dialect) {
        assertThat(log(dialect, new StartOrigin.Request("autostart over 127.0.0.1:1")))
                .singleElement()
                .asString()
                .endsWith("requested by autostart over 127.0.0.1:1");
    }

    @ParameterizedTest
    @EnumSource
    void anAutomaticStartHasNoCaller(Dialect dialect) {
        assertThat(log(dialect, new StartOrigin.Autostart())).noneMatch(line -> line.contains("requested by"));
        assertThat(log(dialect, new StartOrigin.GroupAdded("admin"))).noneMatch(line -> line.contains("requested by"));
    }

    @Test
    void theHistoryDistinguishesThem() {
        assertThat(cause(new StartOrigin.Autostart())).isEqualTo("autostart");
        assertThat(cause(new StartOrigin.GroupAdded("admin"))).isEqualTo("autostart of the group, added by admin");
        assertThat(cause(new StartOrigin.Request("autostart"))).isEqualTo("start requested by autostart");
    }

    @Test
    void theHistorySaysWhyAStartIsHeld() {
        State held = new State.Held("waits for db", 1);
        assertThat(Causes.of(new Event.StartRequested("admin"), held))
                .isEqualTo("start requested by admin, held: waits for db");
        assertThat(Causes.of(new Event.Released(), LAUNCHING)).isEqualTo("released");
    }

    private static String cause(StartOrigin origin) {
        return Causes.of(new Event.StartRequested(origin), LAUNCHING);
    }
}
