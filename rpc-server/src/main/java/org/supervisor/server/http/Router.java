package org.supervisor.server.http;

import java.util.List;
import java.util.Optional;
import org.eclipse.jetty.http.HttpMethod;
import org.eclipse.jetty.http.HttpStatus;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;

/** Answers a request by the first route that matches. Paths are read as {@link RequestPath} does. Never blocks. */
final class Router extends Handler.Abstract.NonBlocking {
    private final List<Route> routes;
    private final ListenerAccess access;

    Router(List<Route> routes, ListenerAccess access) {
        this.routes = routes;
        this.access = access;
    }

    @Override
    public boolean handle(Request request, Response response, Callback callback) throws Exception {
        String path = RequestPath.of(request.getHttpURI());
        Route route = find(path, request.getMethod());
        if (route == null && !(HttpMethod.GET.is(request.getMethod()) && isUnknown(path))) {
            ErrorPage.send(response, callback, HttpStatus.METHOD_NOT_ALLOWED_405);
            return true;
        }
        Optional<String> refusal = access.of(request).crossSite().refusal(request);
        if (refusal.isPresent()) {
            response.getHeaders().put(HeaderFields.CLOSE);
            ErrorPage.send(response, callback, HttpStatus.FORBIDDEN_403, refusal.get());
            return true;
        }
        if (route == null) {
            ErrorPage.send(response, callback, HttpStatus.NOT_FOUND_404);
            return true;
        }
        return route.handler().handle(request, response, callback);
    }

    private Route find(String path, String method) {
        for (Route route : routes) {
            if (route.isAt(path) && route.method().is(method)) {
                return route;
            }
        }
        return null;
    }

    private boolean isUnknown(String path) {
        return routes.stream().noneMatch(route -> route.isAt(path));
    }
}
