package org.supervisor.server.rpc;

import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;

/** Writers that are used again: their buffers have grown to the usual size already. Any thread. */
final class Writers {
    private static final int MAX_KEPT_BYTES = 1 << 20;

    /** One buffer of up to this size is kept: with that many programs it will be needed again. */
    private static final int MAX_LARGE_BYTES = 4 << 20;

    private static final int MOST_IDLE = 8;

    private final Queue<XmlWriter> idle = new ConcurrentLinkedQueue<>();

    /** An empty writer, whose growth is counted in this share. */
    XmlWriter take(ByteBudget.Share share) {
        XmlWriter writer = idle.poll();
        if (writer == null) {
            writer = new XmlWriter();
        }
        writer.begin(share);
        return writer;
    }

    /** Keeps a writer for the next answer, if it is of a usual size. */
    void giveBack(XmlWriter writer) {
        boolean isUsual = writer.capacity() <= MAX_KEPT_BYTES && idle.size() < MOST_IDLE;
        if (isUsual || (writer.capacity() <= MAX_LARGE_BYTES && idle.isEmpty())) {
            writer.clear();
            idle.add(writer);
        }
    }
}
