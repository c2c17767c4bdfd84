package org.supervisor.server.http;

import java.util.concurrent.Executor;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;
import org.supervisor.server.engine.Control;

/** Follows the supervisor's own log. */
final class MainLogTailHandler implements Request.Handler {
    private final Control control;
    private final Executor executor;

    MainLogTailHandler(Control control, Executor executor) {
        this.control = control;
        this.executor = executor;
    }

    @Override
    public boolean handle(Request request, Response response, Callback callback) {
        LogAnswer.send(control.mainLog(), control, request, response, callback, executor);
        return true;
    }
}
