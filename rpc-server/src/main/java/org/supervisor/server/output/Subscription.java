package org.supervisor.server.output;

/** Something that goes on until it is closed. Closing twice is harmless; any thread may do it. */
@FunctionalInterface
public interface Subscription extends AutoCloseable {
    @Override
    void close();
}
