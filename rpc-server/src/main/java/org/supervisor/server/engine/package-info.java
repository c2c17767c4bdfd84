/**
 * The one thread that owns all changing state. Enters: questions from any thread, readiness from the kernel, due
 * timers. Leaves: answers as futures, published views, orders to the spawner. {@link
 * org.supervisor.server.engine.Control} is its interface to the handlers; {@code EventLoop.turn()} is the loop's body
 * and can be called by a test.
 */
@API(status = API.Status.INTERNAL)
package org.supervisor.server.engine;

import org.apiguardian.api.API;
