package org.supervisor.server.http;

import java.util.Optional;
import org.eclipse.jetty.server.Request;
import org.supervisor.server.engine.Caller;
import org.supervisor.server.engine.Rights;

/**
 * Whom a request has been admitted as.
 *
 * @param login the name; empty: no login was required
 * @param rights what the user may do
 * @param proof how the user has shown it
 */
record Identity(Optional<String> login, Rights rights, Caller.Proof proof) {
    /** Where nobody has to log in, everyone may do everything. */
    static final Identity ANYONE = new Identity(Optional.empty(), Rights.ALL, Caller.Proof.NONE);

    private static final String ATTRIBUTE = Identity.class.getName();

    /** The same, shown in another way. */
    Identity by(Caller.Proof other) {
        return new Identity(login, rights, other);
    }

    void attach(Request request) {
        request.setAttribute(ATTRIBUTE, this);
    }

    /** That of an admitted request. */
    static Identity of(Request request) {
        if (request.getAttribute(ATTRIBUTE) instanceof Identity identity) {
            return identity;
        }
        throw new IllegalStateException("this request has not been admitted");
    }
}
