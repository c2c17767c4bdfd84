package org.supervisor.server.http;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import org.eclipse.jetty.server.Connector;
import org.eclipse.jetty.server.Request;
import org.supervisor.server.engine.Caller;

/** What each listener lets in. Filled before the first request, read by any thread afterwards. */
final class ListenerAccess {
    private final Map<Connector, Door> doors = new HashMap<>();

    /**
     * What one listener lets in.
     *
     * @param guard who must log in; empty: everybody may come in
     * @param crossSite which web pages may not
     * @param limit how many connections there may be
     */
    record Door(Optional<BasicAuth> guard, CrossSite crossSite, ConnectionLimit limit) {}

    void add(Connector connector, Door door) {
        doors.put(connector, door);
    }

    /** The door that a request has come through. */
    Door of(Request request) {
        return doors.get(request.getConnectionMetaData().getConnector());
    }

    /** Who has sent a request that was admitted; found out when it is asked for. */
    Supplier<Caller> caller(Request request) {
        Optional<BasicAuth> guard = of(request).guard();
        return () -> Callers.of(request, guard.map(BasicAuth::user));
    }
}
