package org.supervisor.server.http;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.eclipse.jetty.server.Connector;
import org.eclipse.jetty.server.Request;
import org.supervisor.server.engine.Caller;
import org.supervisor.server.engine.CallerSource;
import org.supervisor.server.engine.Rights;

/** The access rules of each listener. Filled before the first request, read by any thread afterwards. */
final class ListenerAccess {
    private final Map<Connector, Rules> rules = new HashMap<>();
    private final FailedLogins failedLogins = new FailedLogins(System::nanoTime);

    /**
     * The access rules of one listener.
     *
     * @param logins who may log in; empty: nobody has to
     * @param crossSite refuses requests of web pages
     * @param limit the limit on connections
     */
    record Rules(Optional<Logins> logins, CrossSite crossSite, ConnectionLimit limit) {}

    /** Those of all listeners. */
    FailedLogins failedLogins() {
        return failedLogins;
    }

    void add(Connector connector, Rules added) {
        rules.put(connector, added);
    }

    /** The rules of the listener that has accepted a request. */
    Rules of(Request request) {
        return rules.get(request.getConnectionMetaData().getConnector());
    }

    /** The caller of an admitted request; looked up when needed, but for the rights. */
    CallerSource caller(Request request) {
        Identity identity = of(request).logins().isEmpty() ? Identity.ANYONE : Identity.of(request);
        return new CallerSource() {
            @Override
            public Caller get() {
                return Callers.of(request, identity);
            }

            @Override
            public Rights rights() {
                return identity.rights();
            }
        };
    }
}
