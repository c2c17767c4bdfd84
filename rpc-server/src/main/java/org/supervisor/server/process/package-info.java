/**
 * Decides what a supervised program does next. Enters: {@link org.supervisor.server.process.ProcessSpec}s and
 * {@link org.supervisor.server.process.Event}s. Leaves: orders to a {@link org.supervisor.server.process.Launcher} and
 * notes to a {@link org.supervisor.server.process.Journal}. Confined to the event loop's thread; holds no lock, reads no
 * clock but {@link org.supervisor.server.process.TimeSource}, knows neither XML nor the kernel, and depends on no other
 * room. Start at {@link org.supervisor.server.process.State}.
 */
package org.supervisor.server.process;
