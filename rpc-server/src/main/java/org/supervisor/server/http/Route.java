package org.supervisor.server.http;

import org.apiguardian.api.API;
import org.eclipse.jetty.http.HttpMethod;
import org.eclipse.jetty.server.Request;
import org.supervisor.api.Role;

/**
 * Something that can be asked for over HTTP.
 *
 * @param path where, decoded
 * @param isPrefix whether all paths that begin so are meant
 * @param method how
 * @param role who may
 * @param handler answers it, after the login and the check for other sites; must not block
 */
@API(status = API.Status.EXPERIMENTAL)
public record Route(String path, boolean isPrefix, HttpMethod method, Role role, Request.Handler handler) {
    public Route {
        if (!path.startsWith("/")) {
            throw new IllegalArgumentException("a route has the path " + path + ", which must begin with /");
        }
    }

    /** What is answered at this path. */
    public static Route at(String path, HttpMethod method, Role role, Request.Handler handler) {
        return new Route(path, false, method, role, handler);
    }

    /** What is answered at all paths that begin so. */
    public static Route below(String prefix, HttpMethod method, Role role, Request.Handler handler) {
        return new Route(prefix, true, method, role, handler);
    }

    boolean isAt(String asked) {
        return isPrefix ? asked.startsWith(path) : asked.equals(path);
    }
}
