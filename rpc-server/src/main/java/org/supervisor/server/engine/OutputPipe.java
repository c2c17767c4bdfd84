package org.supervisor.server.engine;

import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.Consumer;
import org.supervisor.server.os.OsException;
import org.supervisor.server.output.StreamSink;

/**
 * Our end of the pipe behind a child's stdout or stderr. Reads a bounded slice per turn, so that no child starves another,
 * and goes on after the child's exit for as long as a grandchild holds the other end. Confined to the loop's thread.
 *
 * <p>A pipe with an {@link OutputListener}, which waits for an answer, is read as soon as it has data; all others wait
 * for the pacer's rounds, and longer while their log cannot be written.
 */
final class OutputPipe implements Watcher.Ready {
    /** A read of this size means that the pipe was at least half full: the usual pipe holds 64 KiB. */
    private static final int BRIMMING = 32 * 1024;

    /**
     * The size to which a pipe is enlarged once it was found nearly full; the most that an unprivileged user may have.
     */
    private static final int WIDE = 1024 * 1024;

    private final Kernel kernel;
    private final ReadBuffer buffer;
    private final OutputPacer pacer;
    private final StreamSink sink;
    private final int descriptor;
    private final Consumer<OutputPipe> onClose;
    private Optional<OutputListener> listener;
    private Timers.Timer hold; // while the sink cannot write, or null
    private boolean wide;
    private boolean open = true;
    private boolean fails; // the sink could not take what was read last

    OutputPipe(
            Kernel kernel,
            int descriptor,
            StreamSink sink,
            Optional<OutputListener> listener,
            ReadBuffer buffer,
            OutputPacer pacer,
            Consumer<OutputPipe> onClose) {
        this.kernel = kernel;
        this.descriptor = descriptor;
        this.sink = sink;
        this.listener = listener;
        this.buffer = buffer;
        this.pacer = pacer;
        this.onClose = onClose;
        watch();
        hold(); // what the daemon before has held back
    }

    /** Where the bytes go. */
    StreamSink sink() {
        return sink;
    }

    /** Its descriptor; below 0 when it is closed. */
    int descriptor() {
        return open ? descriptor : -1;
    }

    boolean isOpen() {
        return open;
    }

    /**
     * Reads what the child left behind, now that it has exited. Does not wait for the end of the pipe, which comes only
     * when the last grandchild has gone; a grandchild that writes without pause cannot keep us here. What it still
     * writes is logged, but does not count as the child's.
     */
    void drain() {
        for (int most = WIDE; open && most > 0; ) {
            int count = readOnce();
            if (count <= 0) {
                break;
            }
            most -= count;
        }
        if (open) {
            sink.endOfLife();
        }
        listener = Optional.empty();
    }

    /** Closes the pipe and the log. */
    void close() {
        end();
        release();
    }

    /**
     * Writes what the sink holds back, before the output of another child. A pipe that a grandchild has kept is still
     * read.
     */
    void release() {
        stopHolding();
        sink.release();
        if (!open) {
            sink.close();
        }
    }

    /** Closes the pipe and the log, and leaves to the next daemon what is held back. */
    void leave() {
        stopHolding();
        if (open) {
            open = false;
            pacer.remove(descriptor);
            kernel.close(descriptor);
            onClose.accept(this);
        }
        sink.leave();
    }

    private void end() {
        if (open) {
            open = false;
            pacer.remove(descriptor);
            kernel.close(descriptor);
            onClose.accept(this);
            sink.endOfLife();
            if (!sink.isHolding()) {
                sink.close();
            }
        }
    }

    private void hold() {
        stopHolding();
        if (sink.isHolding()) {
            hold = pacer.after(StreamSink.LONGEST_HOLD, this::release);
        }
    }

    private void stopHolding() {
        if (hold != null) {
            hold.cancel();
            hold = null;
        }
    }

    private void watch() {
        if (listener.isPresent()) {
            pacer.addUrgent(descriptor, this);
        } else {
            pacer.add(descriptor, this);
        }
    }

    /** Answers do not wait for a log, and are too short to flood one. */
    private boolean mustWait() {
        return listener.isEmpty() && !fails && sink.isCongested();
    }

    /** While it is not watched the pipe fills and its child waits, as it would for any slow reader. */
    private void pause() {
        pacer.after(OutputPacer.PAUSE, this::goOn);
        pacer.remove(descriptor);
    }

    private void goOn() {
        if (!open) {
            return;
        }
        Timers.Timer again = pacer.after(OutputPacer.PAUSE, this::goOn); // also if the watch fails
        if (!mustWait()) {
            watch();
            again.cancel();
        }
    }

    @Override
    public void ready(boolean readable, boolean writable, boolean hangup) {
        if (mustWait()) {
            pause();
            return;
        }
        int count = readOnce();
        if (count >= BRIMMING) {
            pacer.brimming();
            if (!wide) {
                wide = true;
                kernel.setPipeSize(descriptor, WIDE);
            }
        }
    }

    /** Takes what is at the head of the pipe, once: the count, 0 at the end of the pipe, below 0 if there is nothing now. */
    private int readOnce() {
        int moved = listener.isPresent() ? 0 : sink.moveFrom(buffer.head(descriptor));
        if (moved > 0) {
            log(() -> sink.acceptMoved(moved, buffer.memory()));
        }
        if (moved != 0) {
            return moved;
        }
        OptionalInt peeked = peek();
        boolean isPeeked = peeked.isPresent();
        int count = isPeeked ? peeked.getAsInt() : fill();
        if (count > 0) {
            try {
                log(() -> accept(count, isPeeked));
            } finally {
                listener.ifPresent(listening -> listening.accept(buffer.bytes(count)));
            }
        } else if (count == 0) {
            end();
        }
        return count;
    }

    /**
     * What a sink cannot write is lost, so that its child is not held up; only the first of several failures is thrown.
     */
    private void log(Runnable output) {
        boolean failedBefore = fails;
        fails = true;
        try {
            output.run();
            hold();
            fails = false;
        } catch (Throwable failure) {
            if (!failedBefore) {
                throw failure;
            }
        }
    }

    /** What is still in the pipe when the sink is done with it was dropped, or has gone another way. */
    private void accept(int count, boolean isPeeked) {
        if (!isPeeked) {
            sink.accept(buffer.bytes(count));
            return;
        }
        PeekedBytes head = buffer.peeked(descriptor, count);
        try {
            sink.accept(buffer.bytes(count), head);
        } finally {
            head.takeRest();
        }
    }

    /** Looks at what is to be moved to the log, if it can be; empty: it must be read. */
    private OptionalInt peek() {
        if (listener.isPresent() || !sink.takesMoves()) {
            return OptionalInt.empty();
        }
        try {
            return OptionalInt.of(buffer.peek(descriptor));
        } catch (OsException _) { // there are too many open files for a pipe of our own, perhaps
            return OptionalInt.empty();
        }
    }

    /** A pipe that cannot be read counts as ended: repeated reads would not help. */
    private int fill() {
        try {
            return buffer.fill(descriptor);
        } catch (OsException broken) {
            return 0;
        }
    }
}
