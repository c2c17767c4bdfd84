package org.supervisor.server.http.json;

import java.util.List;
import java.util.concurrent.Executor;
import org.eclipse.jetty.http.HttpMethod;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;
import org.supervisor.api.Role;
import org.supervisor.server.engine.Control;
import org.supervisor.server.http.HttpLimits;
import org.supervisor.server.http.HttpServer;
import org.supervisor.server.http.Route;
import org.supervisor.server.rpc.RpcEndpoint;

/** Where the JSON API is found. All the rest of it is loaded when the first request comes. */
public final class ApiRoutes implements Request.Handler {
    /** Where it begins. */
    static final String PATH = HttpServer.API_PATH;

    private final Parts parts;
    private JsonApi api;

    /**
     * What it is made of.
     *
     * @param executor answers requests, which may wait
     * @param version of the daemon
     * @param limits on bodies and memory
     */
    public record Parts(Control control, RpcEndpoint endpoint, Executor executor, String version, HttpLimits limits) {}

    private ApiRoutes(Parts parts) {
        this.parts = parts;
    }

    /** Its routes: each operation has a role of its own. */
    public static List<Route> of(Parts parts) {
        ApiRoutes handler = new ApiRoutes(parts);
        return List.of(
                Route.below(PATH, HttpMethod.GET, Role.VIEWER, handler),
                Route.below(PATH, HttpMethod.POST, Role.VIEWER, handler));
    }

    @Override
    public boolean handle(Request request, Response response, Callback callback) {
        return api().handle(request, response, callback);
    }

    private synchronized JsonApi api() {
        if (api == null) {
            api = new JsonApi(parts);
        }
        return api;
    }
}
