package org.supervisor.server.engine;

import java.nio.file.Path;
import java.util.List;
import org.supervisor.api.Signal;
import org.supervisor.server.os.ForkedProcess;
import org.supervisor.server.os.StoppedTree;

/** A process and all that it has started. Any thread; what reads /proc may block. */
record LinuxTree(StoppedTree tree) implements Kernel.Tree {
    @Override
    public void look() {
        tree.look();
    }

    @Override
    public List<Integer> signal(Signal signal) {
        return tree.signal(signal);
    }

    @Override
    public List<Integer> remaining() {
        return tree.remaining();
    }

    @Override
    public ForkedProcess.Finding find(Path pidFile) {
        return tree.find(pidFile);
    }

    @Override
    public int open(int pid) {
        return tree.open(pid);
    }
}
