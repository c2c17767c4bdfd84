package org.supervisor.server.http;

import org.apiguardian.api.API;
import org.eclipse.jetty.http.HttpMethod;
import org.eclipse.jetty.server.Request;
import org.supervisor.api.Role;

/**
 * Something that can be requested over HTTP.
 *
 * @param path the path, decoded
 * @param isPrefix whether it covers all paths that begin so
 * @param method the HTTP method
 * @param role the role that is required
 * @param handler answers it, after the login and the check for other sites; must not block
 */
@API(status = API.Status.EXPERIMENTAL)
public record Route(String path, boolean isPrefix, HttpMethod method, Role role, Request.Handler handler) {
    public Route {
        if (!path.startsWith("/")) {
            throw new IllegalArgumentException("a route has the path " + path + ", which must begin with /");
        }
    }

    /** A route for this path. */
    public static Route at(String path, HttpMethod method, Role role, Request.Handler handler) {
        return new Route(path, false, method, role, handler);
    }

    /** A route for all paths that begin so. */
    public static Route below(String prefix, HttpMethod method, Role role, Request.Handler handler) {
        return new Route(prefix, true, method, role, handler);
    }

    /** Whether another route that comes later would never be used. */
    public boolean hides(Route later) {
        return method == later.method && isAt(later.path);
    }

    boolean isAt(String asked) {
        return isPrefix ? asked.startsWith(path) : asked.equals(path);
    }
}
