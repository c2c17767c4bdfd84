package org.supervisor.server.config;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.supervisor.server.process.Dialect;

/** The {@code [rpcinterface:]} sections: supervisor's own, and extensions in Java; Python code cannot be run. */
final class RpcInterfaces {
    private static final String MAIN = "supervisor";
    private static final String KEY = OtherKeys.FACTORY.name(Dialect.SUPERVISORD);
    private static final String SYSTEM = "system";
    private static final String FACTORY = "supervisor.rpcinterface:make_main_rpcinterface";

    private static final String EXPECTED = "expected the line: " + KEY + " = " + FACTORY;

    private final Document document;
    private final Function<Section, Values> values;
    private final List<ExtensionSpec> extensions = new ArrayList<>();

    /**
     * A reader.
     *
     * @param values opens a section
     */
    RpcInterfaces(Document document, Function<Section, Values> values) {
        this.document = document;
        this.values = values;
    }

    /** Whether supervisor's own interface is to be served. */
    boolean read() {
        boolean found = false;
        for (Section section : document.startingWith(ExtensionSpec.PREFIX)) {
            found |= isMain(values.apply(section));
        }
        return found;
    }

    /** The extensions that were read, in the order of the file. */
    List<ExtensionSpec> extensions() {
        return extensions;
    }

    private boolean isMain(Values values) {
        String name = values.section().name();
        if (values.setting(OtherKeys.FACTORY).isEmpty()) {
            values.problem(OtherKeys.FACTORY, EXPECTED, "section [" + name + "] does not specify a " + KEY);
            return false;
        }
        Optional<String> factory = values.find(OtherKeys.FACTORY).map(EntryPoint::normal);
        boolean isMain = values.section().suffix().equals(MAIN);
        if (factory.isEmpty() || (isMain && factory.get().equals(FACTORY))) {
            return factory.isPresent();
        }
        if (!isMain && factory.get().startsWith(ExtensionSpec.JAVA)) {
            readExtension(values, factory.get().substring(ExtensionSpec.JAVA.length()));
            return false;
        }
        if (isMain || factory.get().isEmpty() || isMisspelt(factory.get())) {
            values.problem(OtherKeys.FACTORY, EXPECTED, EntryPoint.refusal(factory.get(), name));
        } else if (factory.get().equals(FACTORY)) {
            values.warn(
                    OtherKeys.FACTORY,
                    "clients expect this interface in [" + ExtensionSpec.PREFIX + MAIN + "]; here it is not offered");
        } else {
            values.warn(OtherKeys.FACTORY, "Python code is not run here; this interface is not offered");
        }
        return false;
    }

    private void readExtension(Values values, String className) {
        Section section = values.section();
        if (section.suffix().isEmpty() || section.suffix().equals(SYSTEM)) {
            values.problem(
                    OtherKeys.FACTORY,
                    "expected a section with another name, such as [" + ExtensionSpec.PREFIX
                            + "sample]: the methods begin with it",
                    "the name of [" + section.name() + "] cannot be used");
            return;
        }
        Map<String, String> configuration = new LinkedHashMap<>();
        for (String key : section.settings().keySet()) {
            if (!key.equals(KEY)) {
                values.find(Key.optional(key, Types.TEXT, "none", "")).ifPresent(text -> configuration.put(key, text));
            }
        }
        Setting setting = values.setting(OtherKeys.FACTORY).orElseThrow();
        extensions.add(new ExtensionSpec(section.suffix(), className, configuration, setting.file(), setting.line()));
    }

    private static boolean isMisspelt(String factory) {
        return !factory.equals(FACTORY)
                && (factory.equalsIgnoreCase(FACTORY)
                        || NearSpelling.of(factory, List.of(FACTORY)).isPresent());
    }
}
