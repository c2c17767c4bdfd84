package org.supervisor.server.audit;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BiConsumer;
import org.supervisor.api.LogLevel;
import org.supervisor.server.engine.Audit;
import org.supervisor.server.engine.AuditEntry;
import org.supervisor.server.process.FailureReason;
import org.supervisor.server.process.NativeText;
import org.supervisor.server.process.TimeSource;

/**
 * Writes entries on a thread of its own, in the order in which they were added. While the file cannot be written they are kept, up
 * to a limit; how many are lost beyond it stands in the file afterwards.
 */
public final class AuditLog implements Audit {
    /** How many entries are kept at most until they are written. */
    static final int MOST_WAITING = 10_000;

    private static final Duration RETRY = Duration.ofSeconds(1);
    /** The longest time that a caller waits for the disk, and that the disk may take before changes are refused. */
    private static final Duration PATIENCE = Duration.ofSeconds(2);

    private final Path path;
    private final AuditFile file;
    private final boolean refusesChanges;
    private final TimeSource time;
    private final BiConsumer<LogLevel, String> report;
    private final BlockingQueue<Waiting> queue = new LinkedBlockingQueue<>(MOST_WAITING);
    private final Repeats repeats = new Repeats();
    private final AtomicLong lost = new AtomicLong();
    private final Thread writer = Thread.ofPlatform().daemon().name("audit").unstarted(this::run);
    private volatile Optional<String> trouble = Optional.empty();
    private volatile long begunNanos; // of the line that is being written
    private volatile boolean isWriting;
    private volatile boolean isClosed;
    private Optional<String> complaint = Optional.empty(); // the last one

    /**
     * An entry that is to be written.
     *
     * @param entry empty: nothing, to wake the writer
     * @param count how many more like it there were
     */
    private record Waiting(Optional<AuditEntry> entry, long count, Instant at, CompletableFuture<Void> written) {}

    /**
     * How it is written.
     *
     * @param path the file, absolute
     * @param maxBytes the size at which it is rotated; 0: never
     * @param backups how many old ones are kept, 1 or more
     * @param refusesChanges whether nothing may be changed while it cannot be written
     */
    public record Settings(Path path, long maxBytes, int backups, boolean refusesChanges) {}

    /**
     * Begins to write.
     *
     * @param report takes what is to be known of the file, in words; on the writer's thread
     */
    public AuditLog(Settings settings, TimeSource time, BiConsumer<LogLevel, String> report) {
        this.path = settings.path();
        this.file = new AuditFile(settings.path(), settings.maxBytes(), settings.backups());
        this.refusesChanges = settings.refusesChanges();
        this.time = time;
        this.report = report;
        writer.start();
    }

    @Override
    public Optional<String> obstacle() {
        if (!refusesChanges) {
            return Optional.empty();
        }
        return trouble.or(() -> isWriting && time.nanos() - begunNanos > PATIENCE.toNanos()
                        ? Optional.of("the file system does not answer")
                        : Optional.empty())
                .map(why -> "nothing is changed while the audit log " + NativeText.of(path) + " cannot be written: "
                        + why + "; mend that, or set audit_failure = continue");
    }

    @Override
    public CompletableFuture<Void> add(AuditEntry entry) {
        return repeats.passes(entry, time.nanos()) ? add(entry, 0) : CompletableFuture.completedFuture(null);
    }

    private CompletableFuture<Void> add(AuditEntry entry, long count) {
        CompletableFuture<Void> written = new CompletableFuture<>();
        if (isClosed || !queue.offer(new Waiting(Optional.of(entry), count, time.now(), written))) {
            lost.incrementAndGet();
            return CompletableFuture.completedFuture(null);
        }
        return trouble.isPresent()
                ? CompletableFuture.completedFuture(null)
                : written.completeOnTimeout(null, PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
    }

    private void run() {
        try {
            open();
            while (!isClosed || !queue.isEmpty()) {
                repeats.due(time.nanos()).forEach(this::addHeld);
                Waiting next = next();
                if (next != null && next.entry().isPresent()) {
                    writeUntilWritten(next);
                }
            }
            file.close();
        } catch (InterruptedException | IOException end) {
            report.accept(LogLevel.CRITICAL, "audit log " + NativeText.of(path) + ": " + FailureReason.of(end));
        }
    }

    private void addHeld(Repeats.Held held) {
        var _ = add(held.entry(), held.count());
    }

    private Waiting next() throws InterruptedException {
        OptionalLong left = repeats.nanosLeft(time.nanos());
        if (isClosed) {
            return queue.poll();
        }
        return left.isPresent() ? queue.poll(left.getAsLong(), TimeUnit.NANOSECONDS) : queue.take();
    }

    /** Nothing is written yet; a file that cannot be used is reported before the first change. */
    private void open() {
        try {
            Chain chain = file.open(time.now());
            if (chain.number() > 0) {
                report.accept(LogLevel.INFO, "audit log " + NativeText.of(path) + " goes on after line " + chain);
            }
        } catch (IOException failure) {
            fail(failure);
        }
    }

    private void writeUntilWritten(Waiting next) throws InterruptedException {
        while (!write(next)) {
            next.written().complete(null);
            queue.forEach(waiting -> waiting.written().complete(null));
            if (isClosed) {
                lost.incrementAndGet();
                return;
            }
            Thread.sleep(RETRY);
        }
        next.written().complete(null);
    }

    private boolean write(Waiting next) {
        begunNanos = time.nanos();
        isWriting = true;
        try {
            long missing = lost.get();
            if (missing > 0) {
                file.append(time.now(), chain -> AuditLine.lost(chain, time.now(), missing));
                lost.addAndGet(-missing);
            }
            file.append(
                    next.at(),
                    chain -> AuditLine.of(chain, next.at(), next.entry().orElseThrow(), next.count()));
            succeed();
            return true;
        } catch (IOException failure) {
            fail(failure);
            return false;
        } catch (
                RuntimeException
                        mistake) { // in making a line: it would be made again, and nothing else written any more
            lost.incrementAndGet();
            report.accept(LogLevel.CRITICAL, "audit log " + NativeText.of(path) + ": an entry is lost: " + mistake);
            return true;
        } finally {
            isWriting = false;
        }
    }

    private void succeed() {
        if (trouble.isPresent()) {
            report.accept(LogLevel.INFO, "audit log " + NativeText.of(path) + " is written again");
            trouble = Optional.empty();
        }
        if (file.complaint().isPresent() && !file.complaint().equals(complaint)) {
            report.accept(
                    LogLevel.CRITICAL,
                    "audit log " + NativeText.of(path) + " " + file.complaint().get());
        }
        complaint = file.complaint();
    }

    private void fail(IOException failure) {
        String why = FailureReason.of(failure);
        if (!trouble.equals(Optional.of(why))) {
            report.accept(
                    LogLevel.CRITICAL,
                    "audit log " + NativeText.of(path) + " cannot be written: " + why
                            + (refusesChanges ? "; changes are refused" : "; changes are carried out all the same"));
            trouble = Optional.of(why);
        }
    }

    /** Writes what waits, and how many were refused lately. Waits for that, but not for a file that cannot be written. */
    @Override
    public void close() {
        repeats.rest().forEach(this::addHeld);
        isClosed = true;
        boolean _ = queue.offer(new Waiting(Optional.empty(), 0, time.now(), new CompletableFuture<>()));
        try {
            writer.join(PATIENCE);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
        long missing = lost.get() + queue.size();
        if (missing > 0) {
            report.accept(LogLevel.CRITICAL, "audit log " + NativeText.of(path) + ": " + missing + " entries are lost");
        }
    }
}
