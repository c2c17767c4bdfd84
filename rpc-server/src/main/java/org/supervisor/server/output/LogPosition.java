package org.supervisor.server.output;

/**
 * A place in a log.
 *
 * @param file which file it is, whatever its name is by now: device and inode
 * @param size how much was in it
 */
record LogPosition(String file, long size) {}
