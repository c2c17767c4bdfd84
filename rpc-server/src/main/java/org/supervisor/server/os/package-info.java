/**
 * The only package that calls the kernel: children, descriptors, epoll, accounts, limits, signals. Enters: orders
 * ({@link org.supervisor.server.os.SpawnOrder}). Leaves: plain numbers, records and sealed results; an errno never
 * leaves without its name. Linux with glibc 2.34 or newer, x86-64 and aarch64; everything goes through one
 * foreign-function handle, see {@code Libc}. Decides nothing and keeps no list of children. Each class says which
 * thread may use it. Start at {@link org.supervisor.server.os.Spawner}.
 *
 * <p>A descriptor is an {@code int}; its receiver closes it, after {@link org.supervisor.server.os.Poller#remove}.
 */
@API(status = API.Status.INTERNAL)
package org.supervisor.server.os;

import org.apiguardian.api.API;
