package org.supervisor.server.http;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.eclipse.jetty.server.Connector;
import org.eclipse.jetty.server.Request;
import org.supervisor.server.engine.Audit;
import org.supervisor.server.engine.AuditEntry;
import org.supervisor.server.engine.CallerSource;

/** The access rules of each listener, and where refusals are written down. Filled before the first request, read by any thread afterwards. */
final class ListenerAccess {
    private final Map<Connector, Rules> rules = new HashMap<>();
    private final FailedLogins failedLogins = new FailedLogins(System::nanoTime);
    private final Audit audit;

    ListenerAccess(Audit audit) {
        this.audit = audit;
    }

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
        return new HttpCaller(request, identity);
    }

    /** A request is refused that has a login, or needs none. */
    void refused(CallerSource caller, String what, String why) {
        add(AuditEntry.Kind.REFUSAL, caller, what, why);
    }

    /** Nobody was admitted: the name or the password was wrong. */
    void refusedLogin(Request request) {
        add(AuditEntry.Kind.FAILED_LOGIN, new HttpCaller(request, Identity.ANYONE), "login", "wrong name or password");
    }

    private void add(AuditEntry.Kind kind, CallerSource caller, String what, String why) {
        if (audit.isOn()) {
            var _ = audit.add(AuditEntry.refused(kind, caller.origin(), what, why));
        }
    }

    /** Whether pages of other sites may send requests to any listener. */
    boolean allowsOrigins() {
        return rules.values().stream().anyMatch(each -> each.crossSite().allowsOrigins());
    }
}
