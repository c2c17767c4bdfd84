package org.supervisor.server;

import org.supervisor.server.http.HttpServer;
import org.supervisor.server.os.Limits;
import org.supervisor.server.rpc.RpcEndpoint;

/**
 * Readies on a thread beside the main one, which reads the configuration meanwhile, what every daemon will need: most of
 * the time to start goes into the first use of classes, and there is more than one processor. Whoever needs what is not
 * ready yet makes it, or waits for it, as the JVM does for any class.
 */
final class HeadStart {
    private HeadStart() {}

    static void begin() {
        Thread.ofPlatform().daemon().name("head-start").start(HeadStart::run);
    }

    private static void run() {
        try {
            Limits.openFiles(); // the first call into the C library
            HttpServer.prepare();
            RpcEndpoint.prepare();
        } catch (RuntimeException | LinkageError e) {
            // the main thread will meet it where it can be told
        }
    }
}
