package org.supervisor.server.config;

import java.nio.file.Path;
import java.util.List;

/**
 * A configuration that can be used.
 *
 * @param spec its content
 * @param warnings what a person should check
 * @param files the files read, the main file first, then the included ones in the order in which they were read
 * @param dialectReason why the main file was read in its dialect
 * @param values all values in force
 */
public record Loaded(
        SupervisorSpec spec,
        List<Warning> warnings,
        List<Path> files,
        String dialectReason,
        List<EffectiveValue> values) {
    public Loaded {
        warnings = List.copyOf(warnings);
        files = List.copyOf(files);
        values = List.copyOf(values);
    }

    /** The same with other warnings. */
    public Loaded with(List<Warning> others) {
        return new Loaded(spec, others, files, dialectReason, values);
    }

    /** The same without extensions. */
    public Loaded withoutExtensions() {
        return new Loaded(spec.withoutExtensions(), warnings, files, dialectReason, values);
    }
}
