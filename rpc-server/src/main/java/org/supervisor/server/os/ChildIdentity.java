package org.supervisor.server.os;

/**
 * What names a child beyond the life of the daemon that launched it, until the machine is started again.
 *
 * @param pid above 0; another process may have it later
 * @param number tells the process from all others that ever have this pid: the inode of its pidfd, which the kernel gives
 *     once (from Linux 6.9), else when it started, in clock ticks since boot
 * @param stdoutPipe the inode of the pipe that its standard output was launched with
 * @param stderrPipe the same for standard error; 0 if it has none of its own
 */
public record ChildIdentity(int pid, long number, long stdoutPipe, long stderrPipe) {}
