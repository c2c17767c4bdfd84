package org.supervisor.server.rpc;

import java.util.function.Supplier;

/**
 * The share of the request that is being answered, known to everything that is done within {@link #with}, on that
 * thread.
 */
final class RequestShare {
    private static final ScopedValue<ByteBudget.Share> CURRENT = ScopedValue.newInstance();
    private static final ByteBudget UNLIMITED = new ByteBudget(Long.MAX_VALUE);

    private RequestShare() {}

    /** The present share; one without limit outside a request. */
    static ByteBudget.Share current() {
        return CURRENT.isBound() ? CURRENT.get() : UNLIMITED.share();
    }

    /** Does something that counts in this share. */
    static <T> T with(ByteBudget.Share share, Supplier<T> work) {
        return ScopedValue.where(CURRENT, share).call(work::get);
    }
}
