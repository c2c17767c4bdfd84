package org.supervisor.server.output;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.supervisor.server.process.NativeText;
import org.supervisor.server.process.TimeSource;

/**
 * One log on disk, appended to and rotated by size; or a device, which is never rotated. Survives a full disk, missing
 * permission, and a file that is removed, moved or truncated behind its back: what cannot be written is dropped and
 * counted, and as soon as writing works again a line reports how much is missing. Safe for any thread.
 *
 * @see <a href="https://man7.org/linux/man-pages/man2/open.2.html">open(2), O_APPEND</a>
 */
public final class LogFile {
    /** How often to look whether the name still leads to the open file, at most. */
    private static final long LOOK_EVERY_NANOS = Duration.ofSeconds(1).toNanos();
    /** With less room it is better to look for the end of the line that fills the file. */
    private static final int LEAST_UNSEEN = 4096;

    private final Path path;
    private final LogFiles files; // its monitor guards all below
    private final TimeSource time;
    private Rotation rotation = Rotation.NEVER;
    private List<LogFiles.Watcher> watchers;
    private int users;

    private OpenFile file; // null while closed
    private LogDevice device; // instead of a file
    private long lookedAtNanos;
    private BatchProgress progress = BatchProgress.NONE;

    private final WriteTrouble trouble;

    LogFile(Path path, LogFiles files, TimeSource time) {
        this.path = path;
        this.files = files;
        this.time = time;
        this.watchers = files.watchersOf(path);
        this.trouble = new WriteTrouble(path, time, files::complain);
    }

    void acquire(Rotation limits) {
        rotation = limits;
        users++;
    }

    void watchedBy(List<LogFiles.Watcher> callbacks) {
        watchers = callbacks;
    }

    /** Its path. */
    public Path path() {
        return path;
    }

    /**
     * Adds bytes at the end, in as many files as the limit demands. Never throws for reasons of the file system.
     *
     * @param bytes all are consumed, whatever happens
     * @return how many were written; the others are dropped, and counted for the line that will report it
     */
    public int append(ByteBuffer bytes) {
        return append(bytes, () -> {});
    }

    /**
     * The same, and reports later losses too.
     *
     * @param ifLost run, on another thread, if a device has accepted these bytes but cannot write them in the end
     */
    int append(ByteBuffer bytes, Runnable ifLost) {
        return append(bytes, ifLost, PipeHead.NONE);
    }

