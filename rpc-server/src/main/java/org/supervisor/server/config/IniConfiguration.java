package org.supervisor.server.config;

import java.io.IOException;
import java.io.Reader;
import java.io.Writer;
import java.util.List;
import java.util.function.Function;
import org.apache.commons.configuration2.BaseHierarchicalConfiguration;
import org.apache.commons.configuration2.FileBasedConfiguration;
import org.apache.commons.configuration2.ex.ConfigurationException;

/**
 * A file of one of our dialects as a configuration of the library, which would itself read another dialect: a grammar
 * of ours creates the nodes, so that quotes, comment signs, escapes, dots and brackets in names and values have the
 * meaning of that dialect. {@link #sections} has the values, as they are written; nothing is interpolated or split.
 */
final class IniConfiguration extends BaseHierarchicalConfiguration implements FileBasedConfiguration {
    private final Function<String, Scan> grammar;
    private List<Scan.Fault> faults = List.of();
    private List<Warning> warnings = List.of();

    /** An empty configuration. */
    IniConfiguration(Function<String, Scan> grammar) {
        this.grammar = grammar;
    }

    /** A configuration with the content of a file. */
    static IniConfiguration of(Source source, Function<String, Scan> grammar) {
        IniConfiguration configuration = new IniConfiguration(grammar);
        configuration.read(source.text());
        return configuration;
    }

    @Override
    public void read(Reader in) throws IOException {
        read(in.readAllAsString());
    }

    private void read(String text) {
        Scan scan = grammar.apply(text);
        getNodeModel().setRootNode(scan.root());
        faults = scan.faults();
        warnings = scan.warnings();
    }

    @Override
    public void write(Writer out) throws ConfigurationException {
        throw new ConfigurationException("configuration files are only read");
    }

    /** The sections, in the order of their first headers. */
    List<Section> sections() {
        return getNodeModel().getNodeHandler().getRootNode().getChildren().stream()
                .map(Section::new)
                .toList();
    }

    /** The lines of the file that are neither header nor assignment. */
    List<Scan.Fault> faults() {
        return faults;
    }

    /** The warnings about lines that may not do what was intended. */
    List<Warning> warnings() {
        return warnings;
    }
}
