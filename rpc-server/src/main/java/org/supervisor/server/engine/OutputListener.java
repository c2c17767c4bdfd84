package org.supervisor.server.engine;

import java.nio.ByteBuffer;

/** Reads what a child writes to its stdout, besides its log. Loop's thread. */
@FunctionalInterface
interface OutputListener {
    /** Takes a chunk, whose content is valid until this returns. */
    void accept(ByteBuffer chunk);
}
