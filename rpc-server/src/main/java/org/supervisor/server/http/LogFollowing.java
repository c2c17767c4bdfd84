package org.supervisor.server.http;

import java.util.concurrent.Executor;
import org.supervisor.server.engine.Control;

/**
 * What is needed to follow logs.
 *
 * @param control has the logs, and reports when they grow
 * @param executor reads them
 * @param unread counts what all followers have not read
 */
record LogFollowing(Control control, Executor executor, UnreadPieces unread) {}
