package org.supervisor.server.config;

/**
 * A value in force and where it came from.
 *
 * @param section its name without brackets
 * @param key the key
 * @param value the text after all expansions, that of the first process where processes of a program differ
 * @param source {@code file:line}, {@code default} or {@code command line}
 */
public record EffectiveValue(String section, String key, String value, String source) {}
