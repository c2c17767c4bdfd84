package org.supervisor.server.http;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import org.eclipse.jetty.server.Connector;
import org.eclipse.jetty.server.Request;
import org.supervisor.server.engine.Caller;

/** The access rules of each listener. Filled before the first request, read by any thread afterwards. */
final class ListenerAccess {
    private final Map<Connector, Rules> rules = new HashMap<>();

    /**
     * The access rules of one listener.
     *
     * @param login the login that is required; empty: none
     * @param crossSite refuses requests of web pages
     * @param limit the limit on connections
     */
    record Rules(Optional<BasicAuth> login, CrossSite crossSite, ConnectionLimit limit) {}

    void add(Connector connector, Rules added) {
        rules.put(connector, added);
    }

    /** The rules of the listener that has accepted a request. */
    Rules of(Request request) {
        return rules.get(request.getConnectionMetaData().getConnector());
    }

    /** The caller of an admitted request; looked up when needed. */
    Supplier<Caller> caller(Request request) {
        Optional<BasicAuth> login = of(request).login();
        return () -> Callers.of(request, login.map(BasicAuth::user));
    }
}
