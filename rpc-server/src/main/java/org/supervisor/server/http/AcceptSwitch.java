package org.supervisor.server.http;

import java.nio.channels.SelectableChannel;
import java.nio.channels.SelectionKey;
import org.eclipse.jetty.io.ManagedSelector;
import org.eclipse.jetty.io.SelectorManager;

/**
 * Whether a listener accepts connections. Jetty's own way takes the channel from its selector and registers it again; where
 * both come before the next select, that fails and closes the socket that listens. Here it stays registered. Any thread.
 */
final class AcceptSwitch {
    private final SelectorManager selectors;
    private volatile boolean isOn = true;

    AcceptSwitch(SelectorManager selectors) {
        this.selectors = selectors;
    }

    boolean isOn() {
        return isOn;
    }

    /** Accepts on this channel, or no more; what waits, waits in the kernel. */
    void set(Object listening, boolean accepts) {
        isOn = accepts;
        selectors
                .getBeans(ManagedSelector.class)
                .forEach(managed -> managed.submit(selector -> {
                    SelectionKey key = ((SelectableChannel) listening).keyFor(selector);
                    if (key != null && key.isValid()) {
                        key.interestOps(isOn ? SelectionKey.OP_ACCEPT : 0);
                    }
                }));
    }
}
