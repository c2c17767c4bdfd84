package org.supervisor.server.events;

import java.io.IOException;

/** The state of the protocol with a listener. Codes are supervisord's. */
public enum ListenerState {
    /** It may be sent an event. */
    READY(10),
    /** It was sent an event and has not answered. */
    BUSY(20),
    /** It has answered, or was just launched, and has not sent READY. */
    ACKNOWLEDGED(30),
    /** It broke the protocol; only a restart of its process helps. */
    UNKNOWN(40);

    private final int code;

    ListenerState(int code) {
        this.code = code;
    }

    /**
     * The state of this name.
     *
     * @throws IOException there is none
     */
    static ListenerState named(String name) throws IOException {
        for (ListenerState state : values()) {
            if (state.name().equals(name)) {
                return state;
            }
        }
        throw new IOException("there is no state " + name + " of a listener");
    }

    /** supervisord's number. */
    public int code() {
        return code;
    }
}
