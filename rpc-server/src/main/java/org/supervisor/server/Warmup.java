package org.supervisor.server;

import java.time.ZoneId;
import org.supervisor.server.config.HttpSpec;
import org.supervisor.server.config.SupervisorSpec;
import org.supervisor.server.http.HttpServer;
import org.supervisor.server.os.Limits;
import org.supervisor.server.rpc.RpcEndpoint;

/**
 * Prepares what every daemon will need, on threads beside the main one, which reads the configuration meanwhile: most
 * of the time to start goes into the first use of classes, and there is more than one processor. A thread that needs
 * what is not ready yet creates it, or waits for it, as the JVM does for any class. Extensions of libraries are not
 * searched for: there are none, and every jar would be opened for the search.
 */
final class Warmup {
    private Warmup() {}

    static void begin() {
        start("head-start-http", () -> {
            HttpServer.prepare();
            RpcEndpoint.prepare();
        });
        start("head-start-os", () -> {
            Limits.openFiles(); // the first call into the C library
            var _ = ZoneId.systemDefault(); // Jetty records when it was started
        });
    }

    /** The same for what only some daemons need, as soon as their file has been read. */
    static void go(SupervisorSpec spec) {
        if (spec.servers().stream().anyMatch(HttpSpec.Unix.class::isInstance)) {
            start("head-start-unix", HttpServer::prepareUnix);
        }
    }

    private static void start(String name, Runnable work) {
        Thread thread = Thread.ofPlatform().daemon().name(name).unstarted(() -> {
            try {
                work.run();
            } catch (RuntimeException | LinkageError e) {
                // the main thread will meet it where it can be reported
            }
        });
        thread.setContextClassLoader(ClassLoader.getPlatformClassLoader());
        thread.start();
    }
}
