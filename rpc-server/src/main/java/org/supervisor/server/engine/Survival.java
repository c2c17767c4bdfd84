package org.supervisor.server.engine;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import org.supervisor.api.LogStream;
import org.supervisor.api.Takeover;
import org.supervisor.server.os.ChildIdentity;
import org.supervisor.server.output.AutoLogs;
import org.supervisor.server.output.MainLog;
import org.supervisor.server.process.NativeText;
import org.supervisor.server.process.ProcessName;
import org.supervisor.server.survival.Memory;
import org.supervisor.server.survival.StateDirectory;
import org.supervisor.server.survival.StateJournal;

/**
 * Lets programs outlive this daemon, however it ends, and takes over those of the daemon before it. Loop's thread.
 */
final class Survival {
    private final StateDirectory directory;
    private final boolean adopts;
    private final MainLog log;
    private final StateNotes notes;
    private final AccountNotes accounts;
    private final Leftovers leftovers;
    private final Memory memory;
    private final Resumption resumption;
    private Optional<Takeover> takeover = Optional.empty();
    private StateJournal journal; // null before it was prepared

    /**
     * With what the daemon before has left.
     *
     * @param notes writes down the state of processes
     * @param accounts writes down the byte counts of processes
     * @param leftovers stops what is not taken over
     * @param resumption connects what it has written down
     */
    Survival(
            EngineSettings.Survival settings,
            StateNotes notes,
            AccountNotes accounts,
            Leftovers leftovers,
            MainLog log,
            Function<Memory, Resumption> resumption) {
        this.directory = settings.directory();
        this.adopts = settings.adopts();
        this.memory = StateJournal.read(directory, log::warn);
        this.resumption = resumption.apply(memory);
        this.notes = notes;
        this.accounts = accounts;
        this.leftovers = leftovers;
        this.log = log;
    }

    /** The automatic log files that programs of the daemon before write to. */
    AutoLogs.Earlier autoLogs() {
        Set<Path> kept = memory.autoLogs();
        return new AutoLogs.Earlier() {
            @Override
            public Optional<Path> of(ProcessName name, LogStream stream) {
                return memory.autoLog(name, stream);
            }

            @Override
            public boolean isKept(Path file) {
                return kept.stream().anyMatch(log -> NativeText.of(file).startsWith(NativeText.of(log)));
            }
        };
    }

    /** The child of the daemon before that a process is to go on with. */
    Optional<ChildIdentity> child(ProcessName name) {
        return adopts ? memory.child(name) : Optional.empty();
    }

    /** What it takes part with in the life of programs. */
    List<Aspect> aspects() {
        return List.of(notes, accounts, leftovers);
    }

    /** The counts of the daemon before go on. To be called before any output of it is logged. */
    void restoreCounts() {
        accounts.restore(memory.processes().keySet());
    }

    /**
     * Connects what is left of the daemon before. Its journal is replaced when all of it is known here: a daemon that ends
     * in the middle of this leaves it to the next.
     */
    void resume() {
        notes.restore(memory.history());
        resumption.find();
        takeover = resumption.takeover();
        takeover.filter(found -> found.adopted() + found.ended() + found.stopped() > 0)
                .ifPresent(found -> log.info(found.description()));
        journal = StateJournal.create(directory, notes::content, log::error);
        notes.begin(journal);
    }

    /** What was found when this daemon began; empty: there was none before it. Any thread, once it is prepared. */
    Optional<Takeover> takeover() {
        return takeover;
    }

    /** The loop runs: decides about what was found. */
    void begin() {
        leftovers.stopAll(journal);
        resumption.endWhatHasEnded();
        resumption.release();
    }

    /** Whether programs run on when this daemon is gone. */
    boolean adopts() {
        return adopts;
    }

    /** Whether all that runs is written down for the next daemon. */
    boolean isWrittenDown() {
        return journal.isWhole();
    }

    /** Completes when what an earlier daemon has left is gone, too. */
    CompletableFuture<Void> whenLeftoversGone() {
        return leftovers.whenGone();
    }

    /** Skips the grace periods of what an earlier daemon has left. */
    void hasten() {
        leftovers.hasten();
    }

    /** Everything has been stopped: nothing is left for another daemon. */
    void end(Kernel kernel) {
        leftovers.close();
        kernel.endHeldPipes(directory.keeper());
        accounts.end();
        journal.close();
        journal.delete(); // there is one: nothing is stopped before it was prepared
    }

    /** Everything runs on. */
    void leave() {
        accounts.leave();
        if (journal != null) {
            journal.close();
        }
    }
}
