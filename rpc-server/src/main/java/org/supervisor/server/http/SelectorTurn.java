package org.supervisor.server.http;

import java.time.Duration;
import java.util.Collection;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.eclipse.jetty.io.ManagedSelector;
import org.eclipse.jetty.io.SelectorManager;

/** The threads of selectors, which accept connections. */
final class SelectorTurn {
    private SelectorTurn() {}

    /** Returns when they have carried out the orders they have, such as to accept nothing, or after this time. */
    static void await(SelectorManager selectors, Duration longest) throws InterruptedException {
        Collection<ManagedSelector> all = selectors.getBeans(ManagedSelector.class);
        CountDownLatch carriedOut = new CountDownLatch(all.size());
        all.forEach(selector -> selector.submit(_ -> carriedOut.countDown()));
        carriedOut.await(longest.toMillis(), TimeUnit.MILLISECONDS);
    }
}
