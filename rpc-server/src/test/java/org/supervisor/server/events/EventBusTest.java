package org.supervisor.server.events;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.supervisor.api.EventType;
import org.supervisor.server.process.ProcessName;
import org.supervisor.server.process.ResultHandler;
import org.supervisor.server.process.TimeSource;

/** Which receivers get an event although others fail. */
class EventBusTest {
    private static final ProcessName LISTENER = new ProcessName("ears", "a");

    private final EventBus bus = new EventBus(TimeSource.SYSTEM);
    private final List<String> taken = new ArrayList<>();

    /** A listener that is always ready, and a way to it that may be broken. */
    private final class Way implements ListenerPool.Effects {
        private final String name;
        private final boolean isBroken;

        private Way(String name, boolean isBroken) {
            this.name = name;
            this.isBroken = isBroken;
        }

        @Override
        public boolean send(ProcessName listener, byte[] bytes) {
            taken.add(name);
            if (isBroken) {
                throw new IllegalStateException(name + " is broken");
            }
            return true;
        }

        @Override
        public long nanos() {
            return 0;
        }

        @Override
        public void at(long nanos, Runnable action) {}

        @Override
        public void print(String text) {}

        @Override
        public void error(String text) {}

        @Override
        public void warn(String text) {}

        @Override
        public void debug(String text) {}
    }

    @Test
    void givesAnEventToAllThoughTheFirstThatGetItThrow() {
        var _ = bus.observe(Set.of(EventType.EVENT), () -> {
            taken.add("observer");
            throw new AssertionError("the observer is broken");
        });
        var _ = bus.observe(Set.of(EventType.EVENT), () -> taken.add("second observer"));
        add(new Way("pool", true));
        add(new Way("second pool", false));
        assertThatThrownBy(() -> bus.publish(new SupervisorEvent.SupervisorRunning()))
                .isInstanceOf(AssertionError.class)
                .hasMessage("the observer is broken");
        assertThat(taken).containsExactly("observer", "second observer", "pool", "second pool");
    }

    private void add(Way way) {
        ListenerPool pool = new ListenerPool(
                way.name, List.of(LISTENER), Set.of(EventType.EVENT), 10, ResultHandler.DEFAULT, "supervisor", way);
        pool.bytesFrom(LISTENER, ByteBuffer.wrap("READY\n".getBytes(StandardCharsets.UTF_8)));
        pool.setRunning(LISTENER, true);
        bus.add(pool);
    }
}
