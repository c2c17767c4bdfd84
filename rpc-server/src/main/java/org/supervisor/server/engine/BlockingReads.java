package org.supervisor.server.engine;

import java.io.IOException;
import java.nio.file.Path;
import java.util.function.Consumer;
import java.util.function.LongConsumer;
import org.supervisor.server.os.Evidence;
import org.supervisor.server.process.FailureReason;

/** Reads of processes that may block: on other threads, with their results on the loop's. */
final class BlockingReads implements Recycles.Memory, KillEvidence.Writer {
    private final Kernel kernel;
    private final EventLoop loop;

    BlockingReads(Kernel kernel, EventLoop loop) {
        this.kernel = kernel;
        this.loop = loop;
    }

    @Override
    public void write(Evidence.Order order, Consumer<Path> written, Consumer<String> failed) {
        kernel.blocking().execute(() -> {
            try {
                Path folder = Evidence.write(order);
                loop.execute(() -> written.accept(folder));
            } catch (IOException | RuntimeException problem) {
                loop.execute(() -> failed.accept(FailureReason.of(problem)));
            }
        });
    }

    @Override
    public void measure(int pid, LongConsumer bytes) {
        kernel.blocking().execute(() -> {
            long resident = kernel.residentBytes(pid);
            loop.execute(() -> bytes.accept(resident));
        });
    }
}
