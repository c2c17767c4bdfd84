package org.supervisor.server.engine;

import java.util.Map;
import java.util.Optional;
import java.util.function.LongToIntFunction;
import org.supervisor.server.os.ChildIdentity;
import org.supervisor.server.os.Handover;
import org.supervisor.server.os.SpawnResult;
import org.supervisor.server.output.MainLog;
import org.supervisor.server.process.ManagedProcess;
import org.supervisor.server.process.ProcessName;
import org.supervisor.server.process.State;
import org.supervisor.server.survival.ProcessRecord;
import org.supervisor.server.survival.RecordedChild;
import org.supervisor.server.survival.StateJournal;

/** Finds children of an earlier daemon, and connects each or hands it over to be stopped. Loop's thread. */
final class Adoption {
    private final Children children;
    private final Leftovers leftovers;
    private final Kernel kernel;
    private final LongToIntFunction heldPipes;
    private final MainLog log;
    private final FailureLog failures;
    private HandedChildren handed = new HandedChildren(new Handover());
    private BoundPrograms bound = BoundPrograms.NONE;

    /** @param heldPipes opens a pipe that was held beside the daemon before, by its inode; below 0: it was not */
    Adoption(
            Children children,
            Leftovers leftovers,
            Kernel kernel,
            LongToIntFunction heldPipes,
            MainLog log,
            FailureLog failures) {
        this.children = children;
        this.leftovers = leftovers;
        this.kernel = kernel;
        this.heldPipes = heldPipes;
        this.log = log;
        this.failures = failures;
    }

    /**
     * What some programs need besides their pipes: the conversation with a listener, which another build in the same process may
     * have handed over, or a FastCGI socket.
     */
    interface BoundPrograms {
        /** Nothing is here. */
        BoundPrograms NONE = new BoundPrograms() {
            @Override
            public boolean hasAllFor(ManagedProcess process) {
                return false;
            }

            @Override
            public Optional<OutputListener> listener(ManagedProcess process) {
                return Optional.empty();
            }
        };

        /** Whether all that a process needs is here. */
        boolean hasAllFor(ManagedProcess process);

        /** What reads the stdout of a process besides its log. */
        Optional<OutputListener> listener(ManagedProcess process);
    }

    /** Looks first among what another build in this process has handed over. */
    void inherit(Handover handover) {
        handed = new HandedChildren(handover);
    }

    /** Asks there for what is here. */
    void bound(BoundPrograms others) {
        bound = others;
    }

    /** Whether a process can go on with this daemon. */
    boolean canGoOn(ManagedProcess process) {
        return bound.hasAllFor(process);
    }

    /**
     * A child that runs, and what it is known by.
     *
     * @param forStdin what is to be written to it, if another build in this process has handed it over: then it is a child
     *     of ours, which may have ended; empty: it was found
     */
    record Found(SpawnResult.Spawned child, ChildIdentity identity, Optional<byte[]> forStdin) {
        boolean isHanded() {
            return forStdin.isPresent();
        }

        LiveChild live(Kernel kernel) {
            return new LiveChild(
                    kernel,
                    child.pid(),
                    child.pidfd(),
                    !isHanded(),
                    Optional.of(identity),
                    child.pid(),
                    Optional.empty());
        }
    }

    /**
     * Looks for the child of a process.
     *
     * @param launches the pipes of launches whose outcome was not written down
     */
    Optional<Found> find(ProcessRecord record, Map<ProcessName, Long> launches) {
        State state = record.remembered().state();
        if (state instanceof State.Alive alive && alive.child() instanceof RecordedChild(ChildIdentity identity)) {
            return find(identity);
        }
        Long pipe = launches.get(record.name());
        return pipe == null || !StateJournal.isLaunching(state)
                ? Optional.empty()
                : kernel.find(pipe).map(child -> new Found(child, kernel.identify(child), Optional.empty()));
    }

    private Optional<Found> find(ChildIdentity identity) {
        return handed.find(identity)
                .map(known -> new Found(known.child(), identity, Optional.of(known.forStdin())))
                .or(() -> kernel.find(identity).map(child -> new Found(child, identity, Optional.empty())));
    }

    /** Connects a child; empty: it could not be connected, and is to be stopped. */
    Optional<LiveChild> adopt(ManagedProcess process, ProcessRecord record, Found found) {
        try {
            LiveChild child = children.adopt(process, found, bound.listener(process));
            log.info("adopted: '" + process.name() + "' with pid " + child.pid());
            if (found.child().stdoutFd() < 0) {
                log.warn("the output of '" + process.name()
                        + "' cannot be read any more: it holds its pipe no longer, or we may not look into /proc/"
                        + child.pid() + "/fd (CAP_SYS_PTRACE); restart it to have its output");
            }
            return Optional.of(child);
        } catch (Throwable failure) {
            failures.report(process.name().toString(), failure);
            kernel.find(found.identity()) // its descriptors are closed by now
                    .ifPresent(again ->
                            leave(Optional.of(process), record, new Found(again, found.identity(), found.forStdin())));
            return Optional.empty();
        }
    }

    /**
     * Connects what is left in the pipes of a child that has ended.
     *
     * @param launches the pipes of launches whose outcome was not written down
     */
    void connectRemains(ManagedProcess process, ProcessRecord record, Map<ProcessName, Long> launches) {
        State state = record.remembered().state();
        if (state instanceof State.Alive alive && alive.child() instanceof RecordedChild(ChildIdentity identity)) {
            connectHeld(process, identity.pid(), identity.stdoutPipe(), identity.stderrPipe());
        } else if (launches.containsKey(record.name()) && StateJournal.isLaunching(state)) {
            connectHeld(process, 0, launches.get(record.name()), 0);
        }
    }

    private void connectHeld(ManagedProcess process, int pid, long stdoutPipe, long stderrPipe) {
        int stdout = heldPipes.applyAsInt(stdoutPipe);
        int stderr = stderrPipe == 0 ? -1 : heldPipes.applyAsInt(stderrPipe);
        connectRemains(process, pid, stdout, stderr);
    }

    private void connectRemains(ManagedProcess process, int pid, int stdout, int stderr) {
        failures.attempt(() -> children.remains(process, new SpawnResult.Spawned(pid, -1, -1, stdout, stderr)));
    }

    /**
     * Hands a child over to be stopped. What it still writes is logged as what its process writes.
     *
     * @param process empty: there is none of its name any more, and what it writes goes nowhere
     */
    void leave(Optional<ManagedProcess> process, ProcessRecord record, Found found) {
        SpawnResult.Spawned child = found.child();
        kernel.close(child.stdinFd());
        process.ifPresentOrElse(known -> connectRemains(known, child.pid(), child.stdoutFd(), child.stderrFd()), () -> {
            kernel.close(child.stdoutFd());
            kernel.close(child.stderrFd());
        });
        leftovers.add(record.with(new State.Running(new RecordedChild(found.identity()))), found.live(kernel));
    }
}
