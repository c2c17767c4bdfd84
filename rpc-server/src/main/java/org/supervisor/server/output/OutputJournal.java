package org.supervisor.server.output;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Function;
import org.supervisor.server.process.FailureReason;
import org.supervisor.server.process.TimeSource;

/**
 * Lets output that is logged in another form than it was read get into its log once, whenever this process is killed. It is
 * moved from its pipe to a {@link StagingFile}, and logged from there. A {@link Batch} is written down before, and after it a
 * {@link Checkpoint} of what its stream holds back: so the next daemon can log it once more in the same way, and leave out what
 * the log has got already. There is one batch at a time, so one staging file is enough.
 *
 * <p>Its files are opened when the first stream needs them. If they cannot be used that is reported, and output is read and
 * logged without them. Loop's thread.
 */
public final class OutputJournal {
    private static final String CHECKPOINTS = "output";
    private static final byte[] NOTHING = {};

    /** The clock for what is logged: it stands still during a batch. */
    private final class BatchTime implements TimeSource {
        @Override
        public long nanos() {
            return time.nanos();
        }

        @Override
        public Instant now() {
            return isWriting ? batch.time() : time.now();
        }
    }

    private final class Progress implements BatchProgress {
        @Override
        public boolean skip(ByteBuffer bytes) {
            if (alreadyLogged.isOver()) {
                return false;
            }
            int begin = bytes.position();
            try {
                alreadyLogged.skip(bytes);
            } catch (IOException e) {
                fail(e);
            }
            done += bytes.position() - begin;
            return alreadyLogged.isOver();
        }

        @Override
        public void wrote(int count) {
            done += count;
        }

        @Override
        public void goesOnIn(LogPosition position) {
            try {
                write(batch.goesOnIn(position, done));
            } catch (IOException e) {
                fail(e);
            }
        }
    }

    private final Path directory;
    private final TimeSource time;
    private final Consumer<String> complain;
    private final Function<ChildStream, ByteCounts> counts;
    private final TimeSource batchTime = new BatchTime();
    private final BatchProgress progress = new Progress();
    private final Map<ChildStream, Recorded> recorded = new HashMap<>();

    private CheckpointFile checkpoints; // null: not opened
    private StagingFile staging;
    private boolean isBroken;

    private Batch batch; // the last one; null: there was none
    private long number; // of the last batch, or of the last checkpoint that was written without one
    private long writes; // counts what was written of batches
    private boolean isWriting; // the batch
    private long done; // how much of its output is in the log
    private AlreadyLogged alreadyLogged = AlreadyLogged.NOTHING;

    /** A stream of the daemon before. */
    record Recorded(CheckpointFile.Region region, Checkpoint checkpoint) {}

    /**
     * A journal in a folder that no other daemon uses.
     *
     * @param complain gets a sentence when it cannot be used
     * @param counts where the bytes of streams of the daemon before are counted
     */
    public OutputJournal(
            Path directory, TimeSource time, Consumer<String> complain, Function<ChildStream, ByteCounts> counts) {
        this.directory = directory;
        this.time = time;
        this.complain = complain;
        this.counts = counts;
    }

    private Path checkpointPath() {
        return directory.resolve(CHECKPOINTS);
    }

    private Path stagingPath() {
        return directory.resolve("staged");
    }

    /**
     * Why the journal in a folder could not be read by this build; empty: it could, or there is none. Changes nothing.
     *
     * @param directory which another process may hold
     */
    public static Optional<String> objection(Path directory) {
        Path path = directory.resolve(CHECKPOINTS);
        try {
            if (Files.exists(path)) {
                CheckpointFile.requireOurs(path);
            }
            return Optional.empty();
        } catch (IOException unreadable) {
            return Optional.of(path + ": " + FailureReason.of(unreadable));
        }
    }