    /**
     * The same, for bytes that may still be in their pipe.
     *
     * @param head moves them from there
     */
    int append(ByteBuffer bytes, Runnable ifLost, PipeHead head) {
        int wanted = bytes.remaining();
        if (wanted == 0) {
            return 0;
        }
        boolean interrupted = Thread.interrupted(); // else the channel would close itself
        try {
            synchronized (files) {
                boolean isReady = isReady();
                if (device != null) {
                    device.offer(bytes, ifLost);
                } else if (isReady) {
                    write(bytes, head);
                }
                int lost = bytes.remaining();
                bytes.position(bytes.limit());
                trouble.drop(device == null ? lost : 0); // a device reports its own losses
                if (lost < wanted) {
                    watchers.forEach(LogFiles.Watcher::call);
                }
                return wanted - lost;
            }
        } finally {
            files.deliverComplaints();
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    /**
     * Moves what is at the head of a pipe here before anybody has looked at it, if no file can become full by that.
     *
     * @return as {@link PipeHead#move}; 0 also if bytes are to be looked at first
     */
    int moveUnseen(PipeHead head) {
        try {
            synchronized (files) {
                if (!isReady() || device != null) {
                    return 0;
                }
                int room = Math.min(rotation().room(file.countedBytes()), head.left());
                int count = room < LEAST_UNSEEN ? 0 : file.moveUnseen(head, room);
                if (count > 0) {
                    watchers.forEach(LogFiles.Watcher::call);
                }
                return count;
            }
        } catch (IOException e) {
            return 0; // looking at them first shows what is wrong
        } finally {
            files.deliverComplaints();
        }
    }

    /** Reads what was moved last, as much as remains in a direct buffer; false: it has gone meanwhile. */
    boolean readMoved(ByteBuffer last) {
        synchronized (files) {
            return file != null && file.readMoved(last);
        }
    }

    /**
     * A batch is going to be appended. For a thread that is never interrupted, such as the loop's.
     *
     * @param follower follows it until {@link #endBatch}
     * @return where it begins; empty: this is no regular file, or cannot be written at present
     */
    Optional<LogPosition> begin(BatchProgress follower) {
        try {
            synchronized (files) {
                if (!isReady() || device != null || !file.isRegular()) {
                    return Optional.empty();
                }
                LogPosition position = file.end();
                progress = follower;
                return Optional.of(position);
            }
        } catch (IOException e) {
            return Optional.empty();
        } finally {
            files.deliverComplaints();
        }
    }

    /** The batch has been appended. */
    void endBatch() {
        progress = BatchProgress.NONE;
    }

    /**
     * Whether it is a device whose reader falls behind. A caller that can pause reading its source should do so for
     * some milliseconds: what no longer fits will be dropped.
     */
    public boolean isCongested() {
        synchronized (files) {
            return device != null && device.isCongested();
        }
    }

    /** The same, but only as long as its reader reads something now and then. */
    boolean isCongestedAndRead() {
        synchronized (files) {
            return device != null && device.isCongested() && device.isRead();
        }
    }

    /** Whether bytes are better left in their pipe until they are moved here: no device, nor a file that refuses. */
    boolean takesMoves() {
        synchronized (files) {
            return device == null && (file == null || file.takesMoves());
        }
    }

    /** Why it cannot be written at present; empty if it can. */
    public Optional<String> trouble() {
        synchronized (files) {
            return device == null ? trouble.reason() : device.trouble();
        }
    }

    /**
     * Creates the file now if it is not there, as a program's start should. Failures are reported at the first write.
     */
    public void prepare() {
        synchronized (files) {
            trouble.retryNow();
            lookedAtNanos = time.nanos() - LOOK_EVERY_NANOS;
            isReady();
        }
        files.deliverComplaints();
    }

    /**
     * Closes it and opens it by its name, which may refer to another file by now. Devices are left alone.
     *
     * @return whether it was opened
     */
    public boolean reopen() {
        boolean isOpen;
        synchronized (files) {
            closeDescriptor();
            trouble.forget();
            isReady();
            isOpen = file != null;
            watchers.forEach(LogFiles.Watcher::call);
        }
        files.deliverComplaints();
        return isOpen;
    }

    /**
     * Empties it; old files stay. Devices are left alone.
     *
     * @throws UncheckedIOException it cannot be opened or emptied
     */
    public void clear() {
        synchronized (files) {
            if (device != null) {
                return;
            }
            try {
                closeDescriptor(); // the name may refer to another file by now
                open();
                if (file != null && file.isRegular()) {
                    file.truncate();
                }
            } catch (IOException e) {
                throw new UncheckedIOException("cannot empty " + this + ": " + WriteTrouble.reason(e), e);
            }
            watchers.forEach(LogFiles.Watcher::call);
        }
    }

    /** Called once by each user; the last one closes it. */
    public void release() {
        synchronized (files) {
            if (--users == 0) {
                close();
                files.forget(this);
            }
        }
        files.deliverComplaints();
    }

    /** Closes it; returns the device that still has to write what it has accepted. */
    Optional<LogDevice> close() {
        if (trouble.hasDropped() && isReady()) {
            announceLoss();
        }
        trouble.close();
        closeDescriptor();
        Optional<LogDevice> busy = Optional.ofNullable(device);
        busy.ifPresent(LogDevice::close);
        device = null;
        return busy;
    }

    /** Closes the descriptor; the next write opens the file again. */
    void closeDescriptor() {
        if (file != null) {
            try {
                file.close();
            } catch (IOException e) {
                files.complain("closing " + this + " failed: " + WriteTrouble.reason(e));
            }
            file = null;
            files.closed(this);
        }
    }

    private void write(ByteBuffer bytes, PipeHead head) {
        try {
            int end = bytes.limit();
            if (progress.skip(bytes)) {
                progress.goesOnIn(file.end());
            }
            while (bytes.hasRemaining()) {
                int begin = bytes.position();
                bytes.limit(begin + rotation().share(bytes, file.countedBytes()));
                try {
                    writeToFile(bytes, head);
                } finally {
                    progress.wrote(bytes.position() - begin);
                    bytes.limit(end);
                }
                if (rotation().isFull(file.countedBytes(), file.isAtLineEnd())) {
                    rotate();
                }
            }
        } catch (IOException e) {
            trouble.begin(e);
        }
    }

    private void writeToFile(ByteBuffer bytes, PipeHead head) throws IOException {
        file.move(bytes, head);
        head.take(bytes.remaining());
        while (bytes.hasRemaining()) {
            try {
                file.write(bytes);
            } catch (ClosedChannelException e) { // the thread was interrupted meanwhile
                Thread.interrupted();
                closeDescriptor();
                open();
            }
        }
    }

    private Rotation rotation() {
        return file.isRegular() ? rotation : Rotation.NEVER;
    }

    /** Opens it if necessary, checks the file and reports earlier losses if it is time. */
    private boolean isReady() {
        if (device != null) {
            return true;
        }
        if (trouble.isTooEarly()) {
            return false;
        }
        long now = time.nanos();
        try {
            if (file != null && now - lookedAtNanos >= LOOK_EVERY_NANOS) {
                lookAround(now);
            }
            if (file == null) {
                openWithRoom();
            }
        } catch (IOException e) {
            trouble.begin(e);
            return false;
        }
        if (device != null) {
            return true;
        }
        files.touched(this);
        if (trouble.hasDropped()) {
            return announceLoss();
        }
        trouble.end();
        return true;
    }

    /** Notices that the file was moved, removed or truncated. */
    private void lookAround(long now) throws IOException {
        lookedAtNanos = now;
        if (!file.isStillAt(path)) {
            closeDescriptor();
        }
    }

    private void openWithRoom() throws IOException {
        try {
            open();
        } catch (NoSuchFileException | AccessDeniedException e) {
            throw e;
        } catch (FileSystemException e) { // perhaps there are too many open files; the text depends on the language
            if (trouble.reason().isPresent()) {
                throw e;
            }
            files.closeSome();
            open();
        }
    }

    private void open(FileAttribute<?>... attributes) throws IOException {
        device = files.device(path).orElse(null);
        if (device != null) {
            return;
        }
        file = OpenFile.open(path, attributes);
        lookedAtNanos = time.nanos();
        files.touched(this);
        progress.goesOnIn(file.end());
    }

    private void rotate() throws IOException {
        try {
            if (rotation.backups() == 0) {
                file.truncate();
                progress.goesOnIn(file.end());
                return;
            }
            var sameMode = PosixFilePermissions.asFileAttribute(Files.getPosixFilePermissions(path));
            new Backups(path).shift(rotation.backups());
            closeDescriptor();
            open(sameMode);
        } catch (NoSuchFileException _) { // removed meanwhile: begin again
            closeDescriptor();
            open();
        } catch (IOException e) {
            if (file == null) {
                throw e;
            }
            file.countFromHere(); // goes on as it is, and tries again when it has grown by as much again
            files.complain("cannot rotate " + this + ": " + WriteTrouble.reason(e) + "; it grows on");
        }
    }

    /** Writes a line that reports how much is missing. Returns whether the file can be written again. */
    private boolean announceLoss() {
        String text = trouble.announcement();
        String line = file.isAtLineEnd() ? text : "\n" + text;
        try {
            writeToFile(ByteBuffer.wrap(NativeText.bytes(line)), PipeHead.NONE);
        } catch (IOException e) {
            trouble.begin(e);
            return false;
        }
        trouble.announced();
        return true;
    }

    @Override
    public String toString() {
        return NativeText.of(path);
    }
}
