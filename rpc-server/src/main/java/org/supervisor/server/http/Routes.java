package org.supervisor.server.http;

import static org.eclipse.jetty.http.HttpMethod.GET;
import static org.eclipse.jetty.http.HttpMethod.HEAD;
import static org.eclipse.jetty.http.HttpMethod.POST;
import static org.supervisor.api.Role.VIEWER;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.Stream;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;

/** What can be requested over HTTP, listed once; the first that matches is used. */
final class Routes {
    private Routes() {}

    static List<Route> of(RpcHandler rpc, EventsHandler events, LogFollowing logs) {
        return Stream.concat(
                        of(rpc, events, new MainLogTailHandler(logs), new LogTailHandler(logs)).stream(),
                        watching(
                                new MetricsHandler(logs.control(), rpc.endpoint()),
                                HealthHandler.alive(logs.control(), logs.executor()),
                                HealthHandler.ready(logs.control(), logs.executor()))
                                .stream())
                .toList();
    }

    /** Whether the daemon answers there itself. */
    static boolean areAt(Route other) {
        Request.Handler none = Routes::ok; // never called
        return Stream.of(of(none, none, none, none), watching(none, none, none), api(none))
                .flatMap(List::stream)
                .anyMatch(route -> route.hides(other));
    }

    private static List<Route> of(
            Request.Handler rpc, Request.Handler events, Request.Handler mainLog, Request.Handler log) {
        return List.of(
                Route.below("/RPC2", POST, VIEWER, rpc), // each method has a role of its own
                Route.at("/", POST, VIEWER, rpc),
                Route.at("/", GET, VIEWER, Routes::page),
                Route.at("/index.html", GET, VIEWER, Routes::page), // whatever action it is to do
                Route.below(PageHandler.FILES, GET, VIEWER, Routes::file),
                Route.at("/favicon.ico", GET, VIEWER, Routes::icon),
                Route.at("/tail.html", GET, VIEWER, Routes::tail),
                Route.below("/mainlogtail", GET, VIEWER, mainLog),
                Route.below(LogTailHandler.PATH, GET, VIEWER, log),
                Route.at("/events", GET, VIEWER, events),
                Route.at("/ok.html", GET, VIEWER, Routes::ok));
    }

    /** What machines ask that watch the supervisor. */
    private static List<Route> watching(Request.Handler metrics, Request.Handler alive, Request.Handler ready) {
        return List.of(
                Route.at("/metrics", GET, VIEWER, metrics),
                Route.at("/metrics", HEAD, VIEWER, metrics),
                Route.at("/healthz", GET, VIEWER, alive),
                Route.at("/healthz", HEAD, VIEWER, alive),
                Route.at("/readyz", GET, VIEWER, ready),
                Route.at("/readyz", HEAD, VIEWER, ready));
    }

    /** The JSON API, which is made elsewhere. */
    private static List<Route> api(Request.Handler api) {
        return List.of(
                Route.below(HttpServer.API_PATH, GET, VIEWER, api),
                Route.below(HttpServer.API_PATH, POST, VIEWER, api));
    }

    // by these detours nothing of the page is loaded before somebody wants it

    private static boolean page(Request request, Response response, Callback callback) {
        return PageHandler.page(request, response, callback);
    }

    private static boolean file(Request request, Response response, Callback callback) {
        return PageHandler.file(request, response, callback);
    }

    private static boolean icon(Request request, Response response, Callback callback) {
        return PageHandler.icon(request, response, callback);
    }

    private static boolean tail(Request request, Response response, Callback callback) {
        return PageHandler.tail(request, response, callback);
    }

    private static boolean ok(Request request, Response response, Callback callback) {
        response.getHeaders().put(HeaderFields.PLAIN);
        response.write(true, ByteBuffer.wrap("OK".getBytes(StandardCharsets.US_ASCII)), callback);
        return true;
    }
}
