package org.supervisor.server.output;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.supervisor.server.process.TimeSource;

/** Terminals and FIFOs of a simulation: no thread writes them, and their readers take nothing for as long as a test says. */
public final class SimulatedDevices {
    /** The end of the name of a log that is such a device. */
    public static final String SUFFIX = ".device";

    /** So little makes them congested: pipes must come to wait for them again and again. */
    private static final int MANY_WAITING = 2_000;

    private final Map<Path, SlowDevice> devices = new TreeMap<>();
    private final TimeSource time;
    private final boolean keepsContents;

    /**
     * Without a device yet.
     *
     * @param keepsContents whether to keep what devices are given; in a long simulation that is more than a heap
     */
    public SimulatedDevices(TimeSource time, boolean keepsContents) {
        this.time = time;
        this.keepsContents = keepsContents;
    }

    /** Log files among which the names that end in {@link #SUFFIX} are devices. */
    public LogFiles logFiles(int maxOpen) {
        return new LogFiles(
                time,
                maxOpen,
                (path, clock, complain) -> isDevice(path) ? Optional.of(open(path)) : Device.at(path, clock, complain));
    }

    /** Whether a log of this name is one of these. */
    public static boolean isDevice(Path path) {
        return path.toString().endsWith(SUFFIX);
    }

    /** Devices that were opened. */
    public List<Path> paths() {
        return List.copyOf(devices.keySet());
    }

    /** The reader of a device takes nothing from now on. */
    public void stall(Path path) {
        open(path).isStalled = true;
    }

    /** The reader of a device takes all that waits, and all that comes. */
    public void resume(Path path) {
        SlowDevice device = open(path);
        device.isStalled = false;
        device.waiting = 0;
        device.congestedUntil = time.nanos();
    }

    /** How long its reader has not blocked a writer. */
    public Duration hasBeenFree(Path path) {
        SlowDevice device = open(path);
        return device.isCongested() ? Duration.ZERO : Duration.ofNanos(time.nanos() - device.congestedUntil);
    }

    /** All that a device was given, if it is kept. */
    public byte[] content(Path path) {
        return open(path).content.toByteArray();
    }

    private SlowDevice open(Path path) {
        return devices.computeIfAbsent(path, _ -> new SlowDevice());
    }

    private final class SlowDevice implements LogDevice {
        private final ByteArrayOutputStream content = new ByteArrayOutputStream();
        private boolean isStalled;
        private int waiting;
        private long congestedUntil = time.nanos();

        @Override
        public void offer(ByteBuffer bytes, Runnable ifLost) {
            byte[] taken = new byte[bytes.remaining()];
            bytes.get(taken);
            if (keepsContents) {
                content.writeBytes(taken);
            }
            waiting = isStalled ? waiting + taken.length : 0;
        }

        @Override
        public Optional<String> trouble() {
            return Optional.empty();
        }

        @Override
        public boolean isCongested() {
            return waiting >= MANY_WAITING;
        }

        @Override
        public boolean isRead() {
            return !isStalled;
        }

        @Override
        public void close() {}

        @Override
        public void awaitEnd(Duration patience) {}
    }
}
