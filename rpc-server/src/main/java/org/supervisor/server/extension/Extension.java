package org.supervisor.server.extension;

import java.util.List;
import org.apiguardian.api.API;
import org.supervisor.server.engine.Aspect;
import org.supervisor.server.engine.AspectSource;
import org.supervisor.server.engine.Control;
import org.supervisor.server.engine.LoopTasks;
import org.supervisor.server.http.Route;
import org.supervisor.server.rpc.Method;

/**
 * What others add to the daemon: a class that {@code [rpcinterface:x]} names as {@code java:com.acme.X}. It is public and has
 * a public constructor that takes the other keys of its section as a {@code Map<String, String>}, or nothing.
 *
 * <p>An instance is created for each daemon that starts, or starts over, and for each check of the configuration, by
 * {@code --check} and {@code reread}. The methods below are called once on each instance, in this order: they describe what
 * is added, and refuse what they do not accept by an exception whose message says what is wrong. What is to be taken or
 * begun, such as a thread or a port, waits for a task given to {@link LoopTasks}: only a daemon that runs carries it out.
 */
@API(status = API.Status.EXPERIMENTAL)
public interface Extension extends AspectSource, AutoCloseable {
    /** What programs can have besides. Called first: there is nothing to ask yet. */
    @Override
    default List<Aspect> aspects(LoopTasks loop) {
        return List.of();
    }

    /**
     * What can be called besides over XML-RPC. The names are without that of the section, which is put before them.
     *
     * @param control what can be asked of the supervisor
     */
    default List<Method> methods(Control control) {
        return List.of();
    }

    /**
     * What can be asked for besides over HTTP. Who asks is known as
     * {@link org.supervisor.server.engine.Caller#current()}.
     *
     * @param control what can be asked of the supervisor
     */
    default List<Route> routes(Control control) {
        return List.of();
    }

    /** The daemon ends or starts over, or a check is done; nothing else is called any more. */
    @Override
    default void close() {}
}
