package org.supervisor.server.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayDeque;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.junit.jupiter.api.Test;
import org.supervisor.api.FaultCode;
import org.supervisor.server.process.GroupSpec;

/** Readings run when the test says so. */
class RereadsTest {
    private final Queue<Runnable> waiting = new ArrayDeque<>();
    private int readings;
    private final Rereads rereads = new Rereads(this::read, waiting::add);

    private List<GroupSpec> read() {
        readings++;
        if (readings == 2) {
            throw new RefusedException(FaultCode.CANT_REREAD, "broken");
        }
        return List.of();
    }

    @Test
    void readsOneAtATimeAndSharesTheNext() {
        CompletableFuture<List<GroupSpec>> first = rereads.next();
        CompletableFuture<List<GroupSpec>> second = rereads.next();
        CompletableFuture<List<GroupSpec>> third = rereads.next();
        assertThat(waiting).hasSize(1);
        waiting.remove().run();
        assertThat(first).isCompletedWithValue(List.of());
        assertThat(second).isSameAs(third).isNotDone();
        assertThat(waiting).hasSize(1);
        waiting.remove().run();
        assertThatThrownBy(second::join).isInstanceOf(CompletionException.class).hasMessageContaining("broken");
        assertThat(readings).isEqualTo(2);
    }

    @Test
    void aRequestAfterAReadingHasBegunGetsALaterOne() {
        var _ = rereads.next();
        var _ = rereads.next();
        waiting.remove().run();
        CompletableFuture<List<GroupSpec>> late = rereads.next();
        waiting.remove().run();
        assertThat(late).isNotDone();
        waiting.remove().run();
        assertThat(late).isCompletedWithValue(List.of());
        assertThat(readings).isEqualTo(3);
    }
}
