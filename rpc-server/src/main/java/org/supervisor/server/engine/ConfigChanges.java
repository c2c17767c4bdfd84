package org.supervisor.server.engine;

import java.util.List;

/**
 * How the configuration last read differs from the active groups. Names of groups.
 *
 * @param added in the file, not active
 * @param changed in both, with differences that matter
 * @param removed active, not in the file
 */
public record ConfigChanges(List<String> added, List<String> changed, List<String> removed) {}
