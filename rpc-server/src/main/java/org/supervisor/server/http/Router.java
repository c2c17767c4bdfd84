package org.supervisor.server.http;

import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionException;
import org.eclipse.jetty.http.HttpMethod;
import org.eclipse.jetty.http.HttpStatus;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;
import org.supervisor.api.FaultCode;
import org.supervisor.server.engine.Caller;
import org.supervisor.server.engine.RefusedException;
import org.supervisor.server.engine.Rights;

/** Answers a request by the first route that matches, if the caller has its role. Paths are read as {@link RequestPath} does. Never blocks. */
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
            access.refused(access.caller(request), path, refusal.get());
            ErrorPage.send(response, callback, HttpStatus.FORBIDDEN_403, refusal.get());
            return true;
        }
        if (route == null) {
            ErrorPage.send(response, callback, HttpStatus.NOT_FOUND_404);
            return true;
        }
        return Caller.with(access.caller(request), () -> handle(route, path, request, response, callback));
    }

    private boolean handle(Route route, String path, Request request, Response response, Callback callback) {
        try {
            Rights.current().require(route.role(), path);
            return route.handler().handle(request, response, callback);
        } catch (RefusedException e) {
            if (e.code() != FaultCode.NOT_PERMITTED) {
                throw e;
            }
            access.refused(Caller.source(), path, e.getMessage());
            ErrorPage.send(response, callback, HttpStatus.FORBIDDEN_403, e.getMessage());
            return true;
        } catch (Exception e) {
            throw new CompletionException(e);
        }
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
