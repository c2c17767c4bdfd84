package org.supervisor.client;

import java.util.Locale;
import java.util.Optional;
import org.supervisor.api.LogStream;
import org.supervisor.api.ProcessUsage;
import org.supervisor.api.StreamAccount;

/** Structs that are answered in arrays, as values. */
final class Structs {
    private Structs() {}

    static StreamAccount account(Wire struct) {
        return new StreamAccount(
                LogStream.valueOf(struct.member("stream").text().toUpperCase(Locale.ROOT)),
                Optional.of(struct.member("logfile").text()).filter(log -> !log.isEmpty()),
                struct.member("read").count(),
                struct.member("written").count(),
                struct.member("removed").count(),
                struct.member("dropped").count(),
                struct.member("pending").count(),
                Optional.of(struct.member("trouble").text()).filter(trouble -> !trouble.isEmpty()));
    }

    static ProcessUsage usage(Wire struct) {
        return new ProcessUsage(
                struct.member("name").text(),
                struct.member("cpu_percent").number(),
                struct.member("rss_bytes").count(),
                struct.member("processes").integer(),
                struct.member("threads").integer());
    }
}
