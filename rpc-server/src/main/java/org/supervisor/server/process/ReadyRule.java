package org.supervisor.server.process;

import org.apiguardian.api.API;

/** What has to happen before a program that was launched counts as running. */
@API(status = API.Status.EXPERIMENTAL)
public sealed interface ReadyRule permits Probe, ReadyRule.Notify {
    /** For people: what is waited for. */
    String text();

    /** It sends {@code READY=1} to the socket that {@code NOTIFY_SOCKET} names, as with sd_notify(3). */
    record Notify() implements ReadyRule {
        @Override
        public String text() {
            return "notify";
        }
    }
}
