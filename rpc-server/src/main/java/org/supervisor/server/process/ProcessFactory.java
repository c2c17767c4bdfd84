package org.supervisor.server.process;

import java.util.List;
import java.util.random.RandomGenerator;

/** Builds groups of supervised processes from their specifications. */
public final class ProcessFactory {
    private final Launcher launcher;
    private final Journal journal;
    private final TimeSource time;
    private final RandomGenerator random;

    /**
     * A factory whose programs share a launcher, a journal and a clock.
     *
     * @param random the source of the jitter of backoff
     */
    public ProcessFactory(Launcher launcher, Journal journal, TimeSource time, RandomGenerator random) {
        this.launcher = launcher;
        this.journal = journal;
        this.time = time;
        this.random = random;
    }

    /** A group whose members are all stopped. */
    public ProcessGroup group(GroupSpec spec) {
        List<ManagedProcess> members =
                spec.processes().stream().map(this::process).toList();
        return new ProcessGroup(spec, members);
    }

    private ManagedProcess process(ProcessSpec spec) {
        return new ManagedProcess(spec, launcher, journal, time, random);
    }
}
