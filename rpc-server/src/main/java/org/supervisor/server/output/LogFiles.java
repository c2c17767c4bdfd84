package org.supervisor.server.output;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import org.supervisor.server.process.TimeSource;

/**
 * All log files, one {@link LogFile} per path however many programs write to it. Keeps only the most recently used
 * descriptors open, so that thousands of quiet programs need few. Safe for any thread: one lock guards all files.
 */
public final class LogFiles implements AutoCloseable {
    /** How many descriptors stay open by default. */
    public static final int DEFAULT_MAX_OPEN = 256;

    /** A registered callback, compared by identity. */
    static final class Watcher implements Subscription {
        private final List<Watcher> all;
        private final Runnable callback;

        private Watcher(List<Watcher> all, Runnable callback) {
            this.all = all;
            this.callback = callback;
        }

        void call() {
            callback.run();
        }

        @Override
        public void close() {
            all.remove(this);
        }
    }

    /** Opens a path that is to be written as a device; empty: it is a file. */
    @FunctionalInterface
    interface Devices {
        Optional<LogDevice> open(Path path, TimeSource time, Consumer<String> complain);
    }

    private static final Duration PATIENCE = Duration.ofSeconds(1);

    private final TimeSource time;
    private final int maxOpen;
    private final Devices devices;
    private final Map<Path, LogFile> files = new HashMap<>();
    private final LinkedHashSet<LogFile> open = new LinkedHashSet<>(); // least recently used first
    private final Map<Path, List<Watcher>> watchers = new HashMap<>();
    private final Queue<String> complaints = new ConcurrentLinkedQueue<>();
    private volatile Consumer<String> complaintReceiver = _ -> {};
    private LogFile printed;
    private ByteBuffer filterScratch;
    private ByteBuffer lineScratch;

    /** Keeps at most {@value #DEFAULT_MAX_OPEN} descriptors. */
    public LogFiles(TimeSource time) {
        this(time, DEFAULT_MAX_OPEN);
    }

    /**
     * Keeps at most this many descriptors.
     *
     * @param maxOpen at least 1
     */
    public LogFiles(TimeSource time, int maxOpen) {
        this(time, maxOpen, Device::at);
    }

    LogFiles(TimeSource time, int maxOpen, Devices devices) {
        if (maxOpen < 1) {
            throw new IllegalArgumentException("maxOpen is " + maxOpen + ", expected 1 or more");
        }
        this.time = time;
        this.maxOpen = maxOpen;
        this.devices = devices;
    }

    /** Where to report files that cannot be written, such as {@code MainLog::error}. Called by any thread. */
    public void onComplaint(Consumer<String> receiver) {
        complaintReceiver = receiver;
    }

    /**
     * The log at this path; created, if necessary, when it is first written. If it is open already its limits are
     * replaced by these. Pair with {@link LogFile#release()}.
     *
     * @param path a file, {@code /dev/stdout}, {@code /dev/stderr} or another device, a FIFO
     * @param maxBytes the size that makes it full; 0: never
     * @param backups how many old files {@code .1}, {@code .2}... are kept; 0: a full file is emptied
     */
    public synchronized LogFile open(Path path, long maxBytes, int backups) {
        LogFile file = files.computeIfAbsent(Device.byOneName(path), p -> new LogFile(p, this, time));
        file.acquire(new Rotation(maxBytes, backups));
        return file;
    }

    /** The daemon's own standard output, as a log. Pair with {@link LogFile#release()}. */
    public LogFile openStandardOutput() {
        return open(Path.of("/dev/stdout"), 0, 0);
    }

    /** Writes to the daemon's own standard output, after what waits there already. */
    public void print(String text) {
        printed().append(ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8)));
    }

    /** Opened at the first use, and closed with all others. */
    private synchronized LogFile printed() {
        if (printed == null) {
            printed = openStandardOutput();
        }
        return printed;
    }

    /**
     * Closes every file in use and opens it again by its name, as after SIGUSR2; creates it if it is missing.
     *
     * @return how many were opened; devices are not
     */
    public int reopenAll() {
        int count = 0;
        synchronized (this) {
            for (LogFile file : List.copyOf(files.values())) {
                count += file.reopen() ? 1 : 0;
            }
        }
        deliverComplaints();
        return count;
    }

    /**
     * Calls back whenever bytes were added to the log at this path, or it was emptied or replaced. On the writing
     * thread: the loop's for children, any for the main log. The callback must not block or use log files.
     */
    public synchronized Subscription onActivity(Path path, Runnable callback) {
        watchers.values().removeIf(List::isEmpty);
        List<Watcher> list = watchers.computeIfAbsent(path, _ -> new CopyOnWriteArrayList<>());
        Watcher watcher = new Watcher(list, callback);
        list.add(watcher);
        LogFile file = files.get(path);
        if (file != null) {
            file.watchedBy(list);
        }
        return watcher;
    }

    /** Closes all descriptors. Waits for slow devices to write what they have accepted, a second at most. */
    @Override
    public void close() {
        List<LogDevice> busy = new ArrayList<>();
        synchronized (this) {
            files.values().forEach(file -> file.close().ifPresent(busy::add));
            open.clear();
        }
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        busy.forEach(device -> device.awaitEnd(Duration.ofNanos(deadline - System.nanoTime())));
        deliverComplaints();
    }

    List<Watcher> watchersOf(Path path) {
        return watchers.getOrDefault(path, List.of());
    }

    /** The device at this path, if there is one. */
    Optional<LogDevice> device(Path path) {
        return devices.open(path, time, this::complain);
    }

    void complain(String text) {
        complaints.add(text);
    }

    /** Passes on the reports; not while the lock is held, because the receiver has locks of its own. */
    void deliverComplaints() {
        while (!complaints.isEmpty() && !Thread.holdsLock(this)) {
            String text = complaints.poll();
            if (text != null) {
                complaintReceiver.accept(text);
            }
        }
    }

    /** This file's descriptor was just used. */
    void touched(LogFile file) {
        open.addLast(file);
        if (open.size() > maxOpen) {
            closeOldest(open.size() - maxOpen);
        }
    }

    void closed(LogFile file) {
        open.remove(file);
    }

    void forget(LogFile file) {
        files.remove(file.path(), file);
    }

    /** Closes descriptors after the process ran out of them. */
    void closeSome() {
        closeOldest((open.size() + 1) / 2);
    }

    private void closeOldest(int count) {
        List<LogFile> oldest = new ArrayList<>(count);
        Iterator<LogFile> files = open.iterator();
        while (oldest.size() < count && files.hasNext()) {
            oldest.add(files.next());
        }
        oldest.forEach(LogFile::closeDescriptor);
    }

    /** The logs whose descriptors are open, the least recently used first. */
    synchronized List<Path> openPaths() {
        return open.stream().map(LogFile::path).toList();
    }

    /** Room for what filters pass on. Only for the event loop's thread, only within one call. */
    ByteBuffer filterScratch() {
        if (filterScratch == null) {
            filterScratch = ByteBuffer.allocateDirect(Rotation.ONE_READ + Capture.LONGEST_TOKEN);
        }
        return filterScratch.clear();
    }

    /** Room for finished lines. Only for the event loop's thread, only within one call. */
    ByteBuffer lineScratch() {
        if (lineScratch == null) {
            lineScratch = ByteBuffer.allocateDirect(LineFormat.SCRATCH_BYTES);
        }
        return lineScratch.clear();
    }
}
