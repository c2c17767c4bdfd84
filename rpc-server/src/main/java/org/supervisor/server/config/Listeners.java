package org.supervisor.server.config;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.supervisor.server.config.Overrides.Option;

/** Applies the addresses of the command line. */
final class Listeners {
    /** Stands for the section, which a Perl file does not have. */
    static final String DAEMON = "daemon";

    private static final String ADDRESS = "127.0.0.1";
    private static final int PORT = 9505;
    private static final Type<String> HOST = new Type<>("a name or an address", Types::host);

    private Listeners() {}

    /** Where a Perl file's daemon listens: 127.0.0.1:9505 by default. */
    static HttpSpec perl(DaemonReader reader, Findings findings) {
        findings.value(new EffectiveValue(DAEMON, Option.ADDRESS.key(), ADDRESS, "default"));
        findings.value(new EffectiveValue(DAEMON, Option.PORT.key(), Integer.toString(PORT), "default"));
        return changed(new HttpSpec.Tcp("inet_http_server", ADDRESS, PORT, Optional.empty()), reader);
    }

    /** The servers of a file, the first TCP one changed; if there is none, and an address was given, one more. */
    static List<HttpSpec> overridden(List<HttpSpec> servers, DaemonReader reader) {
        List<HttpSpec> changed = new ArrayList<>(servers);
        if (!reader.says(Option.PORT) && !reader.says(Option.ADDRESS)) {
            return changed;
        }
        if (!changed.isEmpty() && changed.getFirst() instanceof HttpSpec.Tcp tcp) {
            changed.set(0, changed(tcp, reader));
        } else {
            changed.addFirst(changed(new HttpSpec.Tcp("inet_http_server", ADDRESS, PORT, Optional.empty()), reader));
        }
        return changed;
    }

    private static HttpSpec changed(HttpSpec.Tcp server, DaemonReader reader) {
        return new HttpSpec.Tcp(
                server.section(),
                reader.override(Option.ADDRESS, HOST).orElse(server.host()),
                reader.override(Option.PORT, Types.PORT).orElse(server.port()),
                server.credentials(),
                reader.access(server.access()),
                server.tls());
    }
}
