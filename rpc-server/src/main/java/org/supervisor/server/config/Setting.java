package org.supervisor.server.config;

import java.nio.file.Path;

/**
 * A value and where it stands.
 *
 * @param value its text, nothing expanded
 * @param file the file
 * @param line from 1
 */
record Setting(String value, Path file, int line) {}
