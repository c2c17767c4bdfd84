package org.supervisor.server.http;

import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;

/** Follows the supervisor's own log. */
final class MainLogTailHandler implements Request.Handler {
    private final LogFollowing following;

    MainLogTailHandler(LogFollowing following) {
        this.following = following;
    }

    @Override
    public boolean handle(Request request, Response response, Callback callback) {
        LogAnswer.send(following.control().mainLog(), following, request, response, callback);
        return true;
    }
}
