package org.supervisor.client;

import java.time.Instant;
import java.util.Locale;
import org.supervisor.api.Role;
import org.supervisor.api.WayIn;
import org.supervisor.api.Whoami;

/** Reads the answer of {@code daemon.whoami}. */
final class WhoamiReader {
    private WhoamiReader() {}

    static Whoami read(Wire wire) {
        return new Whoami(
                wire.optionalMember("name").map(Wire::text),
                WayIn.valueOf(wire.member("way").text().toUpperCase(Locale.ROOT)),
                wire.optionalMember("token").map(Wire::text),
                wire.optionalMember("expires").map(when -> Instant.ofEpochSecond(when.count())),
                Role.valueOf(wire.member("role").text().toUpperCase(Locale.ROOT)),
                wire.member("programs").list(Wire::text));
    }
}
