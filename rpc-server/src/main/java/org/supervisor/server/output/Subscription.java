package org.supervisor.server.output;

import org.apiguardian.api.API;

/** Something that goes on until it is closed. Closing twice is harmless; any thread may do it. */
@FunctionalInterface
@API(status = API.Status.EXPERIMENTAL)
public interface Subscription extends AutoCloseable {
    @Override
    void close();
}