    /** Logs what the daemon before has moved out of a pipe and had not logged, and remembers what its streams held back. */
    public void recover(LogFiles files) {
        Path path = checkpointPath();
        if (!Files.exists(path)) {
            return;
        }
        try {
            open();
            readAll();
            if (batch != null && batch.isOpen()) {
                for (Recorded stream : List.copyOf(recorded.values())) {
                    if (stream.region().index() == batch.region()) {
                        finish(stream, files);
                    }
                }
            }
        } catch (IOException | RuntimeException unusable) {
            close(checkpoints, staging);
            recorded.clear();
            batch = null;
            complain("what the supervisor before has left of output cannot be used: " + FailureReason.of(unusable)
                    + "; what it had read and not logged is not logged; the file is kept as "
                    + setAside(path));
        }
    }

    private Path setAside(Path path) {
        Path aside = path.resolveSibling(path.getFileName() + ".unreadable");
        try {
            Files.move(path, aside, StandardCopyOption.REPLACE_EXISTING);
            return aside;
        } catch (IOException stays) {
            isBroken = true;
            return path;
        }
    }

    private void readAll() throws IOException {
        Optional<ReplaceableRecord.Content> last = checkpoints.batch().read();
        if (last.isPresent()) {
            writes = last.get().number();
            batch = Batch.decode(last.get().bytes().array());
            number = batch.number();
        }
        for (CheckpointFile.Region region : checkpoints.regions()) {
            Optional<ReplaceableRecord.Content> content = region.record().read();
            if (content.isPresent()) {
                remember(region, content.get());
            }
        }
    }

    /** A batch is complete when the checkpoint of its stream has its number. */
    private void remember(CheckpointFile.Region region, ReplaceableRecord.Content content) throws IOException {
        Checkpoint checkpoint = Checkpoint.decode(content.bytes().array());
        recorded.put(checkpoint.plan().source(), new Recorded(region, checkpoint));
        number = Math.max(number, content.number());
        if (batch != null && region.index() == batch.region() && content.number() >= batch.number()) {
            batch = batch.closed();
        }
    }

    private void finish(Recorded stream, LogFiles files) throws IOException {
        ByteCounts used = counts.apply(stream.checkpoint().plan().source());
        StreamSink sink = sink(stream, files, used.hasCounted(batch.number()) ? new ByteCounts() : used);
        try {
            sink.again(batch);
        } finally {
            sink.leave();
        }
        Optional<ReplaceableRecord.Content> content = stream.region().record().read();
        if (content.isPresent()) {
            remember(stream.region(), content.get());
        }
    }

    private StreamSink sink(Recorded stream, LogFiles files, ByteCounts used) {
        return new StreamSink(stream.checkpoint().plan(), files, time, Taps.NONE, used, Optional.of(this));
    }

    /** All children of the daemon before that still run are connected: the streams of the others have ended. */
    public void endUnclaimed(LogFiles files) {
        List.copyOf(recorded.values()).forEach(stream -> end(stream, files));
        recorded.clear();
    }

    private void end(Recorded stream, LogFiles files) {
        ByteCounts used = counts.apply(stream.checkpoint().plan().source());
        try (StreamSink sink = sink(stream, files, used)) {
            sink.endOfLife();
        } catch (RuntimeException failure) {
            complain("what the supervisor before has held back of "
                    + stream.checkpoint().plan().source() + " cannot be logged: " + FailureReason.of(failure));
        }
    }

    /** What the daemon before has left of this stream, if it is logged as it was. It is the caller's from now on. */
    Optional<Recorded> claim(StreamSink.Plan plan) {
        Recorded stream = recorded.get(plan.source());
        if (stream == null || !stream.checkpoint().fits(plan)) {
            return Optional.empty();
        }
        recorded.remove(plan.source());
        return Optional.of(stream);
    }

    TimeSource time() {
        return batchTime;
    }

    /** The number of the batch that is under way. */
    long batchNumber() {
        return number;
    }

