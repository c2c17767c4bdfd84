package org.supervisor.server.engine;

import java.util.function.Supplier;
import org.apiguardian.api.API;

/** A caller who is looked up only when needed, and whose rights are known at once: each request needs these. Any thread. */
@API(status = API.Status.EXPERIMENTAL)
public interface CallerSource extends Supplier<Caller> {
    /** What the caller may do. */
    default Rights rights() {
        return get().rights();
    }

    /** What the audit log has of the caller. */
    default Origin origin() {
        return Origin.of(get());
    }
}
