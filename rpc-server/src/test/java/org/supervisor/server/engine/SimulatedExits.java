package org.supervisor.server.engine;

import java.util.function.IntConsumer;

/** Reports one ended child at a time, as waitid(2) with WNOWAIT does. */
final class SimulatedExits implements Kernel.AnyExit {
    private final SimulatedKernel kernel;
    private final IntConsumer ended;
    private int reported;
    private boolean sleeps; // there was no child, so it waits for a launch

    SimulatedExits(SimulatedKernel kernel, IntConsumer ended) {
        this.kernel = kernel;
        this.ended = ended;
    }

    void look() {
        sleeps |= kernel.processes.children.isEmpty();
        if (reported == 0 && !sleeps && kernel.anyEnded() > 0) {
            reported = kernel.anyEnded();
            int pid = reported;
            kernel.in(kernel.chance.nextLong(100_000), () -> ended.accept(pid));
        }
    }

    @Override
    public void launched() {
        sleeps = false;
        look();
    }

    @Override
    public void reaped(int pid) {
        if (reported == pid) {
            reported = 0;
            look();
        }
    }

    @Override
    public boolean isReported(int pid) {
        return reported == pid;
    }

    @Override
    public void close() {
        kernel.processes.closed(this);
    }
}
