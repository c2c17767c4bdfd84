package org.supervisor.server.http;

import java.util.concurrent.Executor;
import org.supervisor.server.engine.Control;

/**
 * What it takes to follow logs.
 *
 * @param control knows the logs, and when they grow
 * @param executor reads them
 * @param unread what all followers have not read
 */
record LogFollowing(Control control, Executor executor, UnreadPieces unread) {}