    BatchProgress progress() {
        return progress;
    }

    boolean isUsable() {
        if (checkpoints == null && !isBroken) {
            try {
                open();
            } catch (IOException e) {
                fail(e);
            }
        }
        return !isBroken;
    }

    private void open() throws IOException {
        if (checkpoints == null) {
            checkpoints = CheckpointFile.open(checkpointPath());
            staging = StagingFile.open(stagingPath());
        }
    }

    CheckpointFile.Region allocate(long mostBytes, byte[] checkpoint) throws IOException {
        return checkpoints.allocate(mostBytes, ++number, checkpoint);
    }

    void release(CheckpointFile.Region region) {
        try {
            if (checkpoints != null) {
                checkpoints.release(region);
            }
        } catch (IOException e) {
            fail(e);
        }
    }

    /** A batch begins: what it writes goes to this place. */
    void begin(CheckpointFile.Region region, Batch.Step step, LogPosition position) throws IOException {
        staging.trim();
        write(new Batch(number + 1, region.index(), step, staging.size(), time.now(), position, 0));
        number++;
        isWriting = true;
        done = 0;
    }

    private void write(Batch next) throws IOException {
        checkpoints.batch().write(++writes, next.encode());
        batch = next;
    }

    /** Moves what is at the head of a pipe out of it; as {@link StagingFile#move}. */
    int stage(PipeHead pipe) {
        try {
            return staging.move(pipe);
        } catch (IOException e) {
            fail(e);
            return 0;
        }
    }

    /** What has been moved. */
    ByteBuffer staged() {
        try {
            return staging.read(batch.stagedFrom());
        } catch (IOException e) {
            fail(e);
            return ByteBuffer.wrap(NOTHING);
        }
    }

    /** The batch of the daemon before is under way again; returns what was moved out of the pipe. */
    ByteBuffer resume(Batch unfinished, LogFile log) throws IOException {
        alreadyLogged = AlreadyLogged.of(unfinished, log.path());
        isWriting = true;
        done = 0;
        return staging.read(unfinished.stagedFrom());
    }

    /** The batch, if there is one, is in the log, and its stream holds this back. */
    void write(CheckpointFile.Region region, byte[] checkpoint) throws IOException {
        region.record().write(isWriting ? number : ++number, checkpoint);
    }

    /** The batch is in the log, and its stream holds back nothing, as before. */
    void close() {
        try {
            if (!isBroken && batch != null) {
                write(batch.closed());
            }
        } catch (IOException e) {
            fail(e);
        }
    }

    /** The clock goes on. */
    void end() {
        isWriting = false;
        try {
            alreadyLogged.close();
        } catch (IOException e) {
            fail(e);
        }
        alreadyLogged = AlreadyLogged.NOTHING;
    }

    void complain(String sentence) {
        complain.accept(sentence);
    }

    /** What was written down would be wrong for the next daemon. */
    private void fail(IOException reason) {
        if (!isBroken) {
            isBroken = true;
            complain("cannot use " + checkpointPath() + ": " + FailureReason.of(reason)
                    + "; if this daemon is killed, output that it has read and not logged is lost");
            delete();
        }
    }

    /** Everything runs on; the files stay for the next daemon. */
    public void leave() {
        close(checkpoints, staging);
    }

    /** Everything was stopped: nothing is left for another daemon. */
    public void delete() {
        close(checkpoints, staging);
        try {
            Files.deleteIfExists(checkpointPath());
            Files.deleteIfExists(stagingPath());
        } catch (IOException e) {
            complain("cannot remove " + FailureReason.withFile(e));
        }
    }

    private void close(AutoCloseable... files) {
        checkpoints = null;
        staging = null;
        for (AutoCloseable file : files) {
            try {
                if (file != null) {
                    file.close();
                }
            } catch (Exception e) {
                complain("closing a file in " + directory + " failed: " + FailureReason.of(e));
            }
        }
    }
}
