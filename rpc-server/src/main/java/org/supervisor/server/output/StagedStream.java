package org.supervisor.server.output;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Optional;
import java.util.function.Consumer;
import org.supervisor.server.process.FailureReason;
import org.supervisor.server.process.StreamSpec;

/**
 * One stream whose output gets into its log by way of an {@link OutputJournal}. What its stages hold back is written down after
 * each batch, if there is any. Loop's thread.
 */
final class StagedStream {
    /** More than the start of a line and all but the content of a capture take. */
    private static final int MOST_HELD_BYTES = Lines.LONGEST + 32 * 1024;

    private final OutputJournal journal;
    private final LogFile log;
    private final Stage first;
    private final ByteCounts counts;
    private final byte[] plan;
    private final long captureMaxBytes;
    private final byte[] empty; // the state in which nothing is held back
    private CheckpointFile.Region region; // null: nothing was staged yet, or it is no longer
    private boolean isEmpty = true; // so is the state that was written down last
    private boolean isUsable = true;

    /**
     * Goes on with what the daemon before has left of the same stream.
     *
     * @param log regular, or empty as yet
     * @param first of the stages that the output goes through
     * @param counts where they count it
     */
    StagedStream(
            OutputJournal journal,
            StreamSink.Plan plan,
            StreamSpec.Log.File file,
            LogFile log,
            Stage first,
            ByteCounts counts) {
        this.journal = journal;
        this.log = log;
        this.first = first;
        this.counts = counts;
        this.plan = Checkpoint.encode(plan, file);
        this.captureMaxBytes = plan.spec().captureMaxBytes();
        this.empty = state();
        journal.claim(plan).ifPresent(this::restore);
    }

    private void restore(OutputJournal.Recorded recorded) {
        region = recorded.region();
        byte[] state = recorded.checkpoint().state().array();
        isEmpty = Arrays.equals(state, empty);
        try {
            first.restore(new DataInputStream(new ByteArrayInputStream(state)));
        } catch (IOException | IllegalArgumentException e) {
            journal.complain("what the supervisor before has held back of output to " + log + " cannot be used: "
                    + FailureReason.of(e));
        }
    }

    /**
     * Moves what is at the head of a pipe to the staging file. If there is any, {@link #acceptMoved} must follow.
     *
     * @return how many bytes; 0: they must be read, because this cannot be done at present; {@link PipeHead#EMPTY}: there
     *     are none now
     */
    int move(PipeHead pipe) {
        if (!begin(Batch.Step.TEXT)) {
            return 0;
        }
        int count = journal.stage(pipe);
        if (count <= 0) {
            commit();
        }
        return count;
    }

    /** Passes on what was moved. */
    void acceptMoved(Consumer<ByteBuffer> next) {
        try {
            next.accept(journal.staged());
        } finally {
            commit();
        }
    }

    /** Does what may write to the log what was held back. */
    void perform(Batch.Step step, Runnable work) {
        boolean isBatch = !isEmpty && begin(step);
        try {
            work.run();
        } finally {
            if (isBatch) {
                commit();
            } else {
                counts.keep();
                save();
            }
        }
    }

    /** Does once more what the daemon before was killed at. */
    void again(Batch batch, Consumer<ByteBuffer> text) throws IOException {
        ByteBuffer staged = journal.resume(batch, log);
        log.begin(journal.progress());
        try {
            switch (batch.step()) {
                case NONE -> {}
                case TEXT -> text.accept(staged);
                case RELEASE -> first.release();
                case END -> first.end();
            }
        } finally {
            commit();
        }
    }

    private boolean begin(Batch.Step step) {
        if (!isUsable || !journal.isUsable()) {
            return false;
        }
        Optional<LogPosition> position = log.begin(journal.progress());
        if (position.isEmpty()) {
            return false;
        }
        try {
            if (region == null) {
                region = journal.allocate(MOST_HELD_BYTES + captureMaxBytes, checkpoint(state()));
            }
            journal.begin(region, step, position.get());
            return true;
        } catch (IOException e) {
            giveUp(e);
            return false;
        }
    }

    /** The counts come first: if they know the batch it is not counted once more when it is logged once more. */
    private void commit() {
        log.endBatch();
        counts.keep(journal.batchNumber());
        if (!save()) {
            journal.close();
        }
        journal.end();
    }

    /** Writes down what is held back now, if that is news. */
    boolean save() {
        if (region == null || !journal.isUsable()) {
            return false;
        }
        byte[] state = state();
        boolean isNowEmpty = Arrays.equals(state, empty);
        if (isNowEmpty && isEmpty) {
            return false;
        }
        try {
            journal.write(region, checkpoint(state));
            isEmpty = isNowEmpty;
            return true;
        } catch (IOException e) {
            giveUp(e);
            return false;
        }
    }

    /** Whether the next daemon will find all that is held back. */
    boolean isWrittenDown() {
        return Arrays.equals(state(), empty) || (region != null && isUsable && journal.isUsable());
    }

    private byte[] state() {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(64);
        try (DataOutputStream out = new DataOutputStream(bytes)) {
            first.save(out);
        } catch (IOException impossible) {
            throw new UncheckedIOException(impossible);
        }
        return bytes.toByteArray();
    }

    private byte[] checkpoint(byte[] state) {
        byte[] all = Arrays.copyOf(plan, plan.length + state.length);
        System.arraycopy(state, 0, all, plan.length, state.length);
        return all;
    }

    /** What was written down of it would be wrong for the next daemon. */
    private void giveUp(IOException reason) {
        log.endBatch();
        isUsable = false;
        if (journal.isUsable()) {
            journal.complain("if this daemon is killed, output that it has read and not yet written to " + log
                    + " is lost: " + FailureReason.of(reason));
        }
        release();
    }

    /** Its end: nothing of it is left for another daemon. */
    void release() {
        if (region != null) {
            journal.release(region);
            region = null;
        }
    }
}
