/**
 * Decides what a supervised program does next. Enters: {@link org.supervisor.server.process.ProcessSpec}s and
 * {@link org.supervisor.server.process.Event}s. Leaves: orders to a {@link org.supervisor.server.process.Launcher} and
 * notes to a {@link org.supervisor.server.process.Journal}. Confined to the event loop's thread; holds no lock, reads
 * no clock but {@link org.supervisor.server.process.TimeSource}, knows neither XML nor the kernel, and depends on no
 * other package. Start at {@link org.supervisor.server.process.State}.
 *
 * <p>A {@link org.supervisor.server.process.GroupSpec} has programs, a
 * {@link org.supervisor.server.process.ProgramSpec} yields processes, a
 * {@link org.supervisor.server.process.ProcessSpec} is one of them. Of an active group the same three are
 * {@link org.supervisor.server.process.ProcessGroup}, {@link org.supervisor.server.process.ManagedProgram} and
 * {@link org.supervisor.server.process.ManagedProcess}; {@link org.supervisor.server.process.ProcessRegistry} finds
 * each by its address.
 */
@API(status = API.Status.INTERNAL)
package org.supervisor.server.process;

import org.apiguardian.api.API;
